"""An event may ask for a common language in each meeting, or an interpreter."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0027_languages'),
    ]

    operations = [
        migrations.AddField(
            model_name='edition',
            name='common_language',
            field=models.BooleanField(default=False, verbose_name='meetings need a common language, or an interpreter'),
        ),
    ]
