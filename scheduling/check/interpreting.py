"""Who can interpret, asked of the problem alone: is there one each for these meetings?

Meetings, interpreters and slots are positions.
"""

from collections.abc import Collection, Sequence

from scheduling.model.problem import Problem


def able(problem: Problem, meeting: int, slot: int) -> set[int]:
    """Those who can interpret for the meeting and are there."""
    return {
        one
        for one in problem.meetings[meeting].interpreters or ()
        if slot not in problem.interpreters[one].unavailable
    }


def missing(problem: Problem, meetings: Collection[int], slot: int) -> int:
    """How many interpreters more it takes, so that each of the meetings there has one."""
    choices = [able(problem, meeting, slot) for meeting in meetings]
    holders: dict[int, int] = {}
    return sum(not _seated(choices, one, holders) for one in range(len(choices)))


def _seated(choices: Sequence[set[int]], one: int, holders: dict[int, int]) -> bool:
    """Seat one more, if need be by seating others anew; an interpreter is asked but once."""
    asked: dict[int, int] = {}
    for mover in (waiting := [one]):
        for interpreter in choices[mover] - asked.keys():
            asked[interpreter] = mover
            if interpreter not in holders:
                _seat_anew(interpreter, asked, holders)
                return True
            waiting.append(holders[interpreter])
    return False


def _seat_anew(free: int, asked: dict[int, int], holders: dict[int, int]) -> None:
    had = {meeting: interpreter for interpreter, meeting in holders.items()}
    left: int | None = free
    while left is not None:
        holders[left] = asked[left]
        left = had.get(asked[left])
