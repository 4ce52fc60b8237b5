"""The part of a published schedule that has to be looked at again, as a problem of its own.

After a change, some published meetings cannot stay: their slot is not allowed any more, or too
many meetings share a slot's tables, a participant's time or its limit. So many moves are certain,
and a schedule that makes no more moves none but the meetings in such conflicts: had it moved
another, one move fewer would do. With all others fixed, the rest is a small problem even for a
large event, and what is proven of it holds for the whole.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import ceil

from scheduling.model.problem import Meeting, Placement, Problem
from scheduling.replan.mend import Crowd
from scheduling.state.board import Board


@dataclass(frozen=True, slots=True)
class Conflicts:
    """`least` moves are certain, those of all that are `gone` and some of each crowd."""

    least: int
    gone: frozenset[int]
    crowds: tuple[Crowd, ...]

    @property
    def movable(self) -> frozenset[int]:
        """The meetings (positions) that the certain moves are among."""
        return self.gone.union(*(together for together, _ in self.crowds))


def conflicts(problem: Problem, published: Mapping[int, int]) -> Conflicts:
    """What cannot stay as `published` (slots by meeting), looking at nothing but who stays."""
    allowed = problem.allowed_slots
    gone = frozenset(m for m, slot in published.items() if slot not in allowed[m])
    crowds = tuple(_crowds(problem, {m: s for m, s in published.items() if m not in gone}))
    return Conflicts(len(gone) + _fewest_out(crowds), gone, crowds)


def _crowds(problem: Problem, stays: Mapping[int, int]) -> Iterator[Crowd]:
    """Meetings that cannot all stay, and how many of them must go."""
    slots: dict[int, set[int]] = {}
    times: dict[tuple[int, int], set[int]] = {}
    agendas: dict[int, set[int]] = {}
    locked: dict[tuple[int, int], set[int]] = {}
    for meeting, slot in stays.items():
        slots.setdefault(slot, set()).add(meeting)
        for one in problem.meetings[meeting].participants:
            times.setdefault((one, slot), set()).add(meeting)
            agendas.setdefault(one, set()).add(meeting)
        for earlier in problem.meetings[meeting].after:
            if earlier in stays and stays[earlier] >= slot:
                yield frozenset((earlier, meeting)), 1
        if (table := problem.meetings[meeting].table) is not None:
            locked.setdefault((table, slot), set()).add(meeting)
    people = problem.participants
    limits = [
        *((inside, problem.tables[slot]) for slot, inside in slots.items()),
        *((together, 1) for together in locked.values()),
        *((own, people[one].capacity) for (one, _), own in times.items()),
        *((own, people[one].max_meetings) for one, own in agendas.items()),
    ]
    for together, most in limits:
        if most is not None and len(together) > most:
            yield frozenset(together), len(together) - most


def _fewest_out(crowds: Collection[Crowd]) -> int:
    """The fewest meetings that must go so that each crowd loses as many as it must."""
    members = Counter(meeting for together, _ in crowds for meeting in together)
    if all(times == 1 for times in members.values()):
        return sum(excess for _, excess in crowds)
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    goes = {meeting: model.new_bool_var("") for meeting in sorted(members)}
    for together, excess in crowds:
        model.add(sum(goes[meeting] for meeting in sorted(together)) >= excess)
    model.minimize(sum(goes.values()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = 1.0
    solver.solve(model)
    return max(0, ceil(solver.best_objective_bound - 1e-6))


@dataclass(frozen=True, slots=True)
class Part:
    """A problem in which all but the free meetings are fixed; `meetings` are their positions.

    `still_breaks` and `still_idle` are those of the participants who are not part of it.
    """

    problem: Problem
    meetings: tuple[int, ...]
    still_breaks: int
    still_idle: int

    def board(self, whole: Board) -> Board:
        """The part of a schedule."""
        return Board(self.problem, (whole.slots[meeting] for meeting in self.meetings))

    def back(self, whole: Board, found: Board) -> Board:
        """The whole schedule with this part of it."""
        slots = list(whole.slots)
        for meeting, slot in zip(self.meetings, found.slots, strict=True):
            slots[meeting] = slot
        return Board(whole.problem, slots)


def with_followers(problem: Problem, meetings: Iterable[int]) -> frozenset[int]:
    """The meetings and all that must come after them."""
    found, waiting = set[int](), list(meetings)
    while waiting:
        meeting = waiting.pop()
        if meeting not in found:
            found.add(meeting)
            waiting.extend(problem.followers[meeting])
    return frozenset(found)


def part(board: Board, free: Collection[int]) -> Part:
    """The problem of the free meetings, all other placed ones standing where they are.

    Of the participants without a free meeting it has two, with the fewest and the most breaks:
    they stand for the others in the rule of fairness.
    """
    problem = board.problem
    people = {one for m in free for one in problem.meetings[m].participants}
    others = [one for one in range(len(problem.participants)) if one not in people]
    breaks = {one: board.breaks(one) for one in others}
    if breaks and problem.rules.fairness is not None:
        people |= {min(others, key=breaks.__getitem__), max(others, key=breaks.__getitem__)}
    inside = _inside(problem, people, free)
    idle = board.calendar.idle_slots
    meetings = tuple(m for m in sorted(inside) if m in free or board.slots[m] is not None)
    return Part(
        problem=_cut(board, sorted(people), meetings, free),
        meetings=meetings,
        still_breaks=sum(count for one, count in breaks.items() if one not in people),
        still_idle=sum(idle(board.busy[one]) for one in others if one not in people),
    )


def _inside(problem: Problem, people: Iterable[int], free: Collection[int]) -> set[int]:
    """The meetings of these people, and those bound to a free one by an order or a table."""
    inside = {m for one in people for m in problem.meetings_of[one]}.union(free)
    for meeting in free:
        inside.update(problem.meetings[meeting].after, problem.followers[meeting])
        inside.update(problem.at_same_table[meeting])
    return inside


def _cut(
    board: Board, people: list[int], meetings: tuple[int, ...], free: Collection[int]
) -> Problem:
    problem = board.problem
    one_of = {one: place for place, one in enumerate(people)}
    meeting_of = {meeting: place for place, meeting in enumerate(meetings)}
    outside = Counter(
        slot
        for meeting, slot in enumerate(board.slots)
        if slot is not None and meeting not in meeting_of
    )

    def cut(position: int) -> Meeting:
        meeting = problem.meetings[position]
        return replace(
            meeting,
            participants=tuple(one_of[one] for one in meeting.participants if one in one_of),
            slot=meeting.slot if position in free else board.slots[position],
            after=tuple(meeting_of[m] for m in meeting.after if m in meeting_of),
        )

    names = {problem.meetings[meeting].id for meeting in meetings}
    return replace(
        problem,
        tables=tuple(tables - outside[slot] for slot, tables in enumerate(problem.tables)),
        participants=tuple(problem.participants[one] for one in people),
        meetings=tuple(cut(meeting) for meeting in meetings),
        published=tuple[Placement, ...](was for was in problem.published if was.meeting in names),
        sha256="",
    )
