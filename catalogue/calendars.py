"""An edition as an iCalendar file: which editions have one, and what it says of them."""

from datetime import datetime

from django.utils.translation import gettext as _

from clusters.models.projects import DatePrecision
from events.models import Edition
from matchmaking.telling import files


def has_calendar(edition: Edition) -> bool:
    """Only days can stand in a calendar, not "2013"."""
    return edition.starts_on is not None and edition.date_precision == DatePrecision.DAY


def edition_file(edition: Edition, now: datetime, *, url: str) -> bytes:
    """The file of an edition that `has_calendar`; `url` is the address of its page."""
    about = description(edition) or edition.name
    return files.edition_file(edition, now, description=about, url=url)


def description(edition: Edition) -> str:
    """The summary, which says so where the edition is invented."""
    if edition.is_demo:
        return (_("Demonstration data. %(summary)s") % {"summary": edition.summary}).strip()
    return edition.summary
