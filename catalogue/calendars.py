"""An edition as an iCalendar file (RFC 5545): the days as a whole, and the timed programme.

UIDs stay the same, SEQUENCE is the edition's version, a cancelled edition is sent as cancelled.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from icalendar import Calendar, Event

from clusters.models.projects import DatePrecision
from events.models import Edition, Session

DOMAIN = "clustermeet"


def has_calendar(edition: Edition) -> bool:
    """Only days can stand in a calendar, not "2013"."""
    return edition.starts_on is not None and edition.date_precision == DatePrecision.DAY


def calendar(edition: Edition, sessions: Iterable[Session], *, url: str) -> bytes:
    """The file of an edition that `has_calendar`; `url` is the address of its page."""
    made = Calendar()
    made.add("prodid", "-//clustermeet//edition//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", " ".join(edition.name.split()))
    made.add_component(_whole(edition, url))
    for session in sessions:
        if session.period:
            made.add_component(_part(edition, session))
    # The zone's rules from the year before the edition to the end of its last.
    assert edition.starts_on  # noqa: S101 (it has a calendar)
    last = edition.ends_on or edition.starts_on
    made.add_missing_timezones(date(edition.starts_on.year - 1, 1, 1), date(last.year + 1, 1, 1))
    return bytes(made.to_ical())


def _begun(edition: Edition, uid: str, summary: str) -> Event:
    event = Event()
    event.add("uid", f"{uid}@{DOMAIN}")
    event.add("dtstamp", edition.created_at)
    event.add("summary", " ".join(summary.split()))
    event.add("sequence", edition.version)
    cancelled = edition.state == Edition.State.CANCELLED
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    return event


def _whole(edition: Edition, url: str) -> Event:
    """All days; it does not block them, and the end is the day after the last one."""
    event = _begun(edition, f"edition-{edition.slug}", edition.name)
    last = edition.ends_on or edition.starts_on
    if edition.starts_on and last:
        event.add("dtstart", edition.starts_on)
        event.add("dtend", last + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("url", url)
    place = ", ".join(part for part in (edition.venue, edition.city) if part)
    if place:
        event.add("location", place)
    demo = "Demonstration data. " if edition.is_demo else ""
    event.add("description", f"{demo}{edition.summary}".strip() or edition.name)
    return event


def _part(edition: Edition, session: Session) -> Event:
    event = _begun(edition, f"session-{session.pk}", f"{edition.name}: {session.title}")
    event.add("dtstart", session.period.lower.astimezone(edition.zone))
    event.add("dtend", session.period.upper.astimezone(edition.zone))
    if session.place:
        event.add("location", session.place)
    return event
