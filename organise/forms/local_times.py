"""From the clock on the wall of an edition to an instant."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# An end that would come first is meant for the next day, up to so much after the start.
LONGEST_NIGHT = timedelta(hours=12)


class NoSuchTime(ValueError):
    """The clocks go forward over this time: it does not exist on that day."""


def instant(day: date, clock: time, zone: ZoneInfo, *, second: bool = False) -> datetime:
    """The UTC instant of a local date and time.

    A time that comes twice, when clocks go back, is the first one, or the second when asked.
    Raises `NoSuchTime` for one that clocks going forward leave out.
    """
    local = datetime.combine(day, clock.replace(tzinfo=None, fold=int(second)), tzinfo=zone)
    found = local.astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchTime
    return found


def period_of(day: date, start: time, end: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Start and end as instants; where clocks go back between them, the end is the later one.

    From 22:00 to 00:30 ends on the next day. An end that would be half a day and more away comes
    before the start: the caller says so in words. Raises `NoSuchTime`.
    """
    starts_at, ends_at = instant(day, start, zone), instant(day, end, zone)
    if ends_at <= starts_at:
        ends_at = instant(day, end, zone, second=True)
    if ends_at <= starts_at:
        morning = instant(day + timedelta(days=1), end, zone)
        ends_at = morning if morning - starts_at <= LONGEST_NIGHT else ends_at
    return starts_at, ends_at
