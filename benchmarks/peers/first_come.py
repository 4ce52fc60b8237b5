"""First come, first served, as matchmaking platforms do it: a request takes what is free."""

from benchmarks.peers.answer import Answer
from scheduling.model.problem import Problem


def first_come(problem: Problem) -> Answer:
    """Each request in its turn takes the first slot in which all are free and a table is.

    Nobody moves again. A request waits for those it must come after; one without a slot is lost.
    """
    slots: dict[int, int] = {}
    busy: list[set[int]] = [set() for _ in problem.participants]
    tables = list(problem.tables)
    waiting = list(range(len(problem.meetings)))
    while waiting:
        ready = [one for one in waiting if slots.keys() >= set(problem.meetings[one].after)]
        for one in ready:
            meeting = problem.meetings[one]
            earliest = max((slots[earlier] + 1 for earlier in meeting.after), default=0)
            free = (
                slot
                for slot in problem.allowed_slots[one]
                if slot >= earliest
                and tables[slot]
                and not any(slot in busy[who] for who in meeting.participants)
            )
            if (slot := next(free, None)) is not None:
                slots[one] = slot
                tables[slot] -= 1
                for who in meeting.participants:
                    busy[who].add(slot)
        waiting = [one for one in waiting if one not in ready] if ready else []
    breaks = sum(_breaks(problem, own) for own in busy)
    return Answer(breaks, is_proven=False, placed=len(slots))


def _breaks(problem: Problem, busy: set[int]) -> int:
    """Starts of blocks of meetings, less one in each window in which there are any."""
    breaks = 0
    for window in problem.windows:
        row = [slot in busy for slot in window]
        starts = sum(here and not before for before, here in zip([False, *row], row, strict=False))
        breaks += max(0, starts - 1)
    return breaks
