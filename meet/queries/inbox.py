"""A cluster's own requests, sorted as its managers see them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import itemgetter

from django.db.models import Q

from events.models import Registration
from matchmaking.models import MeetingRequest, MeetingWindow, RequestWindow
from matchmaking.queries.pairing import Bar, Pairing
from matchmaking.queries.profile import profiles
from matchmaking.recommending import Profile, Reason, reasons
from matchmaking.rules import (
    answer_by,
    can_be_answered,
    can_be_withdrawn,
    is_overdue,
    is_unanswered,
)

State = MeetingRequest.State

# How long an answer is shown with its Undo on top of the requests.
FRESH = timedelta(minutes=30)

# Requests on one page, and answers that can be undone on top of them.
MOST_CARDS = MOST_FRESH = 12

TABS = ("answer", "sent", "agreed", "declined")


@dataclass(frozen=True, slots=True)
class RequestCard:
    """A request as one of its two clusters sees it; `standing` says how its meeting stands.

    `stands` is its state by the clock: once answering is over what waited has expired.

    What is placed in the published schedule is cancelled on the meeting's page. A request that
    waits expires at `answer_by`, if the event has such a rule; `bar` is why the rules do not let
    it be accepted. `windows` are those that the two agreed on or are asked for, where not all.
    `is_answerable` and `may_be_left` say whether it is the time to answer it, and to withdraw it;
    `is_overdue`, that its own time to be answered is over.
    """

    request: MeetingRequest
    partner: Registration
    is_received: bool
    stands: str
    reasons: tuple[Reason, ...] = ()
    standing: str = ""
    is_placed: bool = False
    answer_by: datetime | None = None
    bar: Bar | None = None
    windows: tuple[MeetingWindow, ...] = ()
    is_answerable: bool = False
    is_overdue: bool = False
    may_be_left: bool = False

    @property
    def has_meeting(self) -> bool:
        """Whether the two agreed once, so that their meeting has a page."""
        return hasattr(self.request, "meeting")

    @property
    def is_withdrawable(self) -> bool:
        """A request sent and not answered, or a meeting that both agreed on."""
        state = self.request.state
        is_ours = state == State.ACCEPTED or (state == State.PENDING and not self.is_received)
        return is_ours and self.may_be_left

    @property
    def is_undoable(self) -> bool:
        """An answer that can be taken back; a yes to a time has taken its place, and is none."""
        state, is_instant = self.request.state, self.request.is_instant
        is_given = state == State.DECLINED or (state == State.ACCEPTED and not is_instant)
        return is_given and self.is_received and self.is_answerable


def tab_counts(
    requests: Sequence[MeetingRequest], ours: Registration, now: datetime
) -> dict[str, int]:
    """How many of its requests each of the four tabs of a cluster holds."""
    counts = dict.fromkeys(TABS, 0)
    for row in requests:
        counts[_tab_of(row, ours, now)] += 1
    return counts


def cards(
    requests: Sequence[MeetingRequest],
    ours: Registration,
    tab: str,
    allowed: Pairing,
    *,
    now: datetime,
    known: Mapping[int, Profile] | None = None,
) -> list[RequestCard]:
    """The requests of a tab, the newest first, with the reasons to meet.

    One query for the profiles that are not `known` by cluster.
    """
    plain = [_card(row, ours, now) for row in requests if _tab_of(row, ours, now) == tab]
    known = dict(known or {})
    wanted = {ours.cluster_id, *(card.partner.cluster_id for card in plain)} - known.keys()
    known |= profiles(wanted) if wanted else {}
    own = known[ours.cluster_id]
    return [
        replace(
            card,
            reasons=tuple(reasons(own, known[card.partner.cluster_id])),
            bar=allowed.bar(ours.pk, card.partner.pk),
        )
        for card in plain
    ]


def fresh_answers(
    requests: Sequence[MeetingRequest], ours: Registration, now: datetime
) -> list[RequestCard]:
    """What this cluster answered a moment ago and can still take back, the newest few first."""
    answered = [
        (row.answered_at, row)
        for row in requests
        if row.invitee_id == ours.pk
        and row.state in (State.ACCEPTED, State.DECLINED)
        and row.answered_at
        and row.answered_at > now - FRESH
    ]
    newest = sorted(answered, key=itemgetter(0), reverse=True)[:MOST_FRESH]
    return [_card(row, ours, now) for _, row in newest]


def limited(cards: Sequence[RequestCard]) -> list[RequestCard]:
    """The cards with the windows that their two agreed on, or that are asked for."""
    found: defaultdict[int, list[MeetingWindow]] = defaultdict(list)
    limits = [card.request.pk for card in cards if card.request.is_limited]
    rows = RequestWindow.objects.filter(request__in=limits)
    for row in rows.select_related("window"):
        found[row.request_id].append(row.window)
    return [replace(card, windows=tuple(found[card.request.pk])) for card in cards]


def own_requests(registration: Registration) -> list[MeetingRequest]:
    """All that a cluster sent or received at an edition, the newest first, with both sides."""
    rows = MeetingRequest.objects.filter(Q(requester=registration) | Q(invitee=registration))
    sides = ("requester__cluster__region", "invitee__cluster__region", "meeting")
    return list(rows.with_times().select_related(*sides))


def _tab_of(row: MeetingRequest, ours: Registration, now: datetime) -> str:
    """What waits and can be answered no more is with what was not agreed."""
    if row.state == State.PENDING and not is_unanswered(row, ours.edition, now):
        return "sent" if row.requester_id == ours.pk else "answer"
    return "agreed" if row.state == State.ACCEPTED else "declined"


def _card(row: MeetingRequest, ours: Registration, now: datetime) -> RequestCard:
    received = row.invitee_id == ours.pk
    partner = row.requester if received else row.invitee
    is_late = is_overdue(row, ours.edition, now)
    is_time = can_be_answered(row, ours.edition, now)
    return RequestCard(
        row,
        partner,
        received,
        State.EXPIRED if is_unanswered(row, ours.edition, now) else row.state,
        answer_by=answer_by(row, ours.edition) if is_late or is_time else None,
        is_answerable=is_time and not is_late,
        is_overdue=is_late,
        may_be_left=can_be_withdrawn(row, ours.edition, now),
    )
