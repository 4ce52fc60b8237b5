"""Values that fill several columns at once: `dates:` and `figure:`."""

import calendar
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from clusters.models import Qualifier

Plain = str | int | None | list[str]
"""A value as it is compared and kept: text, number, nothing, or keys of other rows."""

FIGURE = re.compile(r"(?:(?P<qualifier>[a-z ]+?) )?(?P<number>\d{1,3}(?:,\d{3})+|\d+)")
QUALIFIERS = {str(qualifier.label): qualifier.value for qualifier in Qualifier}


@dataclass(frozen=True)
class Spread:
    """A written value that fills these columns; `parse` raises ValueError with the reason."""

    columns: tuple[str, ...]
    parse: Callable[[str], Mapping[str, Plain]]


def figure(text: str) -> dict[str, Plain]:
    """`more than 300`: a qualifier and a whole number; a number alone is exact."""
    match = FIGURE.fullmatch(text)
    word = (match["qualifier"] or "exactly") if match else ""
    if match is None or word not in QUALIFIERS:
        known = ", ".join(QUALIFIERS)
        raise ValueError(f"'{text}' is not a figure such as 'about 50' (known: {known})")
    return {"qualifier": QUALIFIERS[word], "number": int(match["number"].replace(",", ""))}


def period(text: str) -> dict[str, Plain]:
    """`2018-04-19/2018-04-20`, `2012-03` or `2013`: the first day and the last."""
    first, _, last = text.partition("/")
    starts_on, ends_on = _span(first)[0], _span(last or first)[1]
    if ends_on < starts_on:
        raise ValueError(f"'{text}' ends before it begins")
    return {"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()}


def dated(text: str) -> dict[str, Plain]:
    """A period and how precisely it is known."""
    precision = {4: "year", 7: "month"}.get(len(text.partition("/")[0]), "day")
    return {**period(text), "date_precision": precision}


def _span(text: str) -> tuple[date, date]:
    """First and last day of a year, a month or a day."""
    try:
        parts = [int(part) for part in text.split("-")]
        if re.fullmatch(r"\d{4}", text):
            return date(parts[0], 1, 1), date(parts[0], 12, 31)
        if re.fullmatch(r"\d{4}-\d{2}", text):
            last = calendar.monthrange(parts[0], parts[1])[1]
            return date(parts[0], parts[1], 1), date(parts[0], parts[1], last)
        day = date.fromisoformat(text)
    except ValueError as error:
        reason = f"'{text}' is not a date such as 2018-04-19, 2018-04 or 2018"
        raise ValueError(reason) from error
    return day, day


FIGURE_COLUMNS = Spread(("qualifier", "number"), figure)
PERIOD_COLUMNS = Spread(("starts_on", "ends_on"), period)
DATED_COLUMNS = Spread(("starts_on", "ends_on", "date_precision"), dated)
