"""A cluster's own requests, sorted as its managers see them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from events.models import Registration
from matchmaking.models import MeetingRequest
from matchmaking.queries.profile import profiles
from matchmaking.recommending import Reason, reasons

State = MeetingRequest.State

# How long an answer is shown with its Undo on top of the requests.
FRESH = timedelta(minutes=30)

TABS = {"answer": "To answer", "sent": "Sent", "agreed": "Agreed", "declined": "Declined"}
CLOSED = (State.DECLINED, State.WITHDRAWN, State.EXPIRED)


@dataclass(frozen=True, slots=True)
class Card:
    """A request as one of its two clusters sees it."""

    request: MeetingRequest
    other: Registration
    is_received: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Tab:
    name: str
    label: str
    count: int


def tabs(registration: Registration) -> list[Tab]:
    """The four tabs with how many requests each holds."""
    counts = dict.fromkeys(TABS, 0)
    for row in _all(registration).values_list("requester_id", "state"):
        counts[_tab_of(*row, ours=registration.pk)] += 1
    return [Tab(name, label, counts[name]) for name, label in TABS.items()]


def cards(registration: Registration, tab: str) -> list[Card]:
    """The requests of a tab, the newest first, with the reasons to meet."""
    return _with_reasons(registration, _in_tab(registration, tab))


def fresh_answers(registration: Registration, now: datetime) -> list[Card]:
    """What this cluster answered a moment ago and can still take back, the newest first."""
    answered = _received(registration).filter(
        state__in=(State.ACCEPTED, State.DECLINED), answered_at__gt=now - FRESH
    )
    return [_card(row, registration, ()) for row in _whole(answered).order_by("-answered_at")]


def _all(registration: Registration) -> QuerySet[MeetingRequest]:
    return MeetingRequest.objects.filter(Q(requester=registration) | Q(invitee=registration))


def _received(registration: Registration) -> QuerySet[MeetingRequest]:
    return MeetingRequest.objects.filter(invitee=registration)


def _in_tab(registration: Registration, tab: str) -> QuerySet[MeetingRequest]:
    if tab == "sent":
        return MeetingRequest.objects.filter(requester=registration, state=State.PENDING)
    if tab == "agreed":
        return _all(registration).filter(state=State.ACCEPTED)
    if tab == "declined":
        return _all(registration).filter(state__in=CLOSED)
    return _received(registration).filter(state=State.PENDING)


def _tab_of(requester: int, state: str, *, ours: int) -> str:
    if state == State.PENDING:
        return "sent" if requester == ours else "answer"
    return "agreed" if state == State.ACCEPTED else "declined"


def _whole(rows: QuerySet[MeetingRequest]) -> QuerySet[MeetingRequest]:
    return rows.select_related("requester__cluster__region", "invitee__cluster__region", "meeting")


def _with_reasons(registration: Registration, rows: QuerySet[MeetingRequest]) -> list[Card]:
    plain = [_card(row, registration, ()) for row in _whole(rows)]
    known = profiles([registration.cluster_id, *(card.other.cluster_id for card in plain)])
    ours = known[registration.cluster_id]
    return [
        Card(
            card.request,
            card.other,
            card.is_received,
            tuple(reasons(ours, known[card.other.cluster_id])),
        )
        for card in plain
    ]


def _card(row: MeetingRequest, ours: Registration, why: tuple[Reason, ...]) -> Card:
    received = row.invitee_id == ours.pk
    return Card(row, row.requester if received else row.invitee, received, why)
