"""Rows of the apps above that copy a delegate's registration are held equal to it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0023_delegates_present'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='delegate',
            constraint=models.UniqueConstraint(fields=('id', 'registration'), name='delegate_of_registration'),
        ),
    ]
