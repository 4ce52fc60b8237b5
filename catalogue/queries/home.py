"""What the home page shows."""

from dataclasses import dataclass
from datetime import date, datetime

from archive.models import Award, ProjectAppearance
from catalogue.queries.edition_page import awards
from catalogue.queries.editions import EditionRow, listed, row, to_come
from catalogue.queries.sources import counted
from clusters.models import Organisation, Project, Region
from events.models import Edition, Series
from events.rules import is_open_for_registration

NEXT, PAST, OUTCOMES = 3, 4, 4


@dataclass(frozen=True, slots=True)
class NextEdition:
    """An edition to come, and whether clusters can register now."""

    row: EditionRow
    is_open: bool


@dataclass(frozen=True, slots=True)
class Home:
    """The home page. `figures` are (words, number); demonstration data does not count."""

    upcoming: tuple[NextEdition, ...]
    past: tuple[EditionRow, ...]
    figures: tuple[tuple[str, int], ...]
    awards: tuple[Award, ...]
    appearances: tuple[ProjectAppearance, ...]
    regions: tuple[Region, ...]


def home(*, today: date, now: datetime) -> Home:
    public = Edition.objects.public()
    upcoming = [row(edition) for edition in listed(public.filter(to_come(today)), today)[:NEXT]]
    past = listed(public.filter(~to_come(today), is_demo=False), today)[:PAST]
    began = ProjectAppearance.objects.filter(edition__in=Edition.objects.public().values("pk"))
    return Home(
        upcoming=tuple(
            NextEdition(found, is_open_for_registration(found.edition, now)) for found in upcoming
        ),
        past=tuple(row(edition) for edition in past),
        figures=_figures(),
        awards=tuple(awards(Award.objects.all())[:OUTCOMES]),
        appearances=tuple(
            began.select_related("project", "edition").order_by("-edition__starts_on", "pk")[
                :OUTCOMES
            ]
        ),
        regions=tuple(
            Region.objects.filter(editions_hosted__in=Edition.objects.public().values("pk"))
            .distinct()
            .order_by("name")
        ),
    )


def _figures() -> tuple[tuple[str, int], ...]:
    editions = Edition.objects.public().filter(is_demo=False)
    known = counted()
    return (
        ("editions", editions.count()),
        ("series", Series.objects.filter(is_demo=False).count()),
        ("clusters", Organisation.objects.clusters().filter(is_demo=False).count()),
        ("projects", Project.objects.filter(is_demo=False).count()),
        ("facts with a source", known.facts),
        ("sources", known.sources),
    )
