"""How much of what the rules allow each cluster has used."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from events.models import Edition, Registration
from matchmaking.models import (
    MeetingRequest,
    Priority,
    RequestTime,
)
from matchmaking.models.requests import MeetingRequestQuerySet
from matchmaking.rules import notice

State = MeetingRequest.State


@dataclass(frozen=True, slots=True)
class Quotas:
    """What one cluster has used of its edition's rules; None where there is no such rule."""

    sent: int
    most_requests: int | None
    musts: int
    most_musts: int | None

    @property
    def is_spent(self) -> bool:
        """Whether it may send no more requests."""
        return self.most_requests is not None and self.sent >= self.most_requests


def quotas(registration: Registration) -> Quotas:
    """Asks only what a rule limits."""
    edition, pk = registration.edition, registration.pk
    sent = 0 if edition.most_requests is None else requests_sent([pk]).get(pk, 0)
    wished = 0 if edition.most_musts is None else musts([pk]).get(pk, 0)
    return Quotas(sent, edition.most_requests, wished, edition.most_musts)


def requests_sent(registrations: Collection[int]) -> dict[int, int]:
    """How many requests each of them has sent that nobody ended; those without any left out."""
    rows = MeetingRequest.objects.live().filter(requester__in=registrations)
    return dict(Counter(rows.values_list("requester_id", flat=True)))


def has_sent_most(registration: Registration) -> bool:
    """Whether a cluster (with its edition) has sent as many requests as its rules allow."""
    most = registration.edition.most_requests
    return most is not None and requests_sent([registration.pk]).get(registration.pk, 0) >= most


def musts(registrations: Collection[int]) -> dict[int, int]:
    """How many live wishes for a meeting that it must have each of them made."""
    sent = Q(requester__in=registrations, priority=Priority.MUST)
    agreed = Q(invitee__in=registrations, invitee_priority=Priority.MUST)
    wanted = set(registrations)
    found: Counter[int] = Counter()
    rows = MeetingRequest.objects.live().filter(sent | agreed)
    for ours, priority, theirs, answered in rows.values_list(
        "requester_id", "priority", "invitee_id", "invitee_priority"
    ):
        found.update([ours] * (priority == Priority.MUST and ours in wanted))
        found.update([theirs] * (answered == Priority.MUST and theirs in wanted))
    return dict(found)


def overdue(edition: Edition, now: datetime) -> MeetingRequestQuerySet:
    """The requests whose days to answer are over, if the edition has such a rule, and those for
    times of which none is left.
    """
    to_come = RequestTime.objects.filter(slot__period__startswith__gt=now + notice(edition))
    late = Q(~Exists(to_come.filter(request=OuterRef("pk"))), is_instant=True)
    if edition.answer_days is not None:
        late |= Q(waits_since__lte=now - timedelta(days=edition.answer_days))
    return MeetingRequest.objects.filter(late, edition=edition, state=State.PENDING)
