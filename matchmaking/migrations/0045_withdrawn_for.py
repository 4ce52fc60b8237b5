import django.db.models.deletion
from django.db import migrations, models

from privacy.log.operations import LogTable


class Migration(migrations.Migration):
    """A request keeps for which side the organiser withdrew it, so that this can be undone."""

    dependencies = [
        ("events", "0041_exports_of_calls"),
        ("matchmaking", "0044_ratings_of_meetings"),
        ("privacy", "0001_log"),
    ]

    operations = [
        migrations.AddField(
            model_name="meetingrequest",
            name="withdrawn_for",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="events.registration",
            ),
        ),
        LogTable("matchmaking.MeetingRequest"),
        LogTable("matchmaking.RequestWindow"),
        LogTable("matchmaking.RequestTime"),
    ]
