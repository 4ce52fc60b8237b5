"""What the pages about interpreters show."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Count, Q, QuerySet

from events.models import Edition
from matchmaking.models import Interpreter, Placement, ScheduleVersion
from matchmaking.queries.interpreters import Lack, Need
from matchmaking.queries.names import Names, names
from matchmaking.queries.schedule import current_version, published_version, wanted_meetings
from organise.queries.rules import called

PUBLISHED = Q(placements__version__state=ScheduleVersion.State.PUBLISHED)


def interpreters_shown(edition: Edition) -> QuerySet[Interpreter]:
    """By name, with in how many published meetings each interprets."""
    wanted = Q(placements__meeting__is_cancelled=False)
    return Interpreter.objects.filter(edition=edition).annotate(
        meetings=Count("placements", filter=PUBLISHED & wanted)
    )


def called_in(needs: Iterable[Need | Lack]) -> dict[int, str]:
    """The clusters of these meetings by registration."""
    return called({pk for need in needs for pk in need.sides})


@dataclass(frozen=True, slots=True)
class Sitting:
    """A meeting in which somebody interprets: its time, where, and who meets."""

    placement: Placement
    sides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    meetings: tuple[Sitting, ...]


def days_of_interpreter(interpreter: Interpreter) -> tuple[ScheduleVersion | None, list[Day]]:
    """In what is published, or else in the draft: the version, and its meetings by day."""
    edition = interpreter.edition
    version = published_version(edition) or current_version(edition)
    rows = Placement.objects.filter(
        version=version, interpreter=interpreter, meeting__in=wanted_meetings(edition)
    )
    found = list(rows.select_related("slot", "table").order_by("slot__period"))
    known = names(edition, meetings=[row.meeting_id for row in found])
    return version, list(_by_day(found, known))


def _by_day(rows: list[Placement], known: Names) -> Iterator[Day]:
    def day_of(row: Placement) -> date:
        return known.local(row.slot.period.lower).date()

    for on, those in groupby(rows, key=day_of):
        yield Day(
            on,
            tuple(
                Sitting(row, tuple(party.name for party in known.meeting_parties(row.meeting_id)))
                for row in those
            ),
        )
