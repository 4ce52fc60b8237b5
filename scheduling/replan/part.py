"""The part of a published schedule that has to be looked at again, as a problem of its own.

Conflicts make so many moves certain, and a schedule that makes no more moves none but the meetings
in conflict: had it moved another, one move fewer would do. With all others fixed, the rest is a
small problem even for a large event, and what is proven of it holds for the whole.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from scheduling.model.problem import Meeting, Placement, Problem
from scheduling.state.board import Board


@dataclass(frozen=True, slots=True)
class Part:
    """A problem in which all but the free meetings are fixed; `meetings` are their positions.

    `still_short`, `still_breaks` and `still_idle` are those of the participants who are not part
    of it.
    """

    problem: Problem
    meetings: tuple[int, ...]
    still_short: int
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
    people = {
        person
        for m in free
        for person in (*problem.meetings[m].participants, *problem.idle_during[m])
    }
    others = [person for person in range(len(problem.participants)) if person not in people]
    breaks = {person: board.breaks(person) for person in others}
    if breaks and problem.rules.fairness is not None:
        people |= {min(others, key=breaks.__getitem__), max(others, key=breaks.__getitem__)}
    inside = _inside(problem, people, free)
    idle = board.calendar.idle_slots
    meetings = tuple(m for m in sorted(inside) if m in free or board.slots[m] is not None)
    return Part(
        problem=_cut(board, sorted(people), meetings, free),
        meetings=meetings,
        still_short=sum(
            max(0, problem.participants[person].min_meetings - board.held[person])
            for person in others
            if person not in people
        ),
        still_breaks=sum(count for person, count in breaks.items() if person not in people),
        still_idle=sum(idle(board.busy[person]) for person in others if person not in people),
    )


def _inside(problem: Problem, people: Iterable[int], free: Collection[int]) -> set[int]:
    """The meetings of these people, and those bound to one of them by an order, a table or the
    interpreters.
    """
    inside = {m for person in people for m in problem.meetings_of[person]}.union(free)
    for meeting in free:
        inside.update(problem.meetings[meeting].after, problem.followers[meeting])
        inside.update(problem.at_same_table[meeting])
    if not inside.isdisjoint(problem.interpreted):
        inside.update(problem.interpreted)
    return inside


def _cut(
    board: Board, people: list[int], meetings: tuple[int, ...], free: Collection[int]
) -> Problem:
    problem = board.problem
    place_of = {person: place for place, person in enumerate(people)}
    meeting_of = {meeting: place for place, meeting in enumerate(meetings)}
    outside = Counter(
        slot
        for meeting, slot in enumerate(board.slots)
        if slot is not None and meeting not in meeting_of and not board.is_online[meeting]
    )

    def cut(position: int) -> Meeting:
        meeting = problem.meetings[position]
        return replace(
            meeting,
            participants=tuple(
                place_of[person] for person in meeting.participants if person in place_of
            ),
            slot=meeting.slot if position in free else board.slots[position],
            after=tuple(meeting_of[m] for m in meeting.after if m in meeting_of),
        )

    names = {problem.meetings[meeting].id for meeting in meetings}
    return replace(
        problem,
        tables=tuple(tables - outside[slot] for slot, tables in enumerate(problem.tables)),
        participants=tuple(problem.participants[person] for person in people),
        meetings=tuple(cut(meeting) for meeting in meetings),
        published=tuple[Placement, ...](was for was in problem.published if was.meeting in names),
        apart=tuple(
            (place_of[left], place_of[right])
            for left, right in problem.apart
            if left in place_of and right in place_of
        ),
        sha256="",
    )
