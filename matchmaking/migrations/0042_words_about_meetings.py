import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from privacy.log.operations import LogTable


class Migration(migrations.Migration):
    """Each side of a meeting, and the organiser, say whether it was held."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("events", "0041_exports_of_calls"),
        ("matchmaking", "0041_reminders_translated"),
        ("privacy", "0001_log"),
    ]

    operations = [
        migrations.CreateModel(
            name="MeetingWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("was_held", models.BooleanField()),
                ("said_at", models.DateTimeField()),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="words",
                        to="matchmaking.meeting",
                    ),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "side",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="events.registration",
                    ),
                ),
            ],
            options={
                "verbose_name": "word about a meeting",
                "verbose_name_plural": "words about meetings",
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("meeting", "side"), name="word_once_a_side", nulls_distinct=False
                    )
                ],
            },
        ),
        LogTable("matchmaking.MeetingWord"),
    ]
