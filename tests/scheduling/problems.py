"""Small problems to try the scheduler on, made by hand, at random, and solved by brute force."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, count, pairwise, permutations, product
from typing import Any

from hypothesis import strategies as st

from scheduling.model.problem import (
    Interpreter,
    Meeting,
    Participant,
    Placement,
    Problem,
    Rules,
    Slot,
)
from scheduling.model.solution import Cure, Remedy

Slots = tuple[int | None, ...]


def make_problem(
    pairs: Sequence[str],
    *,
    slots: int | Sequence[Slot] = 4,
    tables: int | Sequence[int] = 5,
    people: dict[str, dict[str, Any]] | None = None,
    meetings: dict[int, dict[str, Any]] | None = None,
    published: Sequence[Placement] = (),
    apart: Sequence[str] = (),
    interpreters: Sequence[Interpreter] = (),
    **rules: Any,
) -> Problem:
    """A problem from pairs such as "ab": participants a and b meet; m0, m1, … are the meetings.

    `apart` has such pairs too: these are never busy at one time.
    """
    names = sorted({*"".join(pairs), *(people or {})})
    grid = tuple(Slot() for _ in range(slots)) if isinstance(slots, int) else tuple(slots)
    return Problem(
        name="by hand",
        slots=grid,
        tables=(tables,) * len(grid) if isinstance(tables, int) else tuple(tables),
        participants=tuple(Participant(name, **(people or {}).get(name, {})) for name in names),
        meetings=tuple(
            Meeting(f"m{i}", tuple(map(names.index, pair)), **(meetings or {}).get(i, {}))
            for i, pair in enumerate(pairs)
        ),
        published=tuple(published),
        rules=Rules(**rules),
        apart=tuple((names.index(pair[0]), names.index(pair[1])) for pair in apart),
        interpreters=tuple(interpreters),
    )


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Problems of up to 4 meetings in 4 slots, of windows in any order, that use every rule."""
    slots = draw(
        st.lists(
            st.builds(Slot, window=st.integers(0, 1), session=st.sampled_from([None, "am", "pm"])),
            min_size=1,
            max_size=4,
        )
    )
    number = st.integers(0, len(slots) - 1)
    people = draw(
        st.lists(
            st.tuples(
                st.frozensets(number, max_size=2),
                st.sampled_from([1, 1, 1, 2, 3]) | _by_slot(len(slots)),
                st.sampled_from([None, None, None, 0, 1, 2]),
                st.sampled_from([0, 0, 0, 1, 2]),
            ),
            min_size=3,
            max_size=4,
        )
    )
    everybody = list(range(len(people)))
    pairs = list(combinations(everybody, 2))
    groups = draw(
        st.lists(
            st.lists(st.sampled_from(everybody), min_size=2, max_size=3, unique=True), max_size=4
        )
    )
    problem = Problem(
        name="at random",
        slots=tuple(slots),
        tables=tuple(draw(st.lists(st.integers(0, 2), min_size=len(slots), max_size=len(slots)))),
        participants=tuple(
            Participant(
                f"p{i}", away, capacity, most, None, hope if most is None else min(hope, most)
            )
            for i, (away, capacity, most, hope) in enumerate(people)
        ),
        meetings=tuple(draw(_meetings(i, group, number)) for i, group in enumerate(groups)),
        rules=Rules(draw(st.booleans()), draw(st.sampled_from([None, 0, 1, 2]))),
        apart=tuple(draw(st.lists(st.sampled_from(pairs), max_size=2, unique=True))),
    )
    problem = draw(_interpreted(problem))
    return replace(problem, published=draw(_published(problem)), meetings=draw(_locked(problem)))


@st.composite
def _interpreted(draw: st.DrawFn, problem: Problem) -> Problem:
    """The problem, in half of the cases with meetings that need an interpreter."""
    number = st.integers(0, len(problem.slots) - 1)
    away = draw(st.lists(st.frozensets(number, max_size=2), max_size=2))
    if draw(st.booleans()):
        return problem
    able = st.sets(st.sampled_from(range(len(away)))) if away else st.just(set[int]())
    needs = st.none() | able.map(lambda some: tuple(sorted(some)))
    return replace(
        problem,
        interpreters=tuple(Interpreter(f"i{i}", slots) for i, slots in enumerate(away)),
        meetings=tuple(replace(meeting, interpreters=draw(needs)) for meeting in problem.meetings),
    )


