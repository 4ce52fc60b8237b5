"""The programme as an organiser's page shows it: of a long one, a part at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter

from django.http import QueryDict

from interface.parts import Part, part
from matchmaking.queries.programme import FullDay, Row

MOST_ROWS = 30
NAME = "part"
# An address names a session by this, to see the part that it stands in.
AT = "at"

Line = tuple[FullDay, Row | None]


@dataclass(frozen=True, slots=True)
class ShownDays:
    """The days of a part with their rows in it; a day on which nothing happens is one line."""

    part: Part[Line]
    days: tuple[FullDay, ...]


def days_shown(days: Sequence[FullDay], asked: QueryDict) -> ShownDays:
    """The part that is asked for, by its number or by a session in it; else the first."""
    lines: list[Line] = [(day, row) for day in days for row in (*day.rows, *_nothing(day))]
    shown = part(lines, NAME, _by_number(lines, asked), MOST_ROWS)
    return ShownDays(
        shown,
        tuple(
            replace(day, rows=tuple(row for _, row in found if row))
            for day, found in groupby(shown, key=itemgetter(0))
        ),
    )


def _nothing(day: FullDay) -> tuple[None, ...]:
    return () if day.rows else (None,)


def _by_number(lines: Sequence[Line], asked: QueryDict) -> QueryDict:
    """The same question with the number of the part that the session is in."""
    query = asked.copy()
    wanted = query.pop(AT, [""])[-1]
    for position, (_, row) in enumerate(lines):
        if row and row.session and str(row.session.pk) == wanted:
            query[NAME] = str(position // MOST_ROWS + 1)
    return query
