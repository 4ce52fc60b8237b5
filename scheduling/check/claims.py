"""What a solution says of itself: recomputed, never believed."""

from collections import Counter
from collections.abc import Iterator

from scheduling.check.rules import Rule
from scheduling.check.schedule import Schedule, figures
from scheduling.model.solution import Status


def _accounted(schedule: Schedule) -> Iterator[str]:
    given = Counter(unplaced.meeting for unplaced in schedule.solution.unplaced)
    for name, count in given.items():
        if name not in schedule.meetings:
            yield f"Meeting {name}, said to be not placed, is not in the problem."
        elif name in schedule.at:
            yield f"Meeting {name} is placed and also said to be not placed."
        if count > 1:
            yield f"Meeting {name} is said {count} times to be not placed."
    for name in sorted(schedule.meetings.keys() - schedule.at.keys() - given.keys()):
        yield f"Meeting {name} is neither placed nor given a reason."


def _steps(schedule: Schedule) -> Iterator[str]:
    found = figures(schedule.problem, schedule.solution)
    values = {
        "moved": _moved(schedule),
        "placed": found.placed,
        "short": found.short,
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


def _moved(schedule: Schedule) -> int:
    """How many published meetings are not in their published slot."""
    slots = {name: placed.slot for name, placed in schedule.at.items()}
    return sum(slots.get(was.meeting) != was.slot for was in schedule.problem.published)


def _breaks_told(schedule: Schedule) -> Iterator[str]:
    told = schedule.solution.breaks_per_participant
    found = figures(schedule.problem, schedule.solution).breaks_per_participant
    for name in sorted(told.keys() | found.keys() if told else ()):
        if told.get(name) != found.get(name):
            yield f"{name} is said to have {told.get(name)} breaks; it has {found.get(name)}."


def _proven(schedule: Schedule) -> Iterator[str]:
    if schedule.solution.status is Status.OPTIMAL:
        hopes = any(participant.min_meetings for participant in schedule.problem.participants)
        for name in ("placed", *(["short"] if hopes else []), "breaks"):
            step = schedule.solution.step(name)
            if step is None or step.value != step.bound:
                yield f"The solution says optimal, but the step {name} has no equal bound."


def _same_problem(schedule: Schedule) -> Iterator[str]:
    made_for, sha256 = schedule.solution.problem_sha256, schedule.problem.sha256
    if made_for and sha256 and made_for != sha256:
        yield "The solution was made for another problem file: the hashes differ."


def without_answer(schedule: Schedule) -> Iterator[str]:
    """Infeasible or unknown: nothing to check but that nothing is claimed."""
    solution = schedule.solution
    yield from _same_problem(schedule)
    if solution.placements or solution.steps:
        yield f"The solution says {solution.status}, but has placements or steps."
    if solution.status is Status.INFEASIBLE and not schedule.problem.rules.place_all:
        yield "The solution says infeasible, but a schedule without meetings keeps every rule."
    if solution.status is Status.INFEASIBLE and solution.reason is None:
        yield "The solution says infeasible, but gives no reason."


CLAIMS: dict[str, Rule] = {
    "accounted": _accounted,
    "steps": _steps,
    "breaks_per_participant": _breaks_told,
    "status": _proven,
    "same_problem": _same_problem,
}
