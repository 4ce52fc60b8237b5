"""What the home page shows."""

from dataclasses import dataclass
from datetime import date, datetime

from archive.models import Award, ProjectAppearance
from catalogue.queries.edition_lists import awards
from catalogue.queries.editions import EditionRow, list_rows, row, to_come
from catalogue.queries.sources import counted
from clusters.models import Organisation, Project, Region
from events.models import Edition, Series
from events.queries.texts import carried, with_texts
from events.rules import is_open_for_registration
from interface.counting import counts

NEXT, PAST, OUTCOMES = 3, 4, 4
CANCELLED = Edition.State.CANCELLED


@dataclass(frozen=True, slots=True)
class NextEdition:
    """An edition to come, and whether clusters can register now."""

    row: EditionRow
    is_open: bool


@dataclass(frozen=True, slots=True)
class Totals:
    """How much the register holds; demonstration data does not count."""

    editions: int
    series: int
    clusters: int
    projects: int
    facts: int
    sources: int


@dataclass(frozen=True, slots=True)
class Home:
    """The home page."""

    upcoming: tuple[NextEdition, ...]
    past: tuple[EditionRow, ...]
    totals: Totals
    awards: tuple[Award, ...]
    appearances: tuple[ProjectAppearance, ...]
    regions: tuple[Region, ...]

    @property
    def named(self) -> list[Edition | None]:
        """Every edition that it names."""
        return [
            *(row.row.edition for row in self.upcoming),
            *(row.edition for row in self.past),
            *(award.edition for award in self.awards),
            *(appearance.edition for appearance in self.appearances),
        ]


def home(*, today: date, now: datetime) -> Home:
    public = Edition.objects.public()
    upcoming = [row(edition) for edition in list_rows(public.filter(to_come(today)), today)[:NEXT]]
    over = public.exclude(to_come(today)).exclude(state=CANCELLED, ends_on__gte=today)
    past = list_rows(over.filter(is_demo=False), today)[:PAST]
    began = ProjectAppearance.objects.filter(edition__in=Edition.objects.public().values("pk"))
    return Home(
        upcoming=tuple(
            NextEdition(next_row, is_open_for_registration(next_row.edition, now))
            for next_row in upcoming
        ),
        past=tuple(row(edition) for edition in past),
        totals=_totals(),
        awards=tuple(carried(awards(with_texts(Award.objects.all()))[:OUTCOMES])),
        appearances=tuple(
            carried(
                with_texts(began.select_related("project", "edition")).order_by(
                    "-edition__starts_on", "pk"
                )[:OUTCOMES]
            )
        ),
        regions=tuple(
            Region.objects.filter(editions_hosted__in=Edition.objects.public().values("pk"))
            .distinct()
            .order_by("sort_name", "pk")
        ),
    )


def _totals() -> Totals:
    known = counted()
    held = counts(
        editions=Edition.objects.counted(),
        series=Series.objects.filter(is_demo=False),
        clusters=Organisation.objects.clusters().filter(is_demo=False),
        projects=Project.objects.filter(is_demo=False),
    )
    return Totals(**held, facts=known.facts, sources=known.sources)
