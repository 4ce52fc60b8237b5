"""What is said of the meetings left out, or of why there is no schedule: confirmed, or refuted."""

from collections.abc import Iterator

from scheduling.check.impossible import disproved
from scheduling.check.reasons import refuted
from scheduling.check.remedies import fruitless
from scheduling.check.rules import Rule
from scheduling.check.schedule import Schedule
from scheduling.check.standing import Standing


def _reasons(schedule: Schedule) -> Iterator[str]:
    if schedule.solution.unplaced:
        standing, placed = Standing(schedule), schedule.solution.step("placed")
        for left_out in schedule.solution.unplaced:
            meeting = standing.meetings[left_out.meeting]
            yield from refuted(standing, meeting, left_out.reason, placed)


def _remedies(schedule: Schedule) -> Iterator[str]:
    if schedule.solution.unplaced:
        standing = Standing(schedule)
        for left_out in schedule.solution.unplaced:
            yield from fruitless(standing, standing.meetings[left_out.meeting], left_out.remedy)


def _impossible(schedule: Schedule) -> Iterator[str]:
    if schedule.solution.reason is not None:
        yield from disproved(schedule.problem, schedule.solution.reason)


EXPLANATIONS: dict[str, Rule] = {
    "reason": _reasons,
    "remedy": _remedies,
    "infeasible": _impossible,
}