def _by_slot(slots: int) -> st.SearchStrategy[tuple[int, ...]]:
    """A capacity for each slot."""
    return st.lists(st.integers(1, 2), min_size=slots, max_size=slots).map(tuple)


@st.composite
def _locked(draw: st.DrawFn, problem: Problem) -> tuple[Meeting, ...]:
    """The meetings, some of them locked at tables that every slot has in which they can be."""
    tables = map(problem.tables_for, range(len(problem.meetings)))
    choices = (
        st.sampled_from([None, None, *range(0 if meeting.online else most)])
        for meeting, most in zip(problem.meetings, tables, strict=True)
    )
    return tuple(
        replace(meeting, table=draw(choice))
        for meeting, choice in zip(problem.meetings, choices, strict=True)
    )


@st.composite
def _meetings(
    draw: st.DrawFn, position: int, group: list[int], number: st.SearchStrategy[int]
) -> Meeting:
    earlier = st.integers(0, max(0, position - 1))
    return Meeting(
        id=f"m{position}",
        participants=tuple(group),
        priority=draw(st.integers(1, 3)),
        session=draw(st.sampled_from([None, None, None, "am", "pm"])),
        windows=draw(st.sampled_from([None, None, None, frozenset({0}), frozenset({1, 2})])),
        online=draw(st.sampled_from([False, False, False, True])),
        slot=draw(st.one_of(st.none(), st.none(), st.none(), number)),
        after=draw(st.frozensets(earlier, max_size=min(2, position)).map(tuple)),
    )


@st.composite
def _published(draw: st.DrawFn, problem: Problem) -> tuple[Placement, ...]:
    slots = st.one_of(st.none(), st.integers(0, len(problem.slots) - 1))
    chosen = [(meeting.id, draw(slots)) for meeting in problem.meetings]
    return tuple(Placement(name, slot, 0) for name, slot in chosen if slot is not None)


@st.composite
def valid_schedules(draw: st.DrawFn, problem: Problem) -> Slots:
    """Meetings put, in any order, into slots where the schedule stays valid; some left out."""
    loose = replace(problem, rules=replace(problem.rules, place_all=False))
    slots: Slots = (None,) * len(problem.meetings)
    wish = st.one_of(st.none(), st.integers(0, len(problem.slots) - 1))
    for meeting in 2 * draw(st.permutations(range(len(problem.meetings)))):
        tried = (*slots[:meeting], draw(wish), *slots[meeting + 1 :])
        if slots[meeting] is None and is_valid(loose, tried):
            slots = tried
    return slots


def all_schedules(problem: Problem) -> Iterator[Slots]:
    """Every choice of slots (None: not placed) that keeps every hard rule."""
    choices: list[int | None] = [None, *range(len(problem.slots))]
    for slots in product(choices, repeat=len(problem.meetings)):
        if is_valid(problem, slots):
            yield slots


def is_valid(problem: Problem, slots: Slots) -> bool:
    """The hard rules, written down once more as plainly as can be."""
    return (
        all(
            _suits(problem, meeting, slot, slots)
            for meeting, slot in zip(problem.meetings, slots, strict=True)
            if slot is not None
        )
        and all(
            _at_tables(problem, slots).count(slot) <= tables
            for slot, tables in enumerate(problem.tables)
        )
        and _tables_of_their_own(problem, slots)
        and all(
            _bears(one, _agenda(problem, position, slots))
            for position, one in enumerate(problem.participants)
        )
        and all(
            set(_agenda(problem, left, slots)).isdisjoint(_agenda(problem, right, slots))
            for left, right in problem.apart
        )
        and all(_interpreters(problem, slots, slot) is not None for slot in set(slots))
        and is_fair(problem, slots)
        and (None not in slots or not problem.rules.place_all)
    )


