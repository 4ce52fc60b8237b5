"""When two clusters could meet that have no meeting yet, in the published schedule."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from events.models import Registration
from matchmaking.models import MeetingRequest, RequestTime, Slot
from matchmaking.queries.pairing import Bar, pairing
from matchmaking.queries.plan import Plan
from matchmaking.queries.possible import Opening, Sides, is_full, openings_for
from matchmaking.queries.schedule import published_version
from matchmaking.rules import notice


@dataclass(frozen=True, slots=True)
class NamedTimes:
    """What a request names, in order: the times that can still be had, and those `gone`.

    None can be had where one of the two is full, or a rule (`bar`) stands between them.
    """

    free: tuple[Slot, ...]
    gone: tuple[Slot, ...]
    is_full: bool = False
    bar: Bar | None = None

    @property
    def every(self) -> tuple[Slot, ...]:
        return self.free + self.gone


@dataclass(frozen=True, slots=True)
class FreeTimes:
    """Where two clusters could meet, in order of time, and whether one of them has as many
    published meetings as it may have.
    """

    openings: tuple[Opening, ...] = ()
    is_full: bool = False

    @property
    def slots(self) -> list[Slot]:
        return [opening.slot for opening in self.openings]


def free_times(first: Registration, second: Registration, now: datetime) -> FreeTimes:
    """Of two with their edition, past the event's notice; none before publication."""
    edition = first.edition
    version = published_version(edition)
    if version is None:
        return FreeTimes()
    plan = Plan(edition, version, is_live=True)
    sides = Sides(tuple(sorted((first.pk, second.pk))))
    found = openings_for(plan, sides, after=now + notice(edition))
    return FreeTimes(tuple(found), is_full(plan, sides))


def slots_named(request: MeetingRequest) -> list[Slot]:
    """Of every time that the request names, gone or not."""
    return [row.slot for row in request.times.select_related("slot")]


def named_times(request: MeetingRequest, now: datetime) -> NamedTimes:
    """Of a request with its edition and both sides."""
    request.requester.edition = request.edition
    named = slots_named(request)
    found = free_times(request.requester, request.invitee, now)
    bar = pairing(request.edition).bar(request.requester_id, request.invitee_id)
    possible = set() if found.is_full or bar else {slot.pk for slot in found.slots}
    free = tuple(slot for slot in named if slot.pk in possible)
    gone = tuple(slot for slot in named if slot.pk not in possible)
    return NamedTimes(free, gone, found.is_full, bar)


def with_times(requests: QuerySet[MeetingRequest]) -> QuerySet[MeetingRequest]:
    """Each with the times that it names, `named`, in order."""
    times = RequestTime.objects.select_related("slot")
    return requests.prefetch_related(Prefetch("times", times, to_attr="named"))
