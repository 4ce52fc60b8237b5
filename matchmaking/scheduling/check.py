"""Does a solution keep every rule, and is it worth what it says? Recomputed from the files alone.

Shares no code with the solver, so that a mistake there is found here. Each hard rule is one
function that yields a sentence for each violation.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise

from matchmaking.scheduling.problem import Meeting, Placement, Problem
from matchmaking.scheduling.solution import Solution, Status

ANSWERED = (Status.OPTIMAL, Status.FEASIBLE)


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that is broken, by its name, and the case in words."""

    rule: str
    words: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What a schedule is worth: each step of the objective, and each participant's breaks."""

    meetings: int
    placed: int
    breaks: int
    table_changes: int
    idle_slots: int
    breaks_per_participant: Mapping[str, int]


def violations(problem: Problem, solution: Solution) -> list[Violation]:
    """Everything wrong with the solution, in words; empty if it holds."""
    schedule = _Schedule(problem, solution)
    answered = solution.status in ANSWERED
    rules = {**HARD_RULES, **ACCOUNTS} if answered else {"status": _without_answer}
    return [Violation(name, words) for name, rule in rules.items() for words in rule(schedule)]


def figures(problem: Problem, solution: Solution) -> Figures:
    """The recomputed figures; placements that name nothing in the problem do not count."""
    schedule = _Schedule(problem, solution)
    breaks = {one.id: len(schedule.gaps[p]) for p, one in enumerate(problem.participants)}
    return Figures(
        meetings=len(schedule.at),
        placed=sum(meeting.priority for meeting, _ in schedule.placed),
        breaks=sum(breaks.values()),
        table_changes=sum(schedule.table_changes(p) for p in range(len(problem.participants))),
        idle_slots=sum(sum(gaps) for gaps in schedule.gaps),
        breaks_per_participant=breaks,
    )


class _Schedule:
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
        """How often it sits down at a table where it was not at its meeting before."""
        stops = [
            {placed.table for placed in placements}
            for _, placements in sorted(self.agendas[participant].items())
        ]
        return sum(len(now - before) for before, now in pairwise(stops))


def _gaps(busy: list[bool]) -> list[int]:
    """The lengths of the idle runs between two busy slots."""
    runs = [(is_busy, len(list(run))) for is_busy, run in groupby(busy)]
    return [length for is_busy, length in runs[1:-1] if not is_busy]


# Hard rules ------------------------------------------------------------------------------------


def _known(schedule: _Schedule) -> Iterator[str]:
    for placed in schedule.solution.placements:
        if placed.meeting not in schedule.meetings:
            yield f"Meeting {placed.meeting} is not in the problem."
        if placed.slot >= len(schedule.problem.slots):
            yield f"Meeting {placed.meeting} is in slot {placed.slot}, which does not exist."


def _once(schedule: _Schedule) -> Iterator[str]:
    times = Counter(placed.meeting for placed in schedule.solution.placements)
    for meeting, count in times.items():
        if count > 1:
            yield f"Meeting {meeting} is placed {count} times."


def _capacity(schedule: _Schedule) -> Iterator[str]:
    for participant, agenda in zip(schedule.problem.participants, schedule.agendas, strict=True):
        for slot, placements in sorted(agenda.items()):
            if len(placements) > participant.capacity:
                together = ", ".join(placed.meeting for placed in placements)
                yield (
                    f"{participant.id} is in {len(placements)} meetings in slot {slot} "
                    f"({together}), but can be in {participant.capacity}."
                )


def _tables(schedule: _Schedule) -> Iterator[str]:
    taken: dict[tuple[int, int], str] = {}
    used = Counter(placed.slot for _, placed in schedule.placed)
    for slot, count in sorted(used.items()):
        if count > schedule.problem.tables[slot]:
            tables = schedule.problem.tables[slot]
            yield f"Slot {slot} has {count} meetings for {tables} tables."
    for meeting, placed in schedule.placed:
        if placed.table >= schedule.problem.tables[placed.slot]:
            yield (
                f"Meeting {meeting.id} is at table {placed.table} in slot {placed.slot}, "
                f"which has {schedule.problem.tables[placed.slot]} tables, counted from 0."
            )
        other = taken.setdefault((placed.slot, placed.table), meeting.id)
        if other != meeting.id:
            yield (
                f"Meetings {other} and {meeting.id} are both at table {placed.table} "
                f"in slot {placed.slot}."
            )


def _unavailable(schedule: _Schedule) -> Iterator[str]:
    for meeting, placed in schedule.placed:
        for one in meeting.participants:
            if placed.slot in schedule.problem.participants[one].unavailable:
                name = schedule.name(one)
                yield f"{name} is unavailable in slot {placed.slot}, where {meeting.id} is."


def _session(schedule: _Schedule) -> Iterator[str]:
    for meeting, placed in schedule.placed:
        session = schedule.problem.slots[placed.slot].session
        if meeting.session is not None and meeting.session != session:
            yield (
                f"Meeting {meeting.id} belongs to the session {meeting.session}; "
                f"slot {placed.slot} is of {session or 'no session'}."
            )


def _fixed(schedule: _Schedule) -> Iterator[str]:
    for meeting, placed in schedule.placed:
        if meeting.slot is not None and meeting.slot != placed.slot:
            yield f"Meeting {meeting.id} is fixed to slot {meeting.slot}, not {placed.slot}."


