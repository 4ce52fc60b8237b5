"""What is not for a cluster stands in no log."""

from django.db import migrations

from privacy.log.operations import UnlogTable


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0001_log"),
        ("matchmaking", "0022_instant_meetings"),
    ]

    operations = [UnlogTable("matchmaking.SetAside")]
