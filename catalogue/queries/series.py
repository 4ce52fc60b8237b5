"""The series, and what their editions amount to."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Max, Min, QuerySet

from catalogue.queries.editions import EditionRow, row, with_figures
from catalogue.queries.facts import Figure, Topic, sourced, topics
from events.models import Edition, Series
from events.models.editions import counting

# Without two figures there is nothing to compare.
LEAST_FIGURES = 2
COMPARED = {
    "meetings": ("bilateral-meetings", "meetings"),
    "clusters": ("clusters", "cluster-organisations"),
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """The figures of a subject, a key of `COMPARED`, in the editions that know one."""

    subject: str
    figures: tuple[tuple[Edition, Figure], ...]


@dataclass(frozen=True, slots=True)
class SeriesPage:
    """One series with its public editions, the first one first; so many of them are `counted`."""

    series: Series
    rows: tuple[EditionRow, ...]
    counted: int
    topics: tuple[Topic, ...]
    comparisons: tuple[Comparison, ...]


def all_series() -> QuerySet[Series]:
    """Series by name, with the number of their editions that count, and the years of these.

    A query that counts leaves the model's own order out.
    """
    counted = counting("editions__")
    rows = Series.objects.select_related("organiser").annotate(
        edition_count=Count("editions", filter=counted),
        first_on=Min("editions__starts_on", filter=counted),
        last_on=Max("editions__starts_on", filter=counted),
    )
    return rows.order_by("sort_name", "pk")


def series_page(series: Series) -> SeriesPage:
    found = series.editions.public().annotate(is_counted=counting())
    editions = list(with_figures(found).order_by("starts_on", "ordinal", "pk"))
    rows = tuple(row(edition) for edition in editions)
    comparisons = [_comparison(subject, rows) for subject in COMPARED]
    return SeriesPage(
        series=series,
        rows=rows,
        counted=sum(vars(edition)["is_counted"] for edition in editions),
        topics=tuple(topics(sourced(series.facts))),
        comparisons=tuple(
            comparison for comparison in comparisons if len(comparison.figures) >= LEAST_FIGURES
        ),
    )


def _comparison(subject: str, rows: Sequence[EditionRow]) -> Comparison:
    """The editions whose sources agree on a number."""
    figures = (
        (edition_row.edition, figure)
        for edition_row in rows
        for figure in edition_row.figures
        if figure.topic in COMPARED[subject] and figure.number is not None
    )
    return Comparison(subject, tuple(figures))
