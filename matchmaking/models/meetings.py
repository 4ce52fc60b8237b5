"""The meetings that accepted requests become, who takes part in them, and what they write."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models import Delegate, Edition, Registration
from matchmaking.models.requests import MeetingRequest, Priority


class Meeting(models.Model):
    """Two or more registrations that are to meet.

    `is_cancelled` is what is no longer to be, for whatever reason; one that was taken out of the
    published schedule for good has `cancelled_at` and `cancelled_by` as well, and where one of the
    two sides did it `cancelled_side` and `cancel_reason`. What the two wrote to each other is
    theirs, until a side shows it to the organiser (`shown_at`).
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="meetings")
    request = models.OneToOneField(
        MeetingRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="meeting"
    )
    priority = models.PositiveSmallIntegerField(
        choices=Priority.choices, default=Priority.WOULD_LIKE
    )
    is_cancelled = models.BooleanField(_("no longer wanted"), default=False)
    cancelled_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When it was cancelled for good.")
    )
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings_cancelled",
    )
    cancelled_side = models.ForeignKey(
        Registration, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cancel_reason = models.TextField(blank=True, max_length=1000)
    shown_at = models.DateTimeField(null=True, blank=True)
    shown_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    was_held = models.BooleanField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("id", "edition"), name="meeting_of_edition"),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_by__isnull=True)
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False, is_cancelled=True),
                name="meeting_cancelled_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_side__isnull=True, cancel_reason="")
                | Q(cancelled_side__isnull=False, cancelled_at__isnull=False),
                name="meeting_cancelled_by_a_side",
            ),
            models.CheckConstraint(
                condition=Q(shown_at__isnull=True, shown_by__isnull=True)
                | Q(shown_at__isnull=False, shown_by__isnull=False),
                name="meeting_shown_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"meeting {self.pk}"


class MeetingParticipant(models.Model):
    """A registration in a meeting, with the delegate whom it chose for it, if it did."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="participants")
    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="participations"
    )
    delegate = models.ForeignKey(
        Delegate, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("meeting", "registration"), name="meeting_participant_once"
            ),
        )

    def __str__(self) -> str:
        return f"registration {self.registration_id} in meeting {self.meeting_id}"


class MeetingMessage(models.Model):
    """What one side of a meeting writes to the other, or before it is agreed one of a `request`.

    What was written about a request is the meeting's as well, once there is one.
    """

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, null=True, blank=True, related_name="messages"
    )
    request = models.ForeignKey(
        MeetingRequest, on_delete=models.CASCADE, null=True, blank=True, related_name="messages"
    )
    side = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=2000)
    sent_at = models.DateTimeField()
    idempotency_key = models.UUIDField(unique=True)

    class Meta:
        ordering = ("sent_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(meeting__isnull=False) | Q(request__isnull=False),
                name="message_between_two",
            ),
        )

    def __str__(self) -> str:
        return f"message {self.pk}"
