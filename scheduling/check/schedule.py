"""A solution laid over its problem, and what it is worth."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise

from scheduling.model.problem import Meeting, Placement, Problem
from scheduling.model.solution import Solution


@dataclass(frozen=True, slots=True)
class Figures:
    """What a schedule is worth: each step of the objective, and each participant's breaks."""

    meetings: int
    placed: int
    short: int
    breaks: int
    table_changes: int
    idle_slots: int
    breaks_per_participant: Mapping[str, int]


class Schedule:
    """The solution seen from the problem: only placements of known meetings in known slots."""

    def __init__(self, problem: Problem, solution: Solution) -> None:
        self.problem = problem
        self.solution = solution
        self.meetings = {meeting.id: meeting for meeting in problem.meetings}
        self.at = {
            placed.meeting: placed
            for placed in solution.placements
            if placed.meeting in self.meetings and placed.slot < len(problem.slots)
        }
        self.placed: list[tuple[Meeting, Placement]] = [
            (self.meetings[name], placed) for name, placed in self.at.items()
        ]

    def name(self, participant: int) -> str:
        """What a participant is called in the files: problems refer to it by position."""
        return self.problem.participants[participant].id

    @cached_property
    def agendas(self) -> list[dict[int, list[Placement]]]:
        """For each participant, its placements by slot."""
        agendas: list[dict[int, list[Placement]]] = [
            defaultdict(list) for _ in self.problem.participants
        ]
        for meeting, placed in self.placed:
            for participant in meeting.participants:
                agendas[participant][placed.slot].append(placed)
        return agendas

    @cached_property
    def gaps(self) -> list[list[int]]:
        """For each participant, the lengths of its breaks."""
        windows: dict[int, list[int]] = defaultdict(list)
        for position, slot in enumerate(self.problem.slots):
            windows[slot.window].append(position)
        return [
            [gap for window in windows.values() for gap in _gaps([s in agenda for s in window])]
            for agenda in self.agendas
        ]

    def table_changes(self, participant: int) -> int:
        """How often it sits down at a table where it was not at its meeting at a table before."""
        tables = (
            {placed.table for placed in placements if placed.table is not None}
            for _, placements in sorted(self.agendas[participant].items())
        )
        stops = [some for some in tables if some]
        return sum(len(now - before) for before, now in pairwise(stops))


def _gaps(busy: list[bool]) -> list[int]:
    """The lengths of the idle runs between two busy slots."""
    runs = [(is_busy, len(list(run))) for is_busy, run in groupby(busy)]
    return [length for is_busy, length in runs[1:-1] if not is_busy]


def figures(problem: Problem, solution: Solution) -> Figures:
    """The recomputed figures; placements that name nothing in the problem do not count."""
    schedule = Schedule(problem, solution)
    breaks = {who.id: len(schedule.gaps[p]) for p, who in enumerate(problem.participants)}
    return Figures(
        meetings=len(schedule.at),
        placed=sum(meeting.priority for meeting, _ in schedule.placed),
        short=sum(
            max(0, who.min_meetings - sum(map(len, agenda.values())))
            for who, agenda in zip(problem.participants, schedule.agendas, strict=True)
        ),
        breaks=sum(breaks.values()),
        table_changes=sum(schedule.table_changes(p) for p in range(len(problem.participants))),
        idle_slots=sum(sum(gaps) for gaps in schedule.gaps),
        breaks_per_participant=breaks,
    )
