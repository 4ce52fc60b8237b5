"""One person who speaks for two clusters, in two meetings at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from events.queries.same_people import SamePeople, same_people
from matchmaking.models import Placement, PlacementParticipant, ScheduleVersion
from matchmaking.queries.plan import Plan
from matchmaking.queries.schedule import published_version

# A meeting, its slot and one of its registrations.
Seat = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Clash:
    """Two registrations that share a person, and a meeting of each in one slot.

    It is one meeting, twice, where the two meet each other.
    """

    slot: int
    registrations: tuple[int, int]
    meetings: tuple[int, int]


def clashes(people: SamePeople, seats: Iterable[Seat], *, stood: int | None) -> list[Clash]:
    """Those among `seats`, in order.

    Without what stands so in the version of id `stood`: that is for people to mend, or over.
    """
    found = _at_once(people, seats)
    return _new(found, _stood(stood)) if found else []


def clashes_in(plan: Plan) -> list[Clash]:
    """Those that publishing the version of this plan would bring; no query beside the plan's."""
    meetings = plan.meetings.values()
    seats = (
        (row.pk, row.place.slot_id, side) for row in meetings if row.place for side in row.sides
    )
    published = frozenset((row.pk, row.published[0]) for row in meetings if row.published)
    return _new(_at_once(plan.people, seats), published)


def _at_once(people: SamePeople, seats: Iterable[Seat]) -> list[Clash]:
    busy: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for meeting, slot, registration in seats:
        busy[slot, registration].append(meeting)
    return [
        Clash(slot, (pk, partner), (meeting, other))
        for slot, pk in sorted(busy)
        for partner in sorted(people.apart_from(pk))
        if pk < partner
        for meeting in busy[slot, pk]
        for other in busy.get((slot, partner), ())
    ]


def _new(found: Iterable[Clash], before: frozenset[tuple[int, int]]) -> list[Clash]:
    """Those of which one meeting at least was not at that slot before."""
    return [one for one in found if not before.issuperset((m, one.slot) for m in one.meetings)]


def new_clashes(version: ScheduleVersion) -> list[Clash]:
    """Those that publishing a version would bring: they do not stand in the published one."""
    rows = PlacementParticipant.objects.filter(version=version)
    published = published_version(version.edition)
    return clashes(
        same_people(version.edition_id),
        rows.values_list("meeting_id", "slot_id", "registration_id"),
        stood=published.pk if published else None,
    )


def _stood(version: int | None) -> frozenset[tuple[int, int]]:
    """Each meeting of a version with its slot."""
    rows = Placement.objects.filter(version=version)
    return frozenset(rows.values_list("meeting_id", "slot_id"))
