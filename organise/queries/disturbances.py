"""What has changed since a schedule was published, as far as it touches the schedule."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from matchmaking.models import Placement
from matchmaking.queries.plan import Plan


@dataclass(frozen=True, slots=True)
class Clash:
    """A published meeting at a time when one of its clusters is away, and why."""

    placement: Placement
    registration: int
    why: str


@dataclass(frozen=True, slots=True)
class Disturbances:
    """All by primary key; pairs hold how many published meetings it concerns.

    `left` are registrations that are not coming any more, `called_off` placements of meetings that
    are not wanted though all come, `at_once` those whose person is in another meeting then for
    another cluster, `other_way` those at a table with a side that is online, or the other
    way round, `not_understood` those that need an interpreter and have none, `overfull`
    registrations with the slots at which they have more meetings than delegates who are there,
    `closed` tables, `over_limit` registrations with more meetings than they want now, `arrived`
    registrations approved since, `agreed` meetings agreed since, `waiting` those that had no place
    at publication.
    """

    left: tuple[tuple[int, int], ...]
    called_off: tuple[Placement, ...]
    clashes: tuple[Clash, ...]
    at_once: tuple[Placement, ...]
    other_way: tuple[Placement, ...]
    not_understood: tuple[Placement, ...]
    overfull: tuple[tuple[int, int], ...]
    closed: tuple[tuple[int, int], ...]
    over_limit: tuple[tuple[int, int], ...]
    arrived: tuple[int, ...]
    agreed: tuple[int, ...]
    waiting: tuple[int, ...]


def disturbances(plan: Plan, now: datetime) -> Disturbances:
    """What a re-plan of the published version would react to; what has begun is past changing."""
    published_at = plan.version.published_at or now
    wanted = {pk: plan.meetings[pk].created_at for pk in plan.wanted}
    coming = [row for row in plan.placements if plan.names.slots[row.slot_id].period.lower > now]
    standing = [row for row in coming if row.meeting_id in wanted]
    falling = [row for row in coming if row.meeting_id not in wanted]
    missing = sorted(wanted.keys() - plan.placed.keys())
    return Disturbances(
        left=_counted(plan, falling, plan.gone),
        called_off=tuple(row for row in falling if plan.gone.isdisjoint(_people(plan, row))),
        clashes=tuple(_clashes(plan, standing)),
        at_once=tuple(row for row in standing if _is_elsewhere(plan, row)),
        other_way=tuple(row for row in standing if plan.is_other_way(row)),
        not_understood=tuple(row for row in standing if plan.lacks_interpreter(row)),
        overfull=_overfull(plan, standing),
        closed=_at_tables(plan, standing),
        over_limit=tuple(_over_limit(plan, wanted)),
        arrived=tuple(_arrived(plan, published_at)),
        agreed=tuple(pk for pk in missing if wanted[pk] > published_at),
        waiting=tuple(pk for pk in missing if wanted[pk] <= published_at),
    )


def _arrived(plan: Plan, published_at: datetime) -> Iterator[int]:
    for pk, party in plan.names.parties.items():
        if party.is_approved and party.decided_at and party.decided_at > published_at:
            yield pk


def _people(plan: Plan, row: Placement) -> tuple[int, ...]:
    return plan.names.participants.get(row.meeting_id, ())


def _counted(
    plan: Plan, rows: Iterable[Placement], registrations: set[int]
) -> tuple[tuple[int, int], ...]:
    found = Counter(pk for row in rows for pk in _people(plan, row) if pk in registrations)
    return tuple(sorted(found.items()))


def _clashes(plan: Plan, rows: Iterable[Placement]) -> Iterator[Clash]:
    for row in rows:
        for pk in _people(plan, row):
            if why := plan.busy.get(pk, {}).get(row.slot_id):
                yield Clash(row, pk, why)


def _is_elsewhere(plan: Plan, row: Placement) -> bool:
    return any(plan.is_elsewhere(pk, row.slot_id, row.meeting_id) for pk in _people(plan, row))


def _overfull(plan: Plan, rows: Iterable[Placement]) -> tuple[tuple[int, int], ...]:
    at = {(pk, row.slot_id) for row in rows for pk in _people(plan, row)}
    return tuple(sorted(key for key in at if plan.is_overfull(*key)))


def _at_tables(plan: Plan, rows: Iterable[Placement]) -> tuple[tuple[int, int], ...]:
    at = Counter(row.table_id for row in rows if row.table_id and row.table_id in plan.closed)
    return tuple(sorted(at.items()))


def _over_limit(plan: Plan, wanted: Iterable[int]) -> Iterator[tuple[int, int]]:
    rows = [row for row in plan.placements if row.meeting_id in set(wanted)]
    for pk, count in sorted(Counter(pk for row in rows for pk in _people(plan, row)).items()):
        most = plan.names.parties[pk].most_meetings
        if most is not None and count > most:
            yield pk, count