def _interpreters(problem: Problem, slots: Slots, here: int | None) -> dict[int, int] | None:
    """An interpreter for each meeting in the slot that needs one; None if there are too few."""
    if here is None:
        return {}
    needy = [
        (position, meeting.interpreters)
        for position, (meeting, slot) in enumerate(zip(problem.meetings, slots, strict=True))
        if slot == here and meeting.interpreters is not None
    ]
    there = [p for p, one in enumerate(problem.interpreters) if here not in one.unavailable]
    for chosen in permutations(there, len(needy)):
        if all(one in able for one, (_, able) in zip(chosen, needy, strict=True)):
            return {position: one for one, (position, _) in zip(chosen, needy, strict=True)}
    return None


def _at_tables(problem: Problem, slots: Slots) -> list[int]:
    """The slot of each placed meeting that takes a table."""
    return [
        slot
        for meeting, slot in zip(problem.meetings, slots, strict=True)
        if slot is not None and not meeting.online
    ]


def _tables_of_their_own(problem: Problem, slots: Slots) -> bool:
    """No two that are locked at one table meet in one slot."""
    locked = [
        (slot, meeting.table)
        for meeting, slot in zip(problem.meetings, slots, strict=True)
        if slot is not None and meeting.table is not None
    ]
    return len(set(locked)) == len(locked)


def _suits(problem: Problem, meeting: Meeting, slot: int, slots: Slots) -> bool:
    return (
        meeting.session in (None, problem.slots[slot].session)
        and (meeting.windows is None or problem.slots[slot].window in meeting.windows)
        and meeting.slot in (None, slot)
        and all(slot not in problem.participants[p].unavailable for p in meeting.participants)
        and all((before := slots[m]) is not None and before < slot for m in meeting.after)
    )


def _agenda(problem: Problem, participant: int, slots: Slots) -> list[int]:
    return [
        slot
        for meeting, slot in zip(problem.meetings, slots, strict=True)
        if slot is not None and participant in meeting.participants
    ]


def _bears(participant: Participant, agenda: list[int]) -> bool:
    most = participant.max_meetings
    return (most is None or len(agenda) <= most) and all(
        agenda.count(slot) <= participant.at_once(slot) for slot in agenda
    )


def breaks(problem: Problem, participant: int, slots: Slots) -> int:
    """The participant's breaks: neighbours in a window's part of its agenda with a gap between."""
    agenda, found = set(_agenda(problem, participant, slots)), 0
    for number in {slot.window for slot in problem.slots}:
        window = [position for position, slot in enumerate(problem.slots) if slot.window == number]
        busy = [place for place, slot in enumerate(window) if slot in agenda]
        found += sum(after - before > 1 for before, after in pairwise(busy))
    return found


def all_breaks(problem: Problem, slots: Slots) -> list[int]:
    """The breaks of every participant."""
    return [breaks(problem, p, slots) for p in range(len(problem.participants))]


def is_fair(problem: Problem, slots: Slots) -> bool:
    """Whether the numbers of breaks differ by no more than the rule says."""
    counts, limit = all_breaks(problem, slots), problem.rules.fairness
    return limit is None or max(counts, default=0) - min(counts, default=0) <= limit


def worth(problem: Problem, slots: Slots) -> tuple[int, int, int]:
    """What is to be made small: the priorities missed, then meetings hoped for, then breaks."""
    missed = [
        meeting.priority
        for meeting, slot in zip(problem.meetings, slots, strict=True)
        if slot is None
    ]
    short = [
        max(0, one.min_meetings - len(_agenda(problem, position, slots)))
        for position, one in enumerate(problem.participants)
    ]
    return sum(missed), sum(short), sum(all_breaks(problem, slots))


def moves(problem: Problem, slots: Slots) -> int:
    """How many published meetings are not in their slot."""
    now = {meeting.id: slot for meeting, slot in zip(problem.meetings, slots, strict=True)}
    return sum(now[was.meeting] != was.slot for was in problem.published)


