"""The log of groups leaves out how they are sorted: it follows from the name."""

from django.db import migrations

from privacy.log.operations import LogTable


class Migration(migrations.Migration):

    dependencies = [
        ('matchmaking', '0016_speakers_are_told'),
        ('privacy', '0001_log'),
    ]

    operations = [
        LogTable('matchmaking.ClusterGroup'),
    ]
