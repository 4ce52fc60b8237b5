"""An event may let clusters ask for meetings after publication."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0021_online'),
    ]

    operations = [
        migrations.AddField(
            model_name='edition',
            name='instant_meetings',
            field=models.BooleanField(default=False, verbose_name='clusters ask for meetings at free times after publication'),
        ),
    ]
