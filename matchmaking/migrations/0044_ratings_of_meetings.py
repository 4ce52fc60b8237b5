import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from privacy.log.operations import LogTable


class Migration(migrations.Migration):
    """Each side of a meeting says what it was worth."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("events", "0041_exports_of_calls"),
        ("matchmaking", "0043_ends_of_offers_told"),
        ("privacy", "0001_log"),
    ]

    operations = [
        migrations.CreateModel(
            name="MeetingRating",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stars", models.PositiveSmallIntegerField()),
                ("given_at", models.DateTimeField()),
                (
                    "given_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ratings",
                        to="matchmaking.meeting",
                    ),
                ),
                (
                    "side",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="events.registration",
                    ),
                ),
            ],
            options={
                "verbose_name": "rating of a meeting",
                "verbose_name_plural": "ratings of meetings",
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("meeting", "side"), name="rating_once_a_side"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stars__gte", 1), ("stars__lte", 5)),
                        name="rating_of_one_to_five",
                    ),
                ],
            },
        ),
        LogTable("matchmaking.MeetingRating", without=["stars"]),
    ]
