"""What an organiser may think of changing: each change makes another problem of a problem."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from scheduling.model.problem import Meeting, Participant, Problem, Slot

__all__ = [
    "BadChange",
    "Change",
    "MoreSlots",
    "MoreTables",
    "OtherFairness",
    "OtherSlots",
    "RaiseLimits",
    "changed",
]


@dataclass(frozen=True, slots=True)
class MoreTables:
    """So many tables more (or fewer, if negative) in every slot."""

    number: int


@dataclass(frozen=True, slots=True)
class MoreSlots:
    """One more window at the end, with as many slots as the window `like`; None: the last one.

    Its sessions, tables and capacities are those of that window, its times are open, and everybody
    is there.
    """

    like: int | None = None


@dataclass(frozen=True, slots=True)
class OtherSlots:
    """Other slots altogether, such as longer ones, with a number of tables for each."""

    slots: tuple[Slot, ...]
    tables: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RaiseLimits:
    """The participant (id) may have so many meetings in all."""

    participant: str
    max_meetings: int


@dataclass(frozen=True, slots=True)
class OtherFairness:
    """Numbers of breaks may differ by so much; None drops the rule."""

    limit: int | None


Change = MoreTables | MoreSlots | OtherSlots | RaiseLimits | OtherFairness


class BadChange(ValueError):
    """A change that the problem does not allow: it names no slot, window or participant of it."""

    def __init__(self, change: Change, reason: str) -> None:
        super().__init__(reason)
        self.change = change


def changed(problem: Problem, changes: Sequence[Change]) -> Problem:
    """The problem after all these changes, one after the other. Raises `BadChange`."""
    for change in changes:
        match change:
            case MoreTables():
                problem = _more_tables(problem, change)
            case MoreSlots():
                problem = _more_slots(problem, change)
            case OtherSlots():
                problem = _other_slots(problem, change)
            case RaiseLimits():
                problem = _raise_limits(problem, change)
            case OtherFairness():
                problem = replace(problem, rules=replace(problem.rules, fairness=change.limit))
    return _with_known_tables(replace(problem, sha256=""))


def _with_known_tables(problem: Problem) -> Problem:
    """A meeting locked at a table that is not there any more may sit at another."""
    return replace(
        problem,
        meetings=tuple(
            replace(meeting, table=None)
            if meeting.table is not None and meeting.table >= problem.tables_for(position)
            else meeting
            for position, meeting in enumerate(problem.meetings)
        ),
    )


def _more_tables(problem: Problem, change: MoreTables) -> Problem:
    return replace(problem, tables=tuple(max(0, n + change.number) for n in problem.tables))


def _more_slots(problem: Problem, change: MoreSlots) -> Problem:
    if not problem.slots:
        raise BadChange(change, "there is no window to take as a model")
    like = problem.slots[-1].window if change.like is None else change.like
    model = [slot for slot, one in enumerate(problem.slots) if one.window == like]
    if not model:
        raise BadChange(change, f"there is no window {like}")
    window = 1 + max(slot.window for slot in problem.slots)
    new = tuple(Slot(window=window, session=problem.slots[slot].session) for slot in model)
    every = (*range(len(problem.slots)), *model)
    return replace(
        problem,
        participants=tuple(_in_slots(participant, every) for participant in problem.participants),
        slots=problem.slots + new,
        tables=problem.tables + tuple(problem.tables[slot] for slot in model),
    )


def _raise_limits(problem: Problem, change: RaiseLimits) -> Problem:
    if all(participant.id != change.participant for participant in problem.participants):
        raise BadChange(change, f"there is no participant {change.participant}")

    def raised(participant: Participant) -> Participant:
        most = participant.max_meetings
        return (
            participant
            if most is None
            else replace(participant, max_meetings=max(most, change.max_meetings))
        )

    return replace(
        problem,
        participants=tuple(
            raised(participant) if participant.id == change.participant else participant
            for participant in problem.participants
        ),
    )


def _other_slots(problem: Problem, change: OtherSlots) -> Problem:
    """Availability, fixed slots and what is published go to the slots at the same time."""
    if len(change.slots) != len(change.tables):
        raise BadChange(
            change, f"{len(change.tables)} numbers of tables for {len(change.slots)} slots"
        )
    there = same_time(problem.slots, change.slots)
    were = [
        [old for old, new in there.items() if position in new]
        for position in range(len(change.slots))
    ]
    return replace(
        problem,
        slots=change.slots,
        tables=change.tables,
        participants=tuple(
            replace(
                participant,
                unavailable=frozenset(new for old in participant.unavailable for new in there[old]),
                capacity=_least(participant, were),
            )
            for participant in problem.participants
        ),
        meetings=tuple(_refixed(meeting, there) for meeting in problem.meetings),
        interpreters=tuple(
            replace(
                one, unavailable=frozenset(new for old in one.unavailable for new in there[old])
            )
            for one in problem.interpreters
        ),
        published=tuple(
            replace(was, slot=there[was.slot][0]) for was in problem.published if there[was.slot]
        ),
    )


def _in_slots(participant: Participant, slots: Sequence[int]) -> Participant:
    """With the capacity of these old slots, one for each new one."""
    if isinstance(participant.capacity, int):
        return participant
    return replace(participant, capacity=tuple(participant.capacity[slot] for slot in slots))


def _least(participant: Participant, were: Sequence[Sequence[int]]) -> int | tuple[int, ...]:
    """For each new slot the least capacity of the old ones at its time; of all if there is none."""
    known = participant.capacity
    if isinstance(known, int):
        return known
    return tuple(min((known[old] for old in some), default=min(known)) for some in were)


def _refixed(meeting: Meeting, there: Mapping[int, Sequence[int]]) -> Meeting:
    """A meeting fixed to a time that is not there any more is free."""
    if meeting.slot is None:
        return meeting
    return replace(meeting, slot=next(iter(there[meeting.slot]), None))


def same_time(old: Sequence[Slot], new: Sequence[Slot]) -> dict[int, list[int]]:
    """For each old slot the new ones that overlap it, the longest overlap first.

    Where a slot has no times, its place in the list stands for them.
    """
    timed = all(slot.start and slot.end for slot in (*old, *new))
    overlap = _overlap if timed else None
    return {
        position: _counterparts(position, slot, new, overlap) for position, slot in enumerate(old)
    }


def _counterparts(
    position: int, slot: Slot, new: Sequence[Slot], overlap: Callable[[Slot, Slot], float] | None
) -> list[int]:
    if overlap is None:
        return [position] if position < len(new) else []
    seconds = {other: overlap(slot, one) for other, one in enumerate(new)}
    return sorted((o for o, s in seconds.items() if s > 0), key=lambda o: (-seconds[o], o))


def _overlap(one: Slot, other: Slot) -> float:
    assert one.start and one.end and other.start and other.end  # noqa: S101, PT018 - `timed`
    return (min(one.end, other.end) - max(one.start, other.start)).total_seconds()
