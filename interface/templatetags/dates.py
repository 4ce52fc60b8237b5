"""Dates and times for people: "19–20 April 2018", "14:30–15:00", in the edition's own zone.

The words of `interface.moments` within `<time>`. `zone` is an IANA name or a `tzinfo`, UTC when
absent.
"""

from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from interface import moments
from interface.moments import Said

register = template.Library()


def _zone(zone: str | tzinfo) -> tzinfo:
    if isinstance(zone, str):
        return ZoneInfo(zone) if zone else UTC
    return zone


def _local_date(value: date | datetime, zone: str | tzinfo) -> date:
    return value.astimezone(_zone(zone)).date() if isinstance(value, datetime) else value


def _time(said: Said) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', said.machine, said.words)


def _instant(instant: datetime, zone: str | tzinfo, words: str) -> SafeString:
    local = instant.astimezone(_zone(zone))
    return _time(Said(local.isoformat(timespec="minutes"), words))


@register.simple_tag
def date_range(start: date | None, end: date | None = None, precision: str = "day") -> SafeString:
    """ "19–20 April 2018"; `precision` "month" or "year" leaves out what is not known."""
    if start is None:
        return mark_safe("")
    said, dash = moments.range_said(start, end or start, precision)
    return format_html_join(dash, "{}", ((_time(part),) for part in said))


@register.simple_tag
def day(value: date | datetime, zone: str | tzinfo = "", year: bool = False) -> SafeString:
    """ "Thursday 19 April" of a date or an instant; `year=True` adds the year."""
    local = _local_date(value, zone)
    return _time(Said(local.isoformat(), moments.day(local, year=year)))


@register.simple_tag
def short_day(value: date | datetime, zone: str | tzinfo = "") -> SafeString:
    """ "Thu 19 April", for tabs and links."""
    local = _local_date(value, zone)
    return _time(Said(local.isoformat(), moments.short_day(local)))


@register.simple_tag
def short_month(value: date, *, year: bool = False) -> str:
    """ "Apr", "Apr 2018", for the block that shows a date like a sheet of a calendar."""
    return moments.short_month(value, year=year)


@register.simple_tag
def clock(instant: datetime, zone: str | tzinfo = "") -> SafeString:
    """ "14:30" in the edition's zone, on the 24-hour clock."""
    return _instant(instant, zone, moments.clock(instant, _zone(zone)))


@register.simple_tag
def clock_range(start: datetime, end: datetime | None, zone: str | tzinfo = "") -> SafeString:
    """ "14:30–15:00"; only the start when no end is known."""
    if end is None:
        return clock(start, zone)
    return format_html("{}–{}", clock(start, zone), clock(end, zone))


@register.simple_tag
def moment(instant: datetime, zone: str | tzinfo = "", year: bool = False) -> SafeString:
    """ "12 April, 16:04"; with `year=True` "12 April 2018, 16:04"."""
    return _instant(instant, zone, moments.moment(instant, _zone(zone), year=year))


@register.filter
def minutes(value: int | None) -> str:
    """ "45 min", "1 h 30 min"; nothing for None."""
    return "" if value is None else moments.minutes(int(value))
