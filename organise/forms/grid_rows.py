"""The rows of a grid's form: a window or a pause as it is shown, and read back."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from events.models import Edition
from matchmaking.slots import PausePlan, Period, WindowPlan

USUAL_MINUTES, USUAL_CHANGEOVER = 25, 5


def window_plan(row: Mapping[str, Any], period: Period) -> WindowPlan:
    """A window as its row of the form says."""
    return WindowPlan(
        key=row["key"] or uuid.uuid4(),
        name=row["name"],
        period=period,
        slot_minutes=row["slot_minutes"],
        changeover_minutes=row["changeover_minutes"] or 0,
    )


def with_pauses(windows: Iterable[WindowPlan], pauses: Sequence[PausePlan]) -> Iterable[WindowPlan]:
    """Each window with those pauses that lie in it."""
    for window in windows:
        inside = tuple(pause for pause in pauses if window.period.holds(pause.period))
        yield replace(window, pauses=inside)


def shown_window(window: WindowPlan, edition: Edition) -> dict[str, Any]:
    """What the row of a window shows, in the edition's time zone."""
    return {
        "key": window.key,
        "name": window.name,
        **_shown_times(window.period, edition),
        "slot_minutes": window.slot_minutes,
        "changeover_minutes": window.changeover_minutes,
    }


def blank_window() -> dict[str, Any]:
    """A row for one more window, with the usual minutes."""
    minutes = {"slot_minutes": USUAL_MINUTES, "changeover_minutes": USUAL_CHANGEOVER}
    return {"key": uuid.uuid4(), **minutes}


def shown_pause(pause: PausePlan, window: WindowPlan, edition: Edition) -> dict[str, Any]:
    """What the row of a pause shows, under the day on which its window begins."""
    day = window.period.start.astimezone(edition.zone).date()
    return {"title": pause.title, **_shown_times(pause.period, edition), "day": str(day)}


def is_in(pause: Mapping[str, str], window: Mapping[str, str]) -> bool:
    """Whether a pause, as it was typed, lies in a window of that day."""
    if not pause["title"] or pause["day"] != window["day"]:
        return False
    if window["start"] < window["end"]:
        return window["start"] <= pause["start"] and pause["end"] <= window["end"]
    return pause["start"] >= window["start"] or pause["end"] <= window["end"]


def _shown_times(period: Period, edition: Edition) -> dict[str, Any]:
    start, end = period.start.astimezone(edition.zone), period.end.astimezone(edition.zone)
    return {"day": str(start.date()), "start": start.time(), "end": end.time()}
