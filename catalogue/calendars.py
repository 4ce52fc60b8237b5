"""An edition as an iCalendar file: which editions have one, and what it says of them."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from clusters.models.projects import DatePrecision
from events.models import Edition
from matchmaking.telling import files
from translations.queries import text_of


def has_calendar(edition: Edition) -> bool:
    """Only days can stand in a calendar, not "2013"."""
    return edition.starts_on is not None and edition.date_precision == DatePrecision.DAY


def edition_file(edition: Edition, now: datetime, *, url: str, reads: Sequence[str]) -> bytes:
    """The file of an edition that `has_calendar` and was brought; `url` is the address of its
    page, `reads` are the languages of its reader.
    """
    summary, name = text_of(edition, "summary").text, text_of(edition, "name").text
    about = description(edition, summary) or name
    return files.edition_file(edition, now, description=about, url=url, reads=reads)


def description(edition: Edition, summary: str) -> str:
    """The summary, which says so where the edition is invented."""
    if edition.is_demo:
        return (_("Demonstration data. %(summary)s") % {"summary": summary}).strip()
    return summary
