"""What part of a schedule is asked for in the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.dateparse import parse_date

# By table is the usual view; "marks" is every table at once, "online" what has none.
VIEWS = ("table", "cluster", "marks", "online")
# The longest number that is read as one.
DIGITS = 18


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the schedule is asked for, as it was sent: nothing of it needs to make sense.

    `is_live`: the published version is to be changed in place.
    """

    day: date | None
    view: str
    moving: int | None
    table: int | None
    cluster: str
    page: str
    conflicts: str = ""
    is_live: bool = False

    @classmethod
    def read(cls, sent: Mapping[str, str]) -> "Asked":
        view = sent.get("view", "")
        return cls(
            day=_day(sent.get("day", "")),
            view=view if view in VIEWS else VIEWS[0],
            moving=_number(sent.get("moving") or sent.get("meeting", "")),
            table=_number(sent.get("table", "")),
            cluster=sent.get("cluster", ""),
            page=sent.get("page", ""),
            conflicts=sent.get("conflicts", ""),
            is_live=bool(sent.get("live")),
        )


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else None
