"""iCalendar files (RFC 5545): one writer for agendas, events and mails.

A thing keeps its UID for ever; its SEQUENCE grows with each change; what is dropped is sent as
cancelled, so that calendars follow. The library escapes every text.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event, vDuration


@dataclass(frozen=True, slots=True)
class Entry:
    """One event; `uid` without its domain, which is the site's host.

    `start` and `end` are aware instants, or dates: then the end is the day after the last one.
    `stamped_at` is when it came to say what it says, where that is known; `zone` is whose clock it
    goes by, where that is not the file's.
    """

    uid: str
    start: date | datetime
    end: date | datetime
    summary: str
    location: str = ""
    description: str = ""
    url: str = ""
    sequence: int = 0
    is_cancelled: bool = False
    is_transparent: bool = False
    stamped_at: datetime | None = None
    zone: ZoneInfo | None = None


def calendar_file(
    name: str,
    entries: Iterable[Entry],
    *,
    kind: str,
    zone: ZoneInfo,
    stamped_at: datetime,
    fetched_every: timedelta | None = None,
) -> bytes:
    """The file's content in this zone, with the zone's rules (VTIMEZONE).

    `kind` says in PRODID what wrote the file; `stamped_at` is when what it says was made;
    `fetched_every` tells calendar programs how often to look for changes (RFC 7986).
    """
    entries = list(entries)
    made = Calendar()
    made.add("prodid", f"-//clustermeet//{kind}//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", _one_line(name))
    if fetched_every:
        made.add("refresh-interval", fetched_every, parameters={"VALUE": "DURATION"})
        # The name that Outlook and older programs know it by.
        made.add("x-published-ttl", vDuration(fetched_every))
    for entry in entries:
        made.add_component(_event(entry, entry.zone or zone, stamped_at))
    _add_zone_rules(made, entries)
    return bytes(made.to_ical())


def _add_zone_rules(made: Calendar, entries: list[Entry]) -> None:
    """The zone's rules from the year before the first event to the end of the last one's."""
    if entries:
        first = min(entry.start.year for entry in entries)
        last = max(entry.end.year for entry in entries)
        made.add_missing_timezones(date(first - 1, 1, 1), date(last + 1, 1, 1))


def _event(entry: Entry, zone: ZoneInfo, stamped_at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}")
    event.add("dtstamp", entry.stamped_at or stamped_at)
    event.add("dtstart", _local(entry.start, zone))
    event.add("dtend", _local(entry.end, zone))
    event.add("summary", _one_line(entry.summary))
    event.add("sequence", entry.sequence)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    if entry.is_transparent:
        event.add("transp", "TRANSPARENT")
    if entry.url:
        event.add("url", entry.url)
    if entry.location:
        event.add("location", _one_line(entry.location))
    if entry.description:
        event.add("description", entry.description)
    return event


def _local(when: date | datetime, zone: ZoneInfo) -> date | datetime:
    """The time on the wall there; an instant whose clock time comes twice stays in UTC.

    RFC 5545 takes such a local time for the first of the two, whichever is meant.
    """
    if not isinstance(when, datetime):
        return when
    local = when.astimezone(zone)
    comes_twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return when.astimezone(UTC) if comes_twice else local


def _one_line(text: str) -> str:
    return " ".join(text.split())
