"""Dates and times in plain words, as the reader's language writes them.

Instants are aware and said in the zone given, the edition's own; dates are inclusive at both
ends, as people say them. The same within `<time>`: the template tags of `dates`.

The names of months and weekdays are Django's; how they stand together is ours, for Django's own
formats know neither "d'abril" nor "1er avril" and write some months with a capital letter.
"""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from django.utils import dates
from django.utils.translation import gettext

from interface.words import language

SPACED_DASH = " – "


@dataclass(frozen=True, slots=True)
class Style:
    """How a language writes a date, part by part.

    `of` stands before a month that follows its day, `of_vowel` before one that begins with a
    vowel; `first` is the first of a month.
    """

    weekday: str = "{weekday} {day}"
    of: str = ""
    of_vowel: str = ""
    of_year: str = " "
    first: str = "1"
    dash: str = "–"
    has_capitals: bool = False


STYLES = {
    "en": Style(has_capitals=True),
    "es": Style(weekday="{weekday}, {day}", of="de ", of_vowel="de ", of_year=" de "),
    "ca": Style(weekday="{weekday}, {day}", of="de ", of_vowel="d'", of_year=" de ", dash="-"),
    "it": Style(dash="-"),
    "fr": Style(first="1er"),
}
# French shortens only long months, and marks it; Django cuts each after three letters.
FRENCH_SHORT_MONTHS = (
    *("janv.", "févr.", "mars", "avr.", "mai", "juin"),
    *("juil.", "août", "sept.", "oct.", "nov.", "déc."),
)


@dataclass(frozen=True, slots=True)
class Said:
    """Words for a moment, and the same for machines (the `datetime` of `<time>`)."""

    machine: str
    words: str


def _style() -> Style:
    return STYLES.get(language(), STYLES["en"])


def _cased(name: object) -> str:
    return str(name) if _style().has_capitals else str(name).lower()


def _month_name(value: date) -> str:
    return _cased(dates.MONTHS[value.month])


def _day_number(value: date) -> str:
    return _style().first if value.day == 1 else str(value.day)


def _day_and_month(value: date) -> str:
    month, style = _month_name(value), _style()
    of = style.of_vowel if month[0] in "aeiou" else style.of
    return f"{_day_number(value)} {of}{month}"


def date_words(value: date) -> str:
    """ "19 April 2018"."""
    return f"{_day_and_month(value)}{_style().of_year}{value.year}"


def _with_weekday(value: date, weekday: object, *, year: bool) -> str:
    words = date_words(value) if year else _day_and_month(value)
    return _style().weekday.format(weekday=_cased(weekday), day=words)


def day(value: date, *, year: bool = False) -> str:
    """ "Thursday 19 April"; `year` adds the year."""
    return _with_weekday(value, dates.WEEKDAYS[value.weekday()], year=year)


def short_day(value: date) -> str:
    """ "Thu 19 April", for tabs and links."""
    weekday = str(dates.WEEKDAYS_ABBR[value.weekday()])
    return _with_weekday(value, f"{weekday}." if language() == "fr" else weekday, year=False)


def month(value: date, *, year: bool = True) -> str:
    """ "April 2018"; without `year` "April"."""
    return f"{_month_name(value)}{_style().of_year}{value.year}" if year else _month_name(value)


def short_month(value: date, *, year: bool = False) -> str:
    """ "Apr", for a narrow place; `year` adds the year."""
    if language() == "fr":
        name = FRENCH_SHORT_MONTHS[value.month - 1]
    else:
        name = _cased(str(dates.MONTHS_3[value.month]).capitalize())
    return f"{name} {value.year}" if year else name


def clock(instant: datetime, zone: tzinfo) -> str:
    """ "14:30" on the 24-hour clock."""
    return f"{instant.astimezone(zone):%H:%M}"


def clock_range(start: datetime, end: datetime, zone: tzinfo) -> str:
    """ "14:30–15:00"."""
    return f"{clock(start, zone)}–{clock(end, zone)}"


def day_and_clock(instant: datetime, zone: tzinfo) -> str:
    """ "Friday 4 June, 09:30"."""
    return f"{day(instant.astimezone(zone))}, {clock(instant, zone)}"


def moment(instant: datetime, zone: tzinfo, *, year: bool = False) -> str:
    """ "12 April, 16:04"; `year` adds the year."""
    local = instant.astimezone(zone)
    return f"{date_words(local) if year else _day_and_month(local)}, {clock(instant, zone)}"


def date_range(start: date, end: date | None = None, precision: str = "day") -> str:
    """ "19–20 April 2018"; `precision` "month" or "year" leaves out what is not known."""
    said, dash = range_said(start, end or start, precision)
    return dash.join(part.words for part in said)


def range_said(start: date, end: date, precision: str = "day") -> tuple[list[Said], str]:
    """The one or two parts of a range of dates, and the dash between them."""
    return {"day": _days, "month": _months, "year": _years}[precision](start, end)


def _days(start: date, end: date) -> tuple[list[Said], str]:
    last = Said(end.isoformat(), date_words(end))
    if start == end:
        return [last], ""
    if start.year != end.year:
        first, dash = date_words(start), SPACED_DASH
    elif start.month != end.month:
        first, dash = _day_and_month(start), SPACED_DASH
    else:
        first, dash = _day_number(start), _style().dash
    return [Said(start.isoformat(), first), last], dash


def _months(start: date, end: date) -> tuple[list[Said], str]:
    last = Said(f"{end:%Y-%m}", month(end))
    if (start.year, start.month) == (end.year, end.month):
        return [last], ""
    first = month(start, year=start.year != end.year)
    return [Said(f"{start:%Y-%m}", first), last], SPACED_DASH


def _years(start: date, end: date) -> tuple[list[Said], str]:
    last = Said(f"{end:%Y}", f"{end:%Y}")
    if start.year == end.year:
        return [last], ""
    return [Said(f"{start:%Y}", f"{start:%Y}"), last], _style().dash


def minutes(count: int) -> str:
    """ "45 min", "1 h 30 min"."""
    hours, rest = divmod(count, 60)
    if not hours:
        return gettext("%(minutes)s min") % {"minutes": rest}
    if not rest:
        return gettext("%(hours)s h") % {"hours": hours}
    return gettext("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}
