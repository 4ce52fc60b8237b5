"""Whether a meeting was held and what it was worth, as those who were there say."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import Registration
from matchmaking.models.meetings import Meeting


class MeetingWord(models.Model):
    """What one side of a meeting says of it, or the organiser, whose `side` is empty.

    `Meeting.was_held` follows from the words about it (`matchmaking.rules.was_held`).
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="words")
    side = models.ForeignKey(
        Registration, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    was_held = models.BooleanField()
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    said_at = models.DateTimeField()

    class Meta:
        verbose_name = _("word about a meeting")
        verbose_name_plural = _("words about meetings")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("meeting", "side"), nulls_distinct=False, name="word_once_a_side"
            ),
        )

    def __str__(self) -> str:
        return f"word about meeting {self.meeting_id}"


class MeetingRating(models.Model):
    """What a meeting was worth to one of its sides, for the own cluster to read: 1 to 5 `stars`.

    Nobody stands beside it once the event's personal data are erased.
    """

    WORST, BEST = 1, 5
    # A rating is its cluster's, and nobody reads it in the log.
    log_without: ClassVar[tuple[str, ...]] = ("stars",)

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="ratings")
    side = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="+")
    stars = models.PositiveSmallIntegerField()
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    given_at = models.DateTimeField()

    class Meta:
        verbose_name = _("rating of a meeting")
        verbose_name_plural = _("ratings of meetings")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("meeting", "side"), name="rating_once_a_side"),
            models.CheckConstraint(
                condition=models.Q(stars__gte=1, stars__lte=5), name="rating_of_one_to_five"
            ),
        )

    def __str__(self) -> str:
        return f"rating of meeting {self.meeting_id}"
