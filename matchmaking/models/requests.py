"""What clusters ask of each other: to meet, in which windows, at which times."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, OuterRef, Q
from django.db.models.functions import Greatest, Least
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from accounts.rules import reads_unpublished
from events.models import Edition, Registration
from matchmaking.models.grid import MeetingWindow, Slot


class Priority(models.IntegerChoices):
    """What a wish weighs in the schedule."""

    WOULD_LIKE = 1, pgettext_lazy("wish", "Would like")
    MUST = 10, pgettext_lazy("wish", "Must")


class MeetingRequestQuerySet(models.QuerySet["MeetingRequest"]):
    def live(self) -> Self:
        return self.filter(state__in=MeetingRequest.LIVE)

    def with_times(self) -> Self:
        """Each brings along when the times begin that it names."""
        times = RequestTime.objects.filter(request=OuterRef("pk")).order_by()
        return self.annotate(known_begins=ArraySubquery(times.values("slot__period__startswith")))

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The two clusters, those who organise the edition, and staff."""
        if reads_unpublished(user):
            return self
        own = Registration.objects.acted_for_by(user).values("pk")
        organised = Edition.objects.organised_by(user).values("pk")
        return self.filter(Q(requester__in=own) | Q(invitee__in=own) | Q(edition__in=organised))


class MeetingRequest(models.Model):
    """One cluster asks another for a meeting. It holds no slot.

    At most one live request stands between two registrations, whoever asked. When the other side
    asks too, that is an acceptance with its own priority; the higher one holds.

    One that `is_limited` was accepted for its windows alone, and stays so when these go. One that
    `asks_for_windows` is limited from the start, unless it is accepted for others.

    One that `is_instant` was sent after publication. It names times that were free for both, and
    whoever accepts one has the place at once. Without any that is still to come it expires.

    It keeps of each act whether the organiser did it in the place of the cluster whose act it is:
    who acted says less, as one person may speak for a cluster and look on at the organiser.

    A request that ended because a registration left keeps which one and its state before, so that
    it can come back with it; one that the organiser withdrew in the place of a side, that side.
    """

    class State(models.TextChoices):
        PENDING = "pending", pgettext_lazy("request", "To answer")
        ACCEPTED = "accepted", pgettext_lazy("request", "Accepted")
        DECLINED = "declined", pgettext_lazy("request", "Declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("request", "Withdrawn")
        EXPIRED = "expired", pgettext_lazy("request", "Expired")

    LIVE = (State.PENDING, State.ACCEPTED)

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="requests")
    requester = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="requests_sent"
    )
    invitee = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="requests_received"
    )
    priority = models.PositiveSmallIntegerField(
        choices=Priority.choices, default=Priority.WOULD_LIKE
    )
    invitee_priority = models.PositiveSmallIntegerField(
        choices=Priority.choices, null=True, blank=True
    )
    message = models.TextField(blank=True, max_length=1000)
    reply = models.TextField(blank=True, max_length=1000)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    is_limited = models.BooleanField(_("agreed for some windows only"), default=False)
    asks_for_windows = models.BooleanField(_("asked for some windows only"), default=False)
    is_instant = models.BooleanField(_("for times of the published schedule"), default=False)
    version = models.PositiveIntegerField(default=1)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="requests_made"
    )
    idempotency_key = models.UUIDField(unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    waits_since = models.DateTimeField(_("waits for an answer since"), default=timezone.now)
    asked_by_organiser = models.BooleanField(
        _("asked by the organiser, in the requester's place"), default=False
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="requests_answered",
    )
    answered_by_organiser = models.BooleanField(
        _("answered by the organiser, in the invited cluster's place"), default=False
    )
    ended_by = models.ForeignKey(
        Registration, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_from = models.CharField(max_length=10, choices=State.choices, blank=True)
    withdrawn_for = models.ForeignKey(
        Registration, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = MeetingRequestQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(requester=F("invitee")), name="request_between_two"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "accepted", "declined", "withdrawn", "expired"]),
                name="request_state_known",
            ),
            models.CheckConstraint(
                condition=Q(priority__in=[1, 10])
                & (Q(invitee_priority__isnull=True) | Q(invitee_priority__in=[1, 10])),
                name="request_priority_known",
            ),
            models.UniqueConstraint(
                Least("requester", "invitee"),
                Greatest("requester", "invitee"),
                condition=Q(state__in=["pending", "accepted"]),
                name="request_live_once_per_pair",
            ),
        )

    def __str__(self) -> str:
        return f"registration {self.requester_id} asks {self.invitee_id}"

    @property
    def weight(self) -> int:
        """The priority that holds: the higher of both sides' wishes."""
        return max(self.priority, self.invitee_priority or 0)

    @property
    def begins(self) -> list[datetime]:
        """When the times begin that it names, in order; `with_times` brings them along."""
        if not self.is_instant:
            return []
        known: list[datetime] | None = getattr(self, "known_begins", None)
        if known is None:
            known = list(self.times.values_list("slot__period__startswith", flat=True))
        return sorted(known)


class RequestWindow(models.Model):
    """A meeting window in which the two of a request that `is_limited` are to meet."""

    request = models.ForeignKey(MeetingRequest, on_delete=models.CASCADE, related_name="windows")
    window = models.ForeignKey(MeetingWindow, on_delete=models.CASCADE, related_name="agreed_for")

    class Meta:
        ordering = ("window__period", "pk")
        constraints = (
            models.UniqueConstraint(fields=("request", "window"), name="request_window_once"),
        )

    def __str__(self) -> str:
        return f"request {self.request_id} in window {self.window_id}"


class RequestTime(models.Model):
    """A time at which the two of a request that `is_instant` could meet. It is held for nobody."""

    request = models.ForeignKey(MeetingRequest, on_delete=models.CASCADE, related_name="times")
    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ("slot__period",)
        constraints = (
            models.UniqueConstraint(fields=("request", "slot"), name="request_time_once"),
        )

    def __str__(self) -> str:
        return f"slot {self.slot_id} of request {self.request_id}"
