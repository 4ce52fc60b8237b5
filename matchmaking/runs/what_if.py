"""What an organiser asks, as changes of the scheduler's problem, and its comparison as plain data.

A question is a list of alternatives; an alternative is a list of wishes that are made together.
The wishes are those of `organise.forms.what_if`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from events.models import Edition
from matchmaking.models import Slot
from matchmaking.queries.grid import grid_plan
from matchmaking.records import Wish
from matchmaking.runs.built import BuiltProblem
from matchmaking.slots import Period, average, idle, waiting_minutes
from scheduling.model import problem as core
from scheduling.what_if import (
    Change,
    Comparison,
    MoreSlots,
    MoreTables,
    OtherFairness,
    OtherSlots,
    RaiseLimits,
    Result,
)

# A window without slots has no number in the problem; above this it gets one of its own.
NO_WINDOW = 1_000_000


def alternatives(
    question: Iterable[Iterable[Mapping[str, Any]]], edition: Edition, built: BuiltProblem
) -> list[list[Change]]:
    """The changes that each alternative asks for; what cuts the windows anew comes first."""
    asked = _Asked(edition, built)
    return [
        [
            change
            for wish in sorted(map(Wish.read, wishes), key=_is_added)
            for change in asked.changes(wish)
        ]
        for wishes in question
    ]


def _is_added(wish: Wish) -> bool:
    return wish.kind != "minutes"


class _Asked:
    """Turns wishes into changes of one problem."""

    def __init__(self, edition: Edition, built: BuiltProblem) -> None:
        self.edition = edition
        self.problem = built.problem
        rows = Slot.objects.filter(pk__in=built.slots).values_list("window", flat=True)
        # As in the problem: windows are numbered in order of their first slot.
        self.windows = {pk: number for number, pk in enumerate(dict.fromkeys(rows))}

    def changes(self, wish: Wish) -> Iterator[Change]:
        match wish.kind:
            case "tables":
                yield MoreTables(wish.number)
            case "session":
                yield MoreSlots(like=self._window(wish.window))
            case "minutes":
                yield self._other_slots(wish.number)
            case "limits":
                yield from self._raised_limits(wish.number)
            case "fairness":
                yield OtherFairness(None)

    def _window(self, pk: int) -> int:
        """The problem's number of a window, or a number that it has not got."""
        return self.windows.get(pk, NO_WINDOW + pk)

    def _other_slots(self, minutes: int) -> OtherSlots:
        pks = dict(self.edition.windows.values_list("idempotency_key", "pk"))
        slots = tuple(
            core.Slot(self._window(pks[plan.key]), plan.name, period.start, period.end)
            for plan in grid_plan(self.edition).windows
            for period in replace(plan, slot_minutes=minutes).slots()
        )
        tables = max(self.problem.tables, default=0)
        return OtherSlots(slots, (tables,) * len(slots))

    def _raised_limits(self, more: int) -> Iterator[RaiseLimits]:
        for one in self.problem.participants:
            if one.max_meetings is not None:
                yield RaiseLimits(one.id, max_meetings=one.max_meetings + more)


def answer(comparison: Comparison) -> dict[str, Any]:
    """The comparison as it is kept: things as they are first, then each alternative."""
    results = (comparison.base, *comparison.alternatives)
    return {
        "seconds": round(comparison.seconds, 1),
        "results": [_told(result) for result in results],
    }


def _told(result: Result) -> dict[str, Any]:
    placements = result.solution.placements
    at = {meeting.id: meeting.participants for meeting in result.problem.meetings}
    meeting = {participant for placed in placements for participant in at[placed.meeting]}
    minutes = idle_minutes(result.problem, placements)
    return {
        **asdict(result.figures),
        "wanted": len(result.problem.meetings),
        "places": sum(result.problem.tables),
        "idle_minutes": minutes,
        "waiting": average(minutes, len(meeting)),
        "steps": {step.name: [step.value, step.bound] for step in result.solution.steps},
    }


def idle_minutes(problem: core.Problem, placements: Sequence[core.Placement]) -> int:
    """How long all participants wait between two of their meetings in one window, added up."""
    at = {meeting.id: meeting.participants for meeting in problem.meetings}
    taken: dict[tuple[int, int], set[int]] = {}
    for placed in placements:
        for participant in at[placed.meeting]:
            window = problem.slots[placed.slot].window
            taken.setdefault((participant, window), set()).add(placed.slot)
    minutes = _minutes(problem.slots)
    return sum(
        minutes[slot]
        for (_, window), slots in taken.items()
        for slot in idle(slots)
        if problem.slots[slot].window == window
    )


def _minutes(slots: Sequence[core.Slot]) -> dict[int, int]:
    """How long a wait in each slot is; in one without times as long as in most others."""
    windows: dict[int, list[int]] = {}
    for number, slot in enumerate(slots):
        windows.setdefault(slot.window, []).append(number)
    known: dict[int, int] = {}
    for numbers in windows.values():
        timed = [
            (number, Period(slot.start, slot.end))
            for number in numbers
            if (slot := slots[number]).start and slot.end
        ]
        waits = waiting_minutes([period for _, period in timed])
        known.update(zip((number for number, _ in timed), waits, strict=True))
    [(usual, _)] = Counter(known.values()).most_common(1) or [(0, 0)]
    return {number: known.get(number, usual) for number in range(len(slots))}
