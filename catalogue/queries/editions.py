"""The editions of the register: upcoming first, then the past ones by year."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.contrib.auth.models import AnonymousUser
from django.db.models import (
    Case,
    DateField,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.aggregates import Count
from django.db.models.functions import Coalesce

from accounts.models import User
from archive.models import EditionFact
from catalogue.queries.facts import Figure, counted_figure, figures
from events.models import Edition, Registration
from events.queries.texts import edition_texts
from events.rules import ENDED
from matchmaking.models import Placement
from matchmaking.queries.schedule import planned

# The figures that a row of a list has room for, the first two that are known.
IN_LISTS = (
    "clusters",
    "cluster-organisations",
    "bilateral-meetings",
    "participants",
    "cluster-pitches",
)


@dataclass(frozen=True, slots=True)
class EditionRow:
    """An edition with the figures a list shows."""

    edition: Edition
    figures: tuple[Figure, ...]
    is_upcoming: bool


@dataclass(frozen=True, slots=True)
class EditionGroup:
    """Editions under one heading: those to come, those of a year, or those without a date."""

    is_upcoming: bool
    year: int | None
    rows: tuple[EditionRow, ...]


def _count(rows: QuerySet[Registration] | QuerySet[Placement], of: str) -> Coalesce:
    """How many of `rows` belong to the edition, as a subquery."""
    counted = rows.order_by().values(of).annotate(total=Count("pk")).values("total")
    return Coalesce(Subquery(counted), Value(0))


def with_figures(editions: QuerySet[Edition]) -> QuerySet[Edition]:
    """The editions with their regions and figures at hand, whatever their number."""
    numbered = EditionFact.objects.filter(number__isnull=False, topic__in=IN_LISTS)
    shown = Registration.objects.shown().filter(edition=OuterRef("pk"))
    placed = planned().filter(edition=OuterRef("pk"))
    return (
        editions.select_related("series", "host_region")
        .prefetch_related("guest_regions", Prefetch("facts", numbered))
        .annotate(shown=_count(shown, "edition"), placed=_count(placed, "edition"))
        .annotate(texts_loaded=edition_texts())
    )


def to_come(today: date) -> Q:
    """Editions that take place and are not over."""
    return Q(ends_on__gte=today) & ~Q(state__in=ENDED)


def list_rows(editions: QuerySet[Edition], today: date) -> QuerySet[Edition]:
    """The editions in the list's order: the next one first, then the past from the latest on."""
    soonest = Case(When(to_come(today), then=F("starts_on")), output_field=DateField())
    return (
        with_figures(editions)
        .annotate(soonest=soonest)
        .order_by(
            F("soonest").asc(nulls_last=True),
            F("starts_on").desc(nulls_last=True),
            "sort_name",
            "pk",
        )
    )


def visible(user: User | AnonymousUser) -> QuerySet[Edition]:
    return Edition.objects.visible_to(user)


def row(edition: Edition) -> EditionRow:
    """A row of `list_rows` or `with_figures`; asks nothing more of the database."""
    return EditionRow(
        edition, tuple(_figures(edition)[:2]), getattr(edition, "soonest", None) is not None
    )


def _figures(edition: Edition) -> list[Figure]:
    if edition.is_recorded:
        told = figures(edition.facts.all())
        return sorted(told, key=lambda figure: IN_LISTS.index(figure.topic))
    return run_here(getattr(edition, "shown", 0), getattr(edition, "placed", 0))


def run_here(clusters: int, placed: int) -> list[Figure]:
    """The figures of an edition run here: they are counted, not told by a source."""
    counted = [counted_figure("clusters", clusters), counted_figure("meetings", placed)]
    return [figure for figure in counted if figure.number]


def groups(editions: Iterable[Edition]) -> list[EditionGroup]:
    """Rows of `list_rows` under their headings, in their order."""
    rows = [row(edition) for edition in editions]
    return [
        EditionGroup(is_upcoming, year, tuple(members))
        for (is_upcoming, year), members in groupby(rows, key=_heading)
    ]


def _heading(edition_row: EditionRow) -> tuple[bool, int | None]:
    """Whether it is to come, and else its year."""
    starts_on = edition_row.edition.starts_on
    if edition_row.is_upcoming or starts_on is None:
        return edition_row.is_upcoming, None
    return False, starts_on.year
