"""What becomes of the times in a list of who meets whom: the meeting windows that have them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from events.models import Edition
from matchmaking.listed import At
from matchmaking.models import MeetingRequest, MeetingWindow, RequestWindow

Period = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Times:
    """The meeting windows of an event (by id), and those to which standing requests are limited,
    by the clusters (ids) of who asks and who is asked.
    """

    zone: ZoneInfo
    periods: Mapping[int, Period]
    limits: Mapping[tuple[int, int], set[int]]

    def windows(self, at: At) -> set[int]:
        """Those that hold a time."""
        return {pk for pk, period in self.periods.items() if _holds(period, at, self.zone)}

    def fault(self, at: At, asks: int, asked: int, *, is_asked: bool) -> str:
        """The code of what becomes of the time of a wish; `is_asked` where it stands already."""
        windows = self.windows(at)
        if not windows:
            return "time_outside"
        held = self.limits.get((asks, asked)) or self.limits.get((asked, asks))
        if is_asked and windows not in (held, set(self.periods)):
            return "time_too_late"
        return "time_not_placed"


def times_of(edition: Edition) -> Times:
    """Two queries."""
    windows = MeetingWindow.objects.filter(edition=edition).values_list("pk", "period")
    periods = {pk: (period.lower, period.upper) for pk, period in windows}
    rows = RequestWindow.objects.filter(request__edition=edition, request__is_limited=True)
    rows = rows.filter(request__state__in=MeetingRequest.LIVE)
    sides = ("request__requester__cluster", "request__invitee__cluster")
    limits: dict[tuple[int, int], set[int]] = {}
    for asks, asked, window in rows.values_list(*sides, "window"):
        limits.setdefault((asks, asked), set()).add(window)
    return Times(edition.zone, periods, limits)


def _holds(period: Period, at: At, zone: ZoneInfo) -> bool:
    """Whether the time lies in the period, on its own day or on any."""
    begins, ends = (one.astimezone(zone) for one in period)
    count = (ends.date() - begins.date()).days + 1
    days = (begins.date() + timedelta(days=number) for number in range(count))
    meant = (datetime.combine(day, at.clock, zone) for day in days if at.on in (None, day))
    return any(begins <= instant < ends for instant in meant)
