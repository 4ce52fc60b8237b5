from django.db import migrations

from translations.triggers import TranslateTable


class Migration(migrations.Migration):
    """What an organiser adds to a reminder is written in the languages of the event."""

    dependencies = [
        ("matchmaking", "0040_first_times"),
        ("translations", "0001_translations"),
    ]

    operations = [TranslateTable("matchmaking.PlannedReminder")]
