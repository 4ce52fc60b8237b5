"""Until which day clusters register, and from when until when they ask: days, kept as instants."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from events.models import Edition
from interface import moments
from organise.forms.dates import IN_BOUNDS


def days_of_closing(edition: Edition) -> dict[str, date | None]:
    """What the fields show of an edition that is stored."""
    opens_at = edition.requests_open_at
    return {
        "registration_closes_on": _last_day(edition.registration_closes_at, edition),
        "requests_open_on": opens_at and opens_at.astimezone(edition.zone).date(),
        "requests_close_on": _last_day(edition.requests_close_at, edition),
    }


def _last_day(closes_at: datetime | None, edition: Edition) -> date | None:
    """The last whole day before a closing instant."""
    if closes_at is None:
        return None
    return (closes_at.astimezone(edition.zone) - timedelta(microseconds=1)).date()


class ClosingDays(forms.ModelForm):  # type: ignore[type-arg]
    """The three days as fields of an edition's form."""

    registration_closes_on = forms.DateField(
        label=_lazy("Last day to register"),
        required=False,
        validators=IN_BOUNDS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    requests_open_on = forms.DateField(
        label=_lazy("First day to ask for meetings"),
        required=False,
        validators=IN_BOUNDS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_lazy("Requests open by themselves then. You can open them by hand before."),
    )
    requests_close_on = forms.DateField(
        label=_lazy("Last day to ask for meetings"),
        required=False,
        validators=IN_BOUNDS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def check_closing(self, clean: dict[str, Any], last: date | None) -> None:
        """None is after the event's last day, and they are in order."""
        for name in ("registration_closes_on", "requests_open_on", "requests_close_on"):
            if last and clean.get(name) and clean[name] > last:
                words = _("Enter %(day)s or an earlier day.") % {"day": moments.date_words(last)}
                self.add_error(name, words)
        self._check_closing_order(clean)

    def _check_closing_order(self, clean: dict[str, Any]) -> None:
        registering, asking = clean.get("registration_closes_on"), clean.get("requests_close_on")
        if registering and asking and registering > asking:
            words = _("Clusters register before they ask. Enter %(day)s or an earlier day.")
            said = {"day": moments.date_words(asking)}
            self.add_error("registration_closes_on", words % said)
        opening = clean.get("requests_open_on")
        if opening and asking and opening > asking:
            words = _("Requests open before they close. Enter %(day)s or an earlier day.")
            self.add_error("requests_open_on", words % {"day": moments.date_words(asking)})

    def set_closing(self, edition: Edition) -> None:
        """Give the edition, in whose zone the days are, its instants."""
        registering, asking = edition.registration_closes_at, edition.requests_close_at
        edition.registration_closes_at = self._end_of("registration_closes_on", registering)
        edition.requests_close_at = self._end_of("requests_close_on", asking)
        opening = self.cleaned_data.get("requests_open_on")
        edition.requests_open_at = opening and self._midnight(opening)

    def _end_of(self, name: str, stored: datetime | None) -> datetime | None:
        """The midnight after the day; what was closed by hand on a day that stays, stays closed."""
        day = self.cleaned_data.get(name)
        if not day:
            return None
        if not {name, "time_zone"} & set(self.changed_data):
            return stored
        return self._midnight(day + timedelta(days=1))

    def _midnight(self, day: date) -> datetime:
        """At which a day begins where the event is."""
        return datetime.combine(day, time(), tzinfo=self.instance.zone).astimezone(UTC)
