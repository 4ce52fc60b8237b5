"""What was done so that a meeting without a place may get one."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models import Edition, Registration
from matchmaking.models.grid import BOUNDED
from matchmaking.models.meetings import Meeting
from matchmaking.models.runs import ScheduleRun
from matchmaking.models.versions import ScheduleVersion


class AvailabilityAsk(models.Model):
    """The organiser asks a cluster to be free at a time that it said no to.

    At most one open ask stands for a registration and time, whatever the meeting it is for. The
    time was a slot when it was asked for; the grid may have changed since.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("ask", "Asked")
        FREED = "freed", pgettext_lazy("ask", "Freed")
        KEPT = "kept", pgettext_lazy("ask", "Kept")
        WITHDRAWN = "withdrawn", pgettext_lazy("ask", "Taken back")

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="asks")
    period = DateTimeRangeField()
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="asks")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="asks_made"
    )
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="asks_answered",
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    idempotency_key = models.UUIDField(unique=True)

    class Meta:
        ordering = ("period", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("registration", "period"),
                condition=Q(state="open"),
                name="ask_open_once",
            ),
            models.CheckConstraint(condition=BOUNDED, name="ask_is_bounded"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "freed", "kept", "withdrawn"]),
                name="ask_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at__isnull=True)
                | (~Q(state="open") & Q(answered_at__isnull=False)),
                name="ask_ended_has_instant",
            ),
        )

    def __str__(self) -> str:
        return f"registration {self.registration_id} asked for {self.period.lower:%Y-%m-%d %H:%M}"


class AppliedRemedy(models.Model):
    """What an organiser did so that a meeting which a version does not place may get a place.

    `changes` says what was changed, each with its code, primary keys and figures before and after;
    `run` is the run that followed at once. `undone_at`: the meetings it dropped are wanted again.
    """

    version = models.ForeignKey(ScheduleVersion, on_delete=models.CASCADE, related_name="remedies")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+")
    changes: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    run = models.ForeignKey(
        ScheduleRun, on_delete=models.PROTECT, null=True, blank=True, related_name="remedies"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    idempotency_key = models.UUIDField(unique=True)

    class Meta:
        verbose_name_plural = _("applied remedies")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"remedy for meeting {self.meeting_id}"
