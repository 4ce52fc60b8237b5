"""An edition as an iCalendar file: the days as a whole, and the timed programme.

SEQUENCE is the edition's version; a cancelled edition is sent as cancelled.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.utils.translation import gettext as _

from clusters.models.projects import DatePrecision
from events.models import Edition, Session
from interface.calendars import Entry, calendar_file


def has_calendar(edition: Edition) -> bool:
    """Only days can stand in a calendar, not "2013"."""
    return edition.starts_on is not None and edition.date_precision == DatePrecision.DAY


def edition_file(edition: Edition, sessions: Iterable[Session], *, url: str) -> bytes:
    """The file of an edition that `has_calendar`; `url` is the address of its page."""
    return calendar_file(
        edition.name,
        [*_whole(edition, url), *_parts(edition, sessions)],
        kind="edition",
        zone=edition.zone,
        stamped_at=edition.created_at,
    )


def description(edition: Edition) -> str:
    """The summary, which says so where the edition is invented."""
    if edition.is_demo:
        return (_("Demonstration data. %(summary)s") % {"summary": edition.summary}).strip()
    return edition.summary


def _whole(edition: Edition, url: str) -> Iterator[Entry]:
    """All days; they do not block a calendar."""
    last = edition.ends_on or edition.starts_on
    if edition.starts_on and last:
        yield Entry(
            uid=f"edition-{edition.slug}",
            start=edition.starts_on,
            end=last + timedelta(days=1),
            summary=edition.name,
            location=", ".join(part for part in (edition.venue, edition.city) if part),
            description=description(edition) or edition.name,
            url=url,
            sequence=edition.version,
            is_cancelled=_is_cancelled(edition),
            is_transparent=True,
        )


def _parts(edition: Edition, sessions: Iterable[Session]) -> Iterator[Entry]:
    for session in sessions:
        if session.period:
            yield Entry(
                uid=f"session-{session.pk}",
                start=session.period.lower,
                end=session.period.upper,
                summary=_("%(edition)s: %(session)s")
                % {"edition": edition.name, "session": session.title},
                location=session.place,
                sequence=edition.version,
                is_cancelled=_is_cancelled(edition),
            )


def _is_cancelled(edition: Edition) -> bool:
    return edition.state == Edition.State.CANCELLED
