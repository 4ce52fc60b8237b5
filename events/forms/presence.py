"""When somebody is there, on each day of an event: a delegate, or who interprets."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _

from events.models import Edition
from events.queries.programme import days_of

Period = tuple[datetime, datetime]


class DayFields(NamedTuple):
    """A day of the event with its three fields."""

    on: date
    there: BoundField
    start: BoundField
    end: BoundField


class PresenceForm(forms.Form):
    """From when to when somebody is there on each day; `presence` is None throughout."""

    def __init__(
        self, *args: Any, edition: Edition, presence: Sequence[Any] | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.edition = edition
        self.event_days = days_of(edition)
        for number, day in enumerate(self.event_days):
            self._add_day(number, _on_day(presence, *self._limits(day)))

    def _limits(self, day: date) -> Period:
        """Midnight to midnight where the event takes place."""
        first, last = (
            datetime.combine(on, time(), self.edition.zone) for on in (day, day + timedelta(days=1))
        )
        return first, last

    def _add_day(self, number: int, there: Period | None) -> None:
        zone = self.edition.zone
        start, end = (moment.astimezone(zone).time() for moment in there) if there else (None, None)
        self.fields[f"day-{number}-there"] = forms.BooleanField(
            label=_("There on this day"), required=False, initial=there is not None
        )
        for name, label, initial in (("start", _("From"), start), ("end", _("Until"), end)):
            self.fields[f"day-{number}-{name}"] = forms.TimeField(
                label=label,
                required=False,
                initial=initial or None if initial != time() else None,
                widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            )

    @property
    def days(self) -> list[DayFields]:
        return [
            DayFields(day, *(self[f"day-{number}-{name}"] for name in ("there", "start", "end")))
            for number, day in enumerate(self.event_days)
        ]

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        for number, day in enumerate(self.event_days):
            start, end = self._on(number, day)
            # As instants: where a clock is changed, its times do not run on.
            if end.astimezone(UTC) <= start.astimezone(UTC):
                self.add_error(f"day-{number}-end", _("Enter a time after the first one."))
        return clean

    def _on(self, number: int, day: date) -> Period:
        """From when to when on a day: the day's beginning and end where nothing was entered.

        Until midnight is until the end of the day.
        """
        first, last = self._limits(day)
        start, end = (self.cleaned_data.get(f"day-{number}-{name}") for name in ("start", "end"))
        return (
            datetime.combine(day, start, self.edition.zone) if start else first,
            datetime.combine(day, end, self.edition.zone) if end and end != time() else last,
        )

    def presence(self) -> list[Period] | None:
        """What was said, once the form is valid; None for throughout."""
        found = list(_joined(self._stretches()))
        whole = [(self._limits(self.event_days[0])[0], self._limits(self.event_days[-1])[1])]
        return None if found == whole else found

    def _stretches(self) -> Iterable[Period]:
        for number, day in enumerate(self.event_days):
            if self.cleaned_data[f"day-{number}-there"]:
                yield self._on(number, day)


def _on_day(presence: Sequence[Any] | None, first: datetime, last: datetime) -> Period | None:
    """From when to when somebody is there between these instants; None where not at all."""
    if presence is None:
        return first, last
    parts = [
        (max(period.lower, first), min(period.upper, last))
        for period in presence
        if period.lower < last and first < period.upper
    ]
    return (min(parts)[0], max(end for _start, end in parts)) if parts else None


def _joined(stretches: Iterable[Period]) -> Iterable[Period]:
    """One stretch where the next begins as one ends, such as at midnight."""
    current: Period | None = None
    for start, end in stretches:
        if current and current[1] == start:
            current = current[0], end
            continue
        if current:
            yield current
        current = start, end
    if current:
        yield current
