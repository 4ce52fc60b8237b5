"""Organisers hear that a cluster removed the only delegate it had named."""

from django.db import migrations, models

KINDS = ['registered', 'withdrew', 'shrank', 'unnamed']


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0025_delegates_there'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='registrationnews', name='registration_news_known'),
        migrations.AlterField(
            model_name='registrationnews',
            name='kind',
            field=models.CharField(
                choices=[
                    ('registered', 'Registered'),
                    ('withdrew', 'Withdrew'),
                    ('shrank', 'Has fewer delegates'),
                    ('unnamed', 'Names no delegate any more'),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name='registrationnews',
            constraint=models.CheckConstraint(
                condition=models.Q(('kind__in', KINDS)), name='registration_news_known'
            ),
        ),
    ]
