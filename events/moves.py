"""An event on other days or in another time zone: what becomes of a day, an instant, a period.

Pure. Everything moves by so many days, and the clock on the wall says what it said before.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class NoSuchTime(ValueError):
    """The clocks go forward over this time where the event moves to."""


@dataclass(frozen=True, slots=True)
class Days:
    """When and in which zone an event takes place, its last day included."""

    first: date
    last: date
    zone: str

    def __str__(self) -> str:
        return f"{self.first} {self.last} {self.zone}"

    @classmethod
    def read(cls, text: str) -> "Days | None":
        """What `str` made a text of, as a page sends it back; None where it is none."""
        try:
            first, last, zone = text.split(" ")
            ZoneInfo(zone)
            return cls(date.fromisoformat(first), date.fromisoformat(last), zone)
        except (ValueError, ZoneInfoNotFoundError, OSError):
            return None

    @property
    def end(self) -> datetime:
        """The midnight after the last day."""
        midnight = datetime.combine(self.last + timedelta(days=1), time())
        return midnight.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)

    def hold(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Move:
    """From the days of an event to others."""

    before: Days
    after: Days

    @property
    def days(self) -> int:
        """By how many days everything moves; none where only the last day or the zone changes."""
        return (self.after.first - self.before.first).days

    def day(self, day: date) -> date:
        return day + timedelta(days=self.days)

    def instant(self, instant: datetime) -> datetime:
        """The UTC instant at which the clock there says what it said here. Raises `NoSuchTime`."""
        local = instant.astimezone(ZoneInfo(self.before.zone))
        wall = local.replace(tzinfo=None) + timedelta(days=self.days)
        there = wall.replace(tzinfo=ZoneInfo(self.after.zone))
        moved = there.astimezone(UTC)
        if moved.astimezone(there.tzinfo).replace(tzinfo=None, fold=0) != wall.replace(fold=0):
            raise NoSuchTime
        return moved

    def instant_or_later(self, instant: datetime) -> datetime:
        """The same; for a time that clocks leave out, as much later as they skip."""
        try:
            return self.instant(instant)
        except NoSuchTime:
            return self.instant(instant + timedelta(hours=1))

    def period(self, start: datetime, end: datetime) -> tuple[datetime, datetime]:
        """Start and end of what lasts from then to then. Raises `NoSuchTime`.

        Of a time that comes twice, when clocks go back, the first is taken unless it was the
        second; what would so lose its length has no such time.
        """
        moved = self.instant(start), self.instant(end)
        if moved[0] >= moved[1]:
            raise NoSuchTime
        return moved

    def day_of(self, instant: datetime) -> date:
        """On which day falls what begins then, once it has moved."""
        return self.day(instant.astimezone(ZoneInfo(self.before.zone)).date())

    def holds(self, start: datetime) -> bool:
        """Whether what begins then lies within the days to come."""
        return self.after.hold(self.day_of(start))
