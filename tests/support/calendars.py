"""Calendar files as two libraries read them that share no code: what they say is what both say."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import vobject
from icalendar import Calendar
from vobject.icalendar import registerTzid


@dataclass(frozen=True, slots=True)
class Said:
    """One event of a file; instants are in UTC, whole days are dates and end on the day after."""

    begins: date
    ends: date
    status: str
    sequence: int
    summary: str
    place: str
    stamped: datetime


def read_twice(file: bytes | str) -> dict[str, Said]:
    """Each event of the file by its UID; fails where the two readers do not see the same."""
    text = file if isinstance(file, str) else file.decode()
    first, second = by_icalendar(text), by_vobject(text)
    assert first == second
    return first


def by_icalendar(text: str) -> dict[str, Said]:
    """Goes by the zones of Python."""
    events: list[Any] = Calendar.from_ical(text).walk("VEVENT")
    return {
        str(event["UID"]): Said(
            begins=_instant(event["DTSTART"].dt),
            ends=_instant(event["DTEND"].dt),
            status=str(event["STATUS"]),
            sequence=int(event["SEQUENCE"]),
            summary=str(event["SUMMARY"]),
            place=str(event.get("LOCATION", "")),
            stamped=event["DTSTAMP"].dt,
        )
        for event in events
    }


def by_vobject(text: str) -> dict[str, Said]:
    """Goes by the rules of the zones that stand in the file itself (VTIMEZONE)."""
    [calendar] = vobject.readComponents(text, transform=False)
    for written in calendar.contents.get("vtimezone", ()):
        zone = written.transformToNative()
        # Else those of the first file that was ever read count for all.
        registerTzid(zone.tzid.value, zone.tzinfo)
    calendar = calendar.transformToNative()
    calendar.transformChildrenToNative()
    return {
        event.uid.value: Said(
            begins=_instant(event.dtstart.value),
            ends=_instant(event.dtend.value),
            status=event.status.value,
            sequence=int(event.sequence.value),
            summary=event.summary.value,
            place=str(event.getChildValue("location", "")),
            stamped=event.dtstamp.value.astimezone(UTC),
        )
        for event in calendar.contents.get("vevent", ())
    }


def _instant(when: date) -> date:
    return when.astimezone(UTC) if isinstance(when, datetime) else when
