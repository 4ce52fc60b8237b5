"""Windows, pauses and rooms as one form, in the edition's own time zone."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby, pairwise
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Edition
from events.queries.programme import days_of
from interface import moments
from interface.plain_text import isolated
from interface.rows import Rows
from interface.words import number
from matchmaking.slots import GridPlan, PausePlan, Period, WindowPlan
from organise.forms.grid_rows import (
    blank_window,
    is_in,
    shown_pause,
    shown_window,
    window_plan,
    with_pauses,
)
from organise.forms.local_times import NoSuchTime, period_of

MOST_TABLES = 200
EVERY_DAY = "all"


class GridForm(forms.Form):
    """When valid, `plan` is the grid that was entered; `stored` is the one that stands.

    `seen` tells which grid was shown.
    """

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    # How many answers of clusters the page said that this lies over.
    touches = forms.IntegerField(min_value=0, required=False)
    # The draft that is set aside because it stands in the way.
    discards = forms.IntegerField(min_value=1, required=False)
    # What the page said that this lies over in the programme: *Save anyway* sends it.
    anyway = forms.CharField(required=False, max_length=32)
    plan: GridPlan

    def __init__(self, *args: Any, edition: Edition, plan: GridPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition = edition
        self.days = [(str(day), moments.short_day(day)) for day in days_of(edition)]
        self.stored = plan
        windows = [shown_window(window, edition) for window in plan.windows]
        self.windows = Rows(
            self,
            "window",
            self._window_fields,
            initial=[*windows, blank_window()],
            blank=0,
            titled_by="name",
            fresh=blank_window,
        )
        pauses = [
            shown_pause(pause, window, edition)
            for window in plan.windows
            for pause in window.pauses
        ]
        self.pauses = Rows(
            self, "pause", self._pause_fields, initial=pauses, blank=1, titled_by="title"
        )
        rooms = [{"room": room, "tables": len([*same])} for room, same in groupby(plan.rooms)]
        self.rooms = Rows(self, "room", _room_fields, initial=rooms, blank=1, titled_by="room")
        self._copy_window()

    @property
    def is_shown_again(self) -> bool:
        """More rows were asked for, or a copy: nothing is to be saved or judged yet."""
        return self.is_bound and ("add" in self.data or "copy" in self.data)

    def _copy_window(self) -> None:
        """The window of the row whose *Copy* was pressed, with its pauses, on other days."""
        index = self.data.get("copy", "") if self.is_bound else ""
        if not (index.isascii() and index.isdigit() and int(index[:6]) < self.windows.count):
            return
        copied = self._typed(self.windows, int(index))
        pauses = [self._typed(self.pauses, row) for row in range(self.pauses.count)]
        inside = [pause for pause in pauses if is_in(pause, copied)]
        wanted = copied.pop("copy_to")
        for day in [day for day, _name in self.days if wanted in (day, EVERY_DAY)]:
            if day == copied["day"]:
                continue
            self.windows.append(
                self._window_fields, copied | {"day": day, "key": str(uuid.uuid4())}
            )
            for pause in inside:
                self.pauses.append(self._pause_fields, pause | {"day": day})

    def _typed(self, rows: Rows, index: int) -> dict[str, str]:
        return {
            name: self.data.get(self.add_prefix(rows.field_name(index, name)), "")
            for name in rows.names
        }

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        windows = self._clean_windows()
        pauses = self._clean_pauses(windows)
        rooms = self._clean_rooms()
        if not self.errors:
            self.plan = GridPlan(tuple(with_pauses(windows, pauses)), rooms)
        return clean

    def _window_fields(self) -> dict[str, forms.Field]:
        return {
            "key": forms.UUIDField(widget=forms.HiddenInput, required=False),
            "name": forms.CharField(label=_("Name"), max_length=100, required=False),
            **self._time_fields(),
            "slot_minutes": _minutes(_("Minutes per meeting"), 5, 240),
            "changeover_minutes": _minutes(_("Minutes between"), 0, 60),
            **self._copy_field(),
        }

    def _copy_field(self) -> dict[str, forms.Field]:
        """Which days a window is copied to, where there are others."""
        if len(self.days) == 1:
            return {}
        choices = [("", "–"), (EVERY_DAY, _("Every other day")), *self.days]
        return {"copy_to": forms.ChoiceField(label=_("Copy to"), choices=choices, required=False)}

    def _pause_fields(self) -> dict[str, forms.Field]:
        title = forms.CharField(label=_("Pause"), max_length=100, required=False)
        return {"title": title, **self._time_fields()}

    def _time_fields(self) -> dict[str, forms.Field]:
        return {
            "day": forms.TypedChoiceField(
                label=_("Day"), choices=self.days, coerce=date.fromisoformat, required=False
            ),
            "start": _clock(_("From")),
            "end": _clock(_("To")),
        }

    def _clean_windows(self) -> list[WindowPlan]:
        found: list[tuple[int, WindowPlan]] = []
        for index, row in self.windows.filled():
            if not _is_entered(row, "name"):
                continue
            self._require(self.windows, index, row, ("name", "slot_minutes"))
            if (period := self._clean_period(self.windows, index, row)) and not self.errors:
                found.append((index, window_plan(row, period)))
        found.sort(key=lambda pair: pair[1].period)
        for index, window in found:
            if not window.slots():
                words = _no_meeting_fits(window.slot_minutes)
                self._refuse(self.windows, index, "slot_minutes", words)
        self._refuse_overlaps(self.windows, [(index, row.name, row.period) for index, row in found])
        return [window for _, window in found]

    def _clean_pauses(self, windows: Sequence[WindowPlan]) -> list[PausePlan]:
        found: list[tuple[int, PausePlan]] = []
        for index, row in self.pauses.filled():
            if not _is_entered(row, "title"):
                continue
            self._require(self.pauses, index, row, ("title",))
            if (period := self._clean_period(self.pauses, index, row)) and not self.errors:
                period = self._after_midnight(row, period, windows)
                found.append((index, PausePlan(row["title"], period)))
        for index, pause in found:
            if not any(window.period.holds(pause.period) for window in windows):
                words = _("Enter times that lie within one window.")
                self._refuse(self.pauses, index, "start", words)
        found.sort(key=lambda pair: pair[1].period)
        self._refuse_overlaps(self.pauses, [(index, row.title, row.period) for index, row in found])
        return [pause for _, pause in found]

    def _after_midnight(
        self, row: Mapping[str, Any], period: Period, windows: Sequence[WindowPlan]
    ) -> Period:
        """A pause after midnight is entered on the day on which its window begins."""
        if any(window.period.holds(period) for window in windows):
            return period
        day = row["day"] + timedelta(days=1)
        try:
            moved = Period(*period_of(day, row["start"], row["end"], self.edition.zone))
        except NoSuchTime:
            return period
        return moved if any(window.period.holds(moved) for window in windows) else period

    def _clean_rooms(self) -> tuple[str, ...]:
        rooms: list[str] = []
        for index, row in self.rooms.filled():
            if row["tables"] is None:
                self._refuse(self.rooms, index, "tables", _("Enter how many tables stand there."))
            rooms += [row["room"] or ""] * min(row["tables"] or 0, MOST_TABLES)
        if len(rooms) > MOST_TABLES:
            most = _("Enter at most %(count)s tables in all.") % {"count": number(MOST_TABLES)}
            self.add_error(None, most)
        return tuple(rooms)

    def _clean_period(self, rows: Rows, index: int, row: Mapping[str, Any]) -> Period | None:
        self._require(rows, index, row, ("day", "start", "end"))
        if not all(row[name] is not None and row[name] != "" for name in ("day", "start", "end")):
            return None
        try:
            start, end = period_of(row["day"], row["start"], row["end"], self.edition.zone)
        except NoSuchTime:
            words = _("Clocks go forward over this time. Enter another one.")
            self._refuse(rows, index, "start", words)
            return None
        if end <= start:
            words = _("Enter a time after %(time)s.") % {
                "time": moments.clock(start, self.edition.zone)
            }
            self._refuse(rows, index, "end", words)
            return None
        return Period(start, end)

    def _require(
        self, rows: Rows, index: int, row: Mapping[str, Any], names: Iterable[str]
    ) -> None:
        for name in names:
            if row[name] in (None, "") and rows.field_name(index, name) not in self.errors:
                label = self.fields[rows.field_name(index, name)].label
                words = _("Enter a value for “%(field)s”.") % {"field": label}
                self._refuse(rows, index, name, words)

    def _refuse_overlaps(self, rows: Rows, found: Sequence[tuple[int, str, Period]]) -> None:
        for (_before, name, first), (index, _name, second) in pairwise(found):
            if first.overlaps(second):
                words = _("Enter a time from %(time)s, when “%(before)s” ends.") % {
                    "time": moments.clock(first.end, self.edition.zone),
                    "before": isolated(name),
                }
                self._refuse(rows, index, "start", words)

    def _refuse(self, rows: Rows, index: int, name: str, words: str) -> None:
        self.add_error(rows.field_name(index, name), words)


def _no_meeting_fits(minutes: int) -> str:
    return ngettext(
        "No meeting of %(count)s minute fits into this window.",
        "No meeting of %(count)s minutes fits into this window.",
        minutes,
    ) % {"count": number(minutes)}


def _clock(label: str) -> forms.Field:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, required=False)


def _minutes(label: str, least: int, most: int) -> forms.Field:
    return forms.IntegerField(label=label, min_value=least, max_value=most, required=False)


def _room_fields() -> dict[str, forms.Field]:
    return {
        "room": forms.CharField(label=_("Room"), max_length=100, required=False),
        "tables": _minutes(_("Tables"), 1, MOST_TABLES),
    }


def _is_entered(row: Mapping[str, Any], named_by: str) -> bool:
    """A row counts once somebody named it or gave it a time; the other fields come filled."""
    return any(row[name] not in (None, "") for name in (named_by, "start", "end"))
