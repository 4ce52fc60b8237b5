"""A request may ask for some meeting windows: what a list says of the time is kept."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('matchmaking', '0033_feeds_of_delegates'),
    ]

    operations = [
        migrations.AddField(
            model_name='meetingrequest',
            name='asks_for_windows',
            field=models.BooleanField(default=False, verbose_name='asked for some windows only'),
        ),
    ]
