"""One side of a meeting offers other times after publication, or first ones; the other accepts
one.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from events.models import Registration
from matchmaking.models.grid import Slot
from matchmaking.models.meetings import Meeting


class TimeOffer(models.Model):
    """Other times that one side of a meeting offers, at most one open at a time.

    It is about the meeting at `from_slot`, None where it has no published place, and ends at
    `expires_at`. Where the event's organiser has to agree, what the other side accepted waits for
    that, with `chosen`, as long as the meeting can still be moved. While the meeting is elsewhere
    nobody answers it; `is_end_told` once a mail has said that it ended because the organiser moved
    or placed the meeting, until which it stands again where that is undone.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("other time", "To answer")
        WAITING = "waiting", pgettext_lazy("other time", "Waits for the organiser")
        ACCEPTED = "accepted", pgettext_lazy("other time", "Accepted")
        DECLINED = "declined", pgettext_lazy("other time", "Declined")
        REFUSED = "refused", pgettext_lazy("other time", "Refused by the organiser")
        WITHDRAWN = "withdrawn", pgettext_lazy("other time", "Taken back")
        EXPIRED = "expired", pgettext_lazy("other time", "Expired")
        OVERTAKEN = "overtaken", pgettext_lazy("other time", "Overtaken")

    LIVE: ClassVar = (State.OPEN, State.WAITING)

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="time_offers")
    side = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="+")
    from_slot = models.ForeignKey(
        Slot, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    chosen = models.ForeignKey(
        Slot, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    is_end_told = models.BooleanField(default=False)
    idempotency_key = models.UUIDField(unique=True)

    class Meta:
        ordering = ("-made_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("meeting", "side"),
                condition=Q(state__in=["open", "waiting"]),
                name="time_offer_open_once_per_side",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["waiting", "accepted"]) | Q(chosen__isnull=False),
                name="time_offer_accepted_has_time",
            ),
        )

    def __str__(self) -> str:
        return f"other times for meeting {self.meeting_id}"


class OfferedTime(models.Model):
    """One of the times that are offered."""

    offer = models.ForeignKey(TimeOffer, on_delete=models.CASCADE, related_name="times")
    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ("slot__period",)
        constraints = (models.UniqueConstraint(fields=("offer", "slot"), name="offered_time_once"),)

    def __str__(self) -> str:
        return f"slot {self.slot_id} of offer {self.offer_id}"
