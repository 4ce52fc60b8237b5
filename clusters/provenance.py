"""When do claims of one topic agree?

Every claim allows a range of values. Claims agree when one value satisfies them all, that is when
their ranges have something in common; otherwise the sources disagree, and a page shows each claim
beside the others. Nothing is averaged or chosen.

A figure allows, in whole numbers:

- exactly n: n alone
- more than n: n + 1 and up
- at least n: n and up
- about n: from 90 % to 110 % of n

A date allows a range for the first day and one for the last day: the day itself, or, where the
claim spans whole months or whole years, any day of that month or year ("2013" is silent about the
day). So "in 2017" agrees with "8–9 November 2017", and "8–9 November" conflicts with "7–9
November".

Claims without a figure or a date are words; words are never said to conflict here.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, inf
from typing import Protocol

ABOUT = 10  # per cent to either side


class Claim(Protocol):
    """What agreement depends on: the columns of `clusters.models.Fact`; dates are inclusive."""

    @property
    def qualifier(self) -> str: ...
    @property
    def number(self) -> int | None: ...
    @property
    def starts_on(self) -> date | None: ...
    @property
    def ends_on(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Span:
    """All values from `low` to `high`, both included; days count as ordinals."""

    low: float
    high: float

    @property
    def width(self) -> float:
        return self.high - self.low


def numbers_allowed(qualifier: str, number: int) -> Span:
    """The whole numbers that a figure allows. Raises KeyError for an unknown qualifier."""
    return {
        "exactly": Span(number, number),
        "more_than": Span(number + 1, inf),
        "at_least": Span(number, inf),
        "about": Span(
            ceil(number * (100 - ABOUT) / 100),
            floor(number * (100 + ABOUT) / 100),
        ),
    }[qualifier]


def days_allowed(starts_on: date, ends_on: date | None) -> tuple[Span, Span]:
    """The first days and the last days that a date allows."""
    last = ends_on or starts_on
    if _spans_years(starts_on, last):
        return (
            _days(starts_on, date(starts_on.year, 12, 31)),
            _days(date(last.year, 1, 1), last),
        )
    if _spans_months(starts_on, last):
        length = monthrange(starts_on.year, starts_on.month)[1]
        return _days(starts_on, starts_on.replace(day=length)), _days(last.replace(day=1), last)
    return _days(starts_on, starts_on), _days(last, last)


def agree(claims: Iterable[Claim]) -> bool:
    """Whether claims of one topic can all be true, by the definitions above."""
    known = list(claims)
    figures = [
        numbers_allowed(claim.qualifier, claim.number)
        for claim in known
        if claim.number is not None
    ]
    dates = [days_allowed(claim.starts_on, claim.ends_on) for claim in known if claim.starts_on]
    return (
        _meet(figures)
        and _meet([first for first, _ in dates])
        and _meet([last for _, last in dates])
    )


def _meet(spans: list[Span]) -> bool:
    """Spans of a line have a value in common when the highest low is below the lowest high."""
    return not spans or max(span.low for span in spans) <= min(span.high for span in spans)


def _spans_months(first: date, last: date) -> bool:
    return first.day == 1 and last.day == monthrange(last.year, last.month)[1]


def _spans_years(first: date, last: date) -> bool:
    return (first.month, first.day) == (1, 1) and (last.month, last.day) == (12, 31)


def _days(first: date, last: date) -> Span:
    return Span(first.toordinal(), last.toordinal())