def _precedence(schedule: _Schedule) -> Iterator[str]:
    for meeting, placed in schedule.placed:
        for position in meeting.after:
            earlier = schedule.problem.meetings[position].id
            before = schedule.at.get(earlier)
            if before is None:
                yield f"Meeting {meeting.id} comes after {earlier}, which is not placed."
            elif before.slot >= placed.slot:
                yield (
                    f"Meeting {meeting.id} in slot {placed.slot} should come after {earlier} "
                    f"in slot {before.slot}."
                )


def _max_meetings(schedule: _Schedule) -> Iterator[str]:
    for participant, agenda in zip(schedule.problem.participants, schedule.agendas, strict=True):
        count, most = sum(map(len, agenda.values())), participant.max_meetings
        if most is not None and count > most:
            yield f"{participant.id} has {count} meetings, but at most {most} are allowed."


def _fairness(schedule: _Schedule) -> Iterator[str]:
    limit, counts = schedule.problem.rules.fairness, list(map(len, schedule.gaps))
    if limit is not None and counts and max(counts) - min(counts) > limit:
        most, least = counts.index(max(counts)), counts.index(min(counts))
        yield (
            f"{schedule.name(most)} has {max(counts)} breaks and {schedule.name(least)} has "
            f"{min(counts)}; they may differ by {limit}."
        )


def _place_all(schedule: _Schedule) -> Iterator[str]:
    if schedule.problem.rules.place_all:
        for meeting in schedule.problem.meetings:
            if meeting.id not in schedule.at:
                yield f"All meetings must be placed, but {meeting.id} is not."


# What the solution says of itself ---------------------------------------------------------------


def _accounted(schedule: _Schedule) -> Iterator[str]:
    given = Counter(unplaced.meeting for unplaced in schedule.solution.unplaced)
    for name, count in given.items():
        if name not in schedule.meetings:
            yield f"Meeting {name}, said to be not placed, is not in the problem."
        elif name in schedule.at:
            yield f"Meeting {name} is placed and also said to be not placed."
        if count > 1:
            yield f"Meeting {name} is said {count} times to be not placed."
    for name in schedule.meetings.keys() - schedule.at.keys() - given.keys():
        yield f"Meeting {name} is neither placed nor given a reason."


def _steps(schedule: _Schedule) -> Iterator[str]:
    found = figures(schedule.problem, schedule.solution)
    values = {
        "moved": _moved(schedule),
        "placed": found.placed,
        "breaks": found.breaks,
        "table_changes": found.table_changes,
        "idle_slots": found.idle_slots,
    }
    for step in schedule.solution.steps:
        if step.value != values[step.name]:
            yield f"The step {step.name} says {step.value}; recomputed it is {values[step.name]}."
        if step.bound is not None and (
            step.bound < step.value if step.name == "placed" else step.bound > step.value
        ):
            yield f"The step {step.name} has the value {step.value}, past its bound {step.bound}."


def _moved(schedule: _Schedule) -> int:
    """How many published meetings are not in their published slot."""
    slots = {name: placed.slot for name, placed in schedule.at.items()}
    return sum(slots.get(was.meeting) != was.slot for was in schedule.problem.published)


def _breaks_told(schedule: _Schedule) -> Iterator[str]:
    told = schedule.solution.breaks_per_participant
    found = figures(schedule.problem, schedule.solution).breaks_per_participant
    for name in sorted(told.keys() | found.keys() if told else ()):
        if told.get(name) != found.get(name):
            yield f"{name} is said to have {told.get(name)} breaks; it has {found.get(name)}."


def _proven(schedule: _Schedule) -> Iterator[str]:
    if schedule.solution.status is Status.OPTIMAL:
        for name in ("placed", "breaks"):
            step = schedule.solution.step(name)
            if step is None or step.value != step.bound:
                yield f"The solution says optimal, but the step {name} has no equal bound."


def _same_problem(schedule: _Schedule) -> Iterator[str]:
    made_for, sha256 = schedule.solution.problem_sha256, schedule.problem.sha256
    if made_for and sha256 and made_for != sha256:
        yield "The solution was made for another problem file: the hashes differ."


def _without_answer(schedule: _Schedule) -> Iterator[str]:
    """Infeasible or unknown: nothing to check but that nothing is claimed."""
    solution = schedule.solution
    yield from _same_problem(schedule)
    if solution.placements or solution.steps:
        yield f"The solution says {solution.status}, but has placements or steps."
    if solution.status is Status.INFEASIBLE and not schedule.problem.rules.place_all:
        yield "The solution says infeasible, but a schedule without meetings keeps every rule."


Rule = Callable[[_Schedule], Iterator[str]]

HARD_RULES: dict[str, Rule] = {
    "known": _known,
    "once": _once,
    "capacity": _capacity,
    "tables": _tables,
    "unavailable": _unavailable,
    "session": _session,
    "fixed": _fixed,
    "precedence": _precedence,
    "max_meetings": _max_meetings,
    "fairness": _fairness,
    "place_all": _place_all,
}
ACCOUNTS: dict[str, Rule] = {
    "accounted": _accounted,
    "steps": _steps,
    "breaks_per_participant": _breaks_told,
    "status": _proven,
    "same_problem": _same_problem,
}
