import django.db.models.deletion
from django.db import migrations, models

from privacy.log.operations import LogTable


class Migration(migrations.Migration):
    """The two sides of a request write to each other before it is agreed."""

    dependencies = [
        ("matchmaking", "0038_edits_of_who_left"),
        ("privacy", "0001_log"),
    ]

    operations = [
        migrations.AlterField(
            model_name="meetingmessage",
            name="meeting",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="messages",
                to="matchmaking.meeting",
            ),
        ),
        migrations.AddField(
            model_name="meetingmessage",
            name="request",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="messages",
                to="matchmaking.meetingrequest",
            ),
        ),
        migrations.AddConstraint(
            model_name="meetingmessage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("meeting__isnull", False), ("request__isnull", False), _connector="OR"
                ),
                name="message_between_two",
            ),
        ),
        LogTable("matchmaking.MeetingMessage"),
    ]