def placements(problem: Problem, slots: Slots) -> tuple[Placement, ...]:
    """The meetings in their slots, locked ones at their tables, the others at the rest in turn.

    Online ones have none.
    """
    there = [(m, s) for m, s in zip(problem.meetings, slots, strict=True) if s is not None]
    taken = {(slot, meeting.table) for meeting, slot in there}
    work = {
        problem.meetings[meeting].id: problem.interpreters[one].id
        for slot in {slot for _, slot in there}
        for meeting, one in (_interpreters(problem, slots, slot) or {}).items()
    }
    found = []
    for meeting, slot in there:
        table = meeting.table
        if table is None and not meeting.online:
            table = next(free for free in count() if (slot, free) not in taken)
            taken.add((slot, table))
        found.append(Placement(meeting.id, slot, table, work.get(meeting.id)))
    return tuple(found)


def single_changes(problem: Problem, slots: Slots, position: int) -> list[Remedy]:
    """All of them, but to drop a heavier meeting."""
    people, meetings = problem.participants, problem.meetings
    own = meetings[position]
    return [
        *(Remedy(Cure.FREE_SLOT, one.id, slot=away) for one in people for away in one.unavailable),
        *(Remedy(Cure.ADD_TABLE, slot=slot) for slot in range(len(problem.slots))),
        *(Remedy(Cure.ADD_INTERPRETER, slot=slot) for slot in range(len(problem.slots))),
        *(Remedy(Cure.RAISE_LIMIT, one.id) for one in people if one.max_meetings is not None),
        *(Remedy(Cure.RAISE_CAPACITY, one.id) for one in people),
        *(Remedy(Cure.LIFT_APART, people[one].id) for pair in problem.apart for one in pair),
        *([Remedy(Cure.UNLOCK, meeting=own.id)] if own.is_locked else []),
        *(
            Remedy(Cure.DROP, meeting=other.id)
            for other, slot in zip(meetings, slots, strict=True)
            if slot is not None and other.priority <= own.priority
        ),
    ]


def places(problem: Problem, slots: Slots, position: int, change: Remedy) -> bool:
    """Whether the meeting has a valid slot once the change is made."""
    changed, kept = apply(problem, slots, change)
    return any(
        is_valid(changed, (*kept[:position], slot, *kept[position + 1 :]))
        for slot in range(len(problem.slots))
    )


def apply(problem: Problem, slots: Slots, remedy: Remedy) -> tuple[Problem, Slots]:  # noqa: C901
    """The problem with the change made, and the slots without the meeting it drops."""
    people = list(problem.participants)
    meetings, tables, kept = list(problem.meetings), list(problem.tables), list(slots)
    apart, interpreters = problem.apart, problem.interpreters
    one = next((i for i, p in enumerate(people) if p.id == remedy.participant), -1)
    meeting = next((i for i, m in enumerate(meetings) if m.id == remedy.meeting), -1)
    match remedy.code:
        case Cure.FREE_SLOT:
            free = frozenset(s for s in people[one].unavailable if s != remedy.slot)
            people[one] = replace(people[one], unavailable=free)
        case Cure.ADD_TABLE:
            assert remedy.slot is not None
            tables[remedy.slot] += 1
        case Cure.ADD_INTERPRETER:
            away = frozenset(slot for slot in range(len(problem.slots)) if slot != remedy.slot)
            interpreters = (*interpreters, Interpreter("one more", away))
            meetings = [
                m
                if m.interpreters is None
                else replace(m, interpreters=(*m.interpreters, len(problem.interpreters)))
                for m in meetings
            ]
        case Cure.RAISE_LIMIT:
            people[one] = replace(people[one], max_meetings=(people[one].max_meetings or 0) + 1)
        case Cure.RAISE_CAPACITY:
            more = tuple(people[one].at_once(slot) + 1 for slot in range(len(problem.slots)))
            people[one] = replace(people[one], capacity=more)
        case Cure.LIFT_APART:
            apart = tuple(pair for pair in apart if one not in pair)
        case Cure.UNLOCK:
            meetings[meeting] = replace(meetings[meeting], slot=None, table=None)
        case Cure.DROP:
            kept[meeting] = None
    changed = replace(
        problem,
        participants=tuple(people),
        meetings=tuple(meetings),
        tables=tuple(tables),
        apart=apart,
        interpreters=interpreters,
    )
    return changed, tuple(kept)
