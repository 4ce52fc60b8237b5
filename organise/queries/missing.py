"""What an organiser sees of the meetings that a version does not place."""

from dataclasses import dataclass

from django.db.models import QuerySet, Subquery

from events.models import Edition
from matchmaking.models import ScheduleVersion
from matchmaking.queries.plan import Plan
from matchmaking.queries.remedies import Remedies, remedies
from matchmaking.queries.schedule import (
    NotPlaced,
    current_version,
    current_version_of,
    not_placed,
)
from organise.queries.runs import HEAVY

LIMIT_SECONDS = 30


@dataclass(frozen=True)
class Missing:
    """The meetings without a place, heaviest first, and what would place them."""

    rows: tuple[NotPlaced, ...]
    remedies: Remedies


def missing(plan: Plan, version: ScheduleVersion) -> Missing:
    rows = tuple(not_placed(version))
    return Missing(rows, remedies(plan, version, rows))


def is_current(version: ScheduleVersion) -> bool:
    """Whether work goes on from this version: remedies are for that one alone."""
    return current_version(version.edition) == version


def version_of(
    editions: QuerySet[Edition], slug: str, number: int
) -> tuple[ScheduleVersion, bool] | None:
    """A version of one of these editions, and whether it is the current one, in one query."""
    rows = ScheduleVersion.objects.filter(edition__in=editions, edition__slug=slug, number=number)
    rows = rows.select_related("edition__host_region", "edition__owner", "run")
    version = (
        rows.defer(*(f"run__{name}" for name in HEAVY))
        .annotate(current=Subquery(current_version_of("edition").values("pk")))
        .first()
    )
    return (version, getattr(version, "current", None) == version.pk) if version else None


def usual_limit(version: ScheduleVersion) -> int:
    """The time limit of the version's run, in seconds: the next run gets the same."""
    return version.run.limit_seconds if version.run else LIMIT_SECONDS
