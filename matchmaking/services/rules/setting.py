"""One way for every change of the rules: what it touches is seen before it is done."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from events.models import Edition
from events.services.locking import lock_registrations, locked_edition
from interface.contention import retrying
from matchmaking.models import Meeting, MeetingRequest
from matchmaking.queries.breaking import Breaking, breaking
from matchmaking.queries.requests import at_one_edition, is_published
from matchmaking.rules import can_set_rules, is_live_from_start
from matchmaking.services.letters.requests import tell_of_rules
from matchmaking.services.opening import open_schedule
from matchmaking.services.placing.interpreters import seat_interpreters_anew
from matchmaking.services.requests.cancelling import cancel_published
from matchmaking.services.requests.changes import cancel_meeting, swap
from matchmaking.services.requests.refusals import MeetingBegun
from matchmaking.services.rules.changes import Change, RulesRefused

State = MeetingRequest.State


class RulesClosed(RulesRefused):
    """The event is over, or was never run here."""


class StartedAlready(RulesRefused):
    """Requests are open, and clusters ask for free times since: that ends with publication."""


class Touches(RulesRefused):
    """The change touches what was not shown yet: `found`. It is done once that was seen."""

    def __init__(self, found: Breaking) -> None:
        super().__init__()
        self.found = found


@dataclass(frozen=True, slots=True)
class Answer:
    """What the organiser says of what a change touches.

    `seen` is the mark of what was shown. With `calls_off`, the requests and meetings that break the
    rules end, and both clusters are told; else what was agreed stays.
    """

    seen: str = ""
    calls_off: bool = False


@retrying
def set_rules(
    *, edition: Edition, change: Change, answer: Answer, by: User, now: datetime
) -> Breaking:
    """Carry a change out; what broke no rule before and does now.

    Nobody asks or answers meanwhile. Raises `Touches`, `RulesClosed`, `StartedAlready`, what the
    change raises, and `Busy`.
    """
    current = locked_edition(edition.pk)
    lock_registrations(edition.pk)
    if not can_set_rules(current, now):
        raise RulesClosed
    change.check(current)
    before, was_asked = breaking(current, now), current.common_language
    was_live = is_live_from_start(current, now)
    change.carry_out(current)
    current.refresh_from_db()
    if was_live and not is_live_from_start(current, now):
        raise StartedAlready
    open_schedule(edition=current, now=now)
    if current.common_language != was_asked:
        seat_interpreters_anew(current, now)
    found = breaking(current, now).beyond(before)
    if found and found.seen != answer.seen:
        raise Touches(found)
    if answer.calls_off:
        _end(found.bars, by, now)
    return found


def _end(requests: Iterable[int], by: User, now: datetime) -> None:
    """End what two clusters that may not meet have asked or agreed; what has begun stays."""
    rows = MeetingRequest.objects.filter(pk__in=requests).order_by("pk")
    related = ("edition__owner", "requester__cluster", "invitee__cluster")
    for request in at_one_edition(rows.select_related(*related)):
        meeting = Meeting.objects.filter(request=request).first()
        if meeting and is_published(meeting):
            with suppress(MeetingBegun):
                cancel_published(meeting=meeting, by=by, now=now)
            continue
        cancel_meeting(request)
        before = State(request.state)
        swap(request, before, request.version, state=State.WITHDRAWN, ended_from=before)
        tell_of_rules(request, now, before=before)
