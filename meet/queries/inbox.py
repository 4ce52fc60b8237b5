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

TABS = ("answer", "sent", "agreed", "declined")
CLOSED = (State.DECLINED, State.WITHDRAWN, State.EXPIRED)


@dataclass(frozen=True, slots=True)
class RequestCard:
    """A request as one of its two clusters sees it; `standing` says how its meeting stands.

    What is placed in the published schedule is taken out by the organiser alone.
    """

    request: MeetingRequest
    partner: Registration
    is_received: bool
    reasons: tuple[Reason, ...]
    standing: str = ""
    is_placed: bool = False

    @property
    def is_withdrawable(self) -> bool:
        """A request sent and not answered, or a meeting that both agreed on."""
        state = self.request.state
        return state == State.ACCEPTED or (state == State.PENDING and not self.is_received)


def tab_counts(registration: Registration) -> dict[str, int]:
    """How many requests each of the four tabs holds."""
    counts = dict.fromkeys(TABS, 0)
    for row in _all(registration).values_list("requester_id", "state"):
        counts[_tab_of(*row, ours=registration.pk)] += 1
    return counts


def cards(registration: Registration, tab: str) -> list[RequestCard]:
    """The requests of a tab, the newest first, with the reasons to meet."""
    return _with_reasons(registration, _in_tab(registration, tab))


def fresh_answers(registration: Registration, now: datetime) -> list[RequestCard]:
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


def _with_reasons(registration: Registration, rows: QuerySet[MeetingRequest]) -> list[RequestCard]:
    plain = [_card(row, registration, ()) for row in _whole(rows)]
    known = profiles([registration.cluster_id, *(card.partner.cluster_id for card in plain)])
    ours = known[registration.cluster_id]
    return [
        RequestCard(
            card.request,
            card.partner,
            card.is_received,
            tuple(reasons(ours, known[card.partner.cluster_id])),
        )
        for card in plain
    ]


def _card(row: MeetingRequest, ours: Registration, why: tuple[Reason, ...]) -> RequestCard:
    received = row.invitee_id == ours.pk
    return RequestCard(row, row.requester if received else row.invitee, received, why)
