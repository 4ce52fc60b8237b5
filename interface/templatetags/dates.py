"""Dates and times for people: "19–20 April 2018", "14:30–15:00", in the edition's own zone.

Dates are inclusive at both ends here, as people say them. Instants are aware; `zone` is an IANA
name or a `tzinfo`, UTC when absent.
"""

from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo

from django import template
from django.utils import dateformat
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

DASH = "–"
SPACED_DASH = " – "


def _local(instant: datetime, zone: str | tzinfo) -> datetime:
    if not zone:
        return instant.astimezone(UTC)
    return instant.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)


def _time(machine: str, words: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', machine, words)


def _words(day: date, form: str) -> SafeString:
    return _time(day.isoformat(), dateformat.format(day, form))


def _month(day: date, form: str) -> SafeString:
    return _time(f"{day:%Y-%m}", dateformat.format(day, form))


def _joined(start: SafeString, dash: str, end: SafeString) -> SafeString:
    return format_html("{}{}{}", start, dash, end)


@register.simple_tag
def date_range(start: date | None, end: date | None = None, precision: str = "day") -> SafeString:
    """ "19–20 April 2018"; `precision` "month" or "year" leaves out what is not known."""
    if start is None:
        return mark_safe("")
    ranges = {"day": _day_range, "month": _month_range, "year": _year_range}
    return ranges[precision](start, end or start)


def _day_range(start: date, end: date) -> SafeString:
    if start == end:
        return _words(end, "j F Y")
    if start.year != end.year:
        return _joined(_words(start, "j F Y"), SPACED_DASH, _words(end, "j F Y"))
    if start.month != end.month:
        return _joined(_words(start, "j F"), SPACED_DASH, _words(end, "j F Y"))
    return _joined(_words(start, "j"), DASH, _words(end, "j F Y"))


def _month_range(start: date, end: date) -> SafeString:
    if (start.year, start.month) == (end.year, end.month):
        return _month(end, "F Y")
    first = _month(start, "F" if start.year == end.year else "F Y")
    return _joined(first, SPACED_DASH, _month(end, "F Y"))


def _year_range(start: date, end: date) -> SafeString:
    last = _time(f"{end:%Y}", f"{end:%Y}")
    if start.year == end.year:
        return last
    return _joined(_time(f"{start:%Y}", f"{start:%Y}"), DASH, last)


@register.simple_tag
def day(value: date | datetime, zone: str | tzinfo = "", year: bool = False) -> SafeString:
    """ "Thursday 19 April" of a date or an instant; `year=True` adds the year."""
    local = _local(value, zone).date() if isinstance(value, datetime) else value
    return _words(local, "l j F Y" if year else "l j F")


@register.simple_tag
def short_day(value: date | datetime, zone: str | tzinfo = "") -> SafeString:
    """ "Thu 19 April", for tabs and links."""
    local = _local(value, zone).date() if isinstance(value, datetime) else value
    return _words(local, "D j F")


@register.simple_tag
def clock(instant: datetime, zone: str | tzinfo = "") -> SafeString:
    """ "14:30" in the edition's zone, on the 24-hour clock."""
    local = _local(instant, zone)
    return _time(local.isoformat(timespec="minutes"), f"{local:%H:%M}")


@register.simple_tag
def clock_range(start: datetime, end: datetime | None, zone: str | tzinfo = "") -> SafeString:
    """ "14:30–15:00"; only the start when no end is known."""
    if end is None:
        return clock(start, zone)
    return _joined(clock(start, zone), DASH, clock(end, zone))


@register.simple_tag
def moment(instant: datetime, zone: str | tzinfo = "", year: bool = False) -> SafeString:
    """ "12 April, 16:04"; with `year=True` "12 April 2018, 16:04"."""
    local = _local(instant, zone)
    words = dateformat.format(local, "j F Y, H:i" if year else "j F, H:i")
    return _time(local.isoformat(timespec="minutes"), words)


@register.filter
def minutes(value: int | None) -> str:
    """ "45 min", "1 h 30 min"; nothing for None."""
    if value is None:
        return ""
    hours, rest = divmod(int(value), 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"
