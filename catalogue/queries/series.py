"""The series, and what their editions amount to."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Max, Min, Q, QuerySet

from catalogue.queries.editions import EditionRow, row, with_figures
from catalogue.queries.facts import Figure, Topic, sourced, topics
from events.models import Edition, Series
from interface.templatetags.charts import Bar

PUBLIC = ~Q(editions__state=Edition.State.DRAFT)
# Without two figures there is nothing to compare.
LEAST_BARS = 2
CHARTED = (
    ("Meetings per edition", ("bilateral-meetings", "meetings")),
    ("Clusters per edition", ("clusters", "cluster-organisations")),
)


@dataclass(frozen=True, slots=True)
class Chart:
    """The figures of the editions that know one."""

    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class SeriesPage:
    """One series with its public editions, the first one first."""

    series: Series
    rows: tuple[EditionRow, ...]
    topics: tuple[Topic, ...]
    charts: tuple[Chart, ...]


def all_series() -> QuerySet[Series]:
    """Series with the number of their public editions and the years from first to last."""
    return Series.objects.select_related("organiser").annotate(
        edition_count=Count("editions", filter=PUBLIC),
        first_on=Min("editions__starts_on", filter=PUBLIC),
        last_on=Max("editions__starts_on", filter=PUBLIC),
    )


def series_page(series: Series) -> SeriesPage:
    editions = with_figures(series.editions.public()).order_by("starts_on", "ordinal", "pk")
    rows = tuple(row(edition) for edition in editions)
    charts = [_chart(title, rows, wanted) for title, wanted in CHARTED]
    return SeriesPage(
        series=series,
        rows=rows,
        topics=tuple(topics(sourced(series.facts))),
        charts=tuple(chart for chart in charts if len(chart.bars) >= LEAST_BARS),
    )


def _chart(title: str, rows: Sequence[EditionRow], wanted: Sequence[str]) -> Chart:
    """Bars of the editions whose sources agree on a number."""
    bars = [
        Bar(_label(found.edition, figure), figure.number, url=found.edition.get_absolute_url())
        for found in rows
        for figure in found.figures
        if figure.topic in wanted and figure.number is not None
    ]
    return Chart(title, tuple(bars))


def _label(edition: Edition, figure: Figure) -> str:
    """The edition's name, and the figure's words where it is not exact."""
    exact = figure.words == f"{figure.number:,}"
    return edition.name if exact else f"{edition.name} ({figure.words})"
