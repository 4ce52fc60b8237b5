"""A cluster's agenda as an iCalendar file (RFC 5545), for calendars of people.

UIDs stay the same over schedule versions; SEQUENCE grows with them, and within one version with
each change of the request that a meeting came from; what is dropped is sent as cancelled. So
calendars follow. The library escapes every text.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from icalendar import Calendar, Event

DOMAIN = "clustermeet"
# More than a request changes its state within one schedule version.
REVISIONS = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """One event; `uid` without its domain, instants aware.

    `revision` grows each time the event changes within one version.
    """

    uid: str
    start: datetime
    end: datetime
    summary: str
    location: str = ""
    description: str = ""
    is_cancelled: bool = False
    revision: int = 0


def meeting_uid(meeting: int, registration: int) -> str:
    """The uid of a meeting in the calendar of one of its registrations (primary keys)."""
    return f"meeting-{meeting}-{registration}"


def called_off(uid: str, period: DateTimeTZRange, revision: int) -> Entry:
    """A meeting that does not take place any more."""
    return Entry(
        uid, period.lower, period.upper, "Meeting cancelled", is_cancelled=True, revision=revision
    )


def calendar(
    name: str,
    entries: Iterable[Entry],
    *,
    zone: ZoneInfo,
    sequence: int,
    stamped_at: datetime,
) -> bytes:
    """The file's content in the zone of the edition, with that zone's rules (VTIMEZONE).

    `sequence` is the version's number, `stamped_at` when it was made.
    """
    made = Calendar()
    made.add("prodid", "-//clustermeet//agenda//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", _one_line(name))
    entries = list(entries)
    for entry in entries:
        made.add_component(_event(entry, zone, sequence, stamped_at))
    _add_zone_rules(made, [entry.start.year for entry in entries])
    return bytes(made.to_ical())


def _add_zone_rules(made: Calendar, years: Sequence[int]) -> None:
    """The zone's rules from the year before the first event to the end of the last one's."""
    if years:
        made.add_missing_timezones(date(min(years) - 1, 1, 1), date(max(years) + 1, 1, 1))


def _event(entry: Entry, zone: ZoneInfo, sequence: int, stamped_at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@{DOMAIN}")
    event.add("dtstamp", stamped_at)
    event.add("dtstart", entry.start.astimezone(zone))
    event.add("dtend", entry.end.astimezone(zone))
    event.add("summary", _one_line(entry.summary))
    event.add("sequence", sequence * REVISIONS + min(entry.revision, REVISIONS - 1))
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    if entry.location:
        event.add("location", _one_line(entry.location))
    if entry.description:
        event.add("description", entry.description)
    return event


def _one_line(text: str) -> str:
    return " ".join(text.split())
