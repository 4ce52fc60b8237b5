"""What an organiser sees of the meetings that a version does not place."""

from dataclasses import dataclass

from matchmaking.models import ScheduleVersion
from matchmaking.queries.plan import Plan
from matchmaking.queries.remedies import Remedies, remedies
from matchmaking.queries.schedule import NotPlaced, current_version

LIMIT_SECONDS = 30


@dataclass(frozen=True)
class Missing:
    """The meetings without a place, heaviest first, and what would place them."""

    rows: tuple[NotPlaced, ...]
    remedies: Remedies


def missing(plan: Plan) -> Missing:
    return Missing(tuple(plan.missing), remedies(plan, plan.missing))


def is_current(version: ScheduleVersion) -> bool:
    """Whether work goes on from this version: remedies are for that one alone."""
    return current_version(version.edition) == version


def usual_limit(version: ScheduleVersion) -> int:
    """The time limit of the version's run, in seconds: the next run gets the same."""
    return version.run.limit_seconds if version.run else LIMIT_SECONDS
