"""What the editions of a series amount to, as charts."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from catalogue.queries.facts import Figure
from catalogue.queries.series import Comparison, SeriesPage
from catalogue.words.figures import in_words
from events.models import Edition
from interface.plain_text import isolated
from interface.templatetags.charts import Bar
from translations.queries import text_of

TITLES: dict[str, Promise] = {
    "meetings": _lazy("Meetings per edition"),
    "clusters": _lazy("Clusters per edition"),
}


def charts(page: SeriesPage) -> list[tuple[str, list[Bar]]]:
    """Titles with bars, one for each figure that can be compared."""
    return [(str(TITLES[comparison.subject]), _bars(comparison)) for comparison in page.comparisons]


def _bars(comparison: Comparison) -> list[Bar]:
    return [
        Bar(_label(edition, figure), figure.number, url=edition.get_absolute_url())
        for edition, figure in comparison.figures
        if figure.number is not None
    ]


def _label(edition: Edition, figure: Figure) -> str:
    """The edition's name, and the figure's words where it is not exact."""
    name = text_of(edition, "name").text
    if figure.is_exact:
        return name
    return _("%(edition)s (%(figure)s)") % {"edition": isolated(name), "figure": in_words(figure)}
