"""An edition as its organiser enters it."""

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from clusters.forms import OrganisationsField, RegionField, RegionsField, organisations
from clusters.models import Organisation, Sector
from events import bounds
from events.models import Edition, EditionOrganiser, Series
from interface import moments
from interface.finding import FindingForm
from interface.forms import IdempotentForm

MOST = 999
YEARS = _lazy("Enter a year from 2000 to 2100, in four digits.")
IN_BOUNDS = (
    MinValueValidator(bounds.FIRST_DAY, message=YEARS),
    MaxValueValidator(bounds.LAST_DAY, message=YEARS),
)
Choices = list[tuple[str, str]]

# Where a European event can be, beside the zones named Europe/…
ISLANDS = ("Asia/Nicosia", "Atlantic/Azores", "Atlantic/Canary", "Atlantic/Madeira")


def _time_zones() -> Choices:
    europe = {zone for zone in zoneinfo.available_timezones() if zone.startswith("Europe/")}
    names = sorted({*europe, *ISLANDS, "Atlantic/Reykjavik", "UTC"})
    return [(name, name.replace("_", " ")) for name in names]


def _last_day(closes_at: datetime | None, edition: Edition) -> date | None:
    """The last whole day before a closing instant."""
    if closes_at is None:
        return None
    return (closes_at.astimezone(edition.zone) - timedelta(microseconds=1)).date()


class SeriesChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A series with the number that the next edition gets."""

    def label_from_instance(self, obj: Any) -> str:
        said = {"series": obj.name, "number": (obj.highest or 0) + 1}
        return _("%(series)s (next: number %(number)s)") % said


class EditionForm(FindingForm, forms.ModelForm):  # type: ignore[type-arg]
    """What an edition is, where and when, and for whom.

    Series and number stand outside the model's own check: whether a number is taken is found out
    by the service, which holds the locks and knows a repeated submission.
    """

    series = SeriesChoice(
        Series.objects.annotate(highest=Max("editions__ordinal")),
        label=_lazy("Series"),
        required=False,
        empty_label=_lazy("No series"),
        help_text=_lazy(
            "Events of one kind that follow each other under one name. Whose series it is is asked "
            "first."
        ),
    )
    host_region = RegionField(label=_lazy("Host region"))
    guest_regions = RegionsField(label=_lazy("Guest regions"), required=False)
    sectors = forms.ModelMultipleChoiceField(
        Sector.objects.all(),
        label=_lazy("Sectors"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    co_organisers = OrganisationsField(
        Organisation.objects.none(),
        required=False,
        label=_lazy("Co-organisers"),
        help_text=_lazy(
            "They are asked first. Once they accept, their members can run this event with you."
        ),
    )
    time_zone = forms.ChoiceField(
        label=_lazy("Time zone"), choices=_time_zones, initial="Europe/Madrid"
    )
    ordinal = forms.IntegerField(
        label=_lazy("Number in the series"),
        min_value=1,
        max_value=MOST,
        required=False,
        help_text=_lazy("Leave empty for the next one."),
    )
    capacity = forms.IntegerField(
        label=_lazy("Largest number of clusters"),
        min_value=1,
        max_value=MOST,
        required=False,
        help_text=_lazy("Leave empty for no limit."),
    )
    registration_closes_on = forms.DateField(
        label=_lazy("Last day to register"),
        required=False,
        validators=IN_BOUNDS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    requests_close_on = forms.DateField(
        label=_lazy("Last day to ask for meetings"),
        required=False,
        validators=IN_BOUNDS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    class Meta:
        model = Edition
        fields = (
            "name",
            "summary",
            "kind",
            "host_region",
            "guest_regions",
            "sectors",
            "starts_on",
            "ends_on",
            "time_zone",
            "venue",
            "city",
            "capacity",
            "fairness",
        )
        labels = {
            "name": _lazy("Name"),
            "venue": _lazy("Venue"),
            "city": _lazy("City"),
            "summary": _lazy("In one or two sentences"),
            "kind": _lazy("Kind of event"),
            "starts_on": _lazy("First day"),
            "ends_on": _lazy("Last day"),
            "fairness": _lazy("Largest difference in breaks"),
        }
        help_texts = {
            "name": _lazy("As people will say it, such as Lombardy meets Catalonia."),
            "ends_on": "",
            "fairness": _lazy(
                "Between any two clusters; a break is a wait between two meetings. Leave empty for "
                "no rule."
            ),
        }
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 2}),
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The names of zones are the same in every language.
        self.fields["time_zone"].widget.attrs["translate"] = "no"
        for name in ("starts_on", "ends_on", "city"):
            self.fields[name].required = True
        for name in ("starts_on", "ends_on"):
            self.fields[name].validators += IN_BOUNDS
        bodies = Organisation.objects.organising()
        if self.instance.owner_id:
            bodies = bodies.exclude(pk=self.instance.owner_id)
        self._ask_among(bodies)
        if self.instance.pk:
            self._show_what_is_stored()

    def _ask_among(self, bodies: QuerySet[Organisation]) -> None:
        field = self.fields["co_organisers"]
        assert isinstance(field, OrganisationsField)  # noqa: S101 (declared above)
        field.choose_among(organisations(bodies))

    def _show_what_is_stored(self) -> None:
        edition = self.instance
        self.initial["series"], self.initial["ordinal"] = edition.series_id, edition.ordinal
        role = EditionOrganiser.Role.CO_ORGANISER
        helpers = edition.organisers.filter(role=role).values_list("organisation", flat=True)
        self.initial["co_organisers"] = list(helpers)
        self.initial["registration_closes_on"] = _last_day(edition.registration_closes_at, edition)
        self.initial["requests_close_on"] = _last_day(edition.requests_close_at, edition)

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        first, last = clean.get("starts_on"), clean.get("ends_on")
        if first and last and last < first:
            words = _("Enter %(day)s or a later day.") % {"day": moments.date_words(first)}
            self.add_error("ends_on", words)
        elif first and last and last - first > bounds.LONGEST:
            latest = moments.date_words(first + bounds.LONGEST)
            words = _("An event has at most 14 days. Enter %(day)s or an earlier day.")
            self.add_error("ends_on", words % {"day": latest})
        if clean.get("host_region") in (clean.get("guest_regions") or ()):
            self.add_error("guest_regions", _("Leave the host region out here."))
        if clean.get("ordinal") and not clean.get("series"):
            self._number_without_series(clean)
        for name in ("registration_closes_on", "requests_close_on"):
            if last and clean.get(name) and clean[name] > last:
                words = _("Enter %(day)s or an earlier day.") % {"day": moments.date_words(last)}
                self.add_error(name, words)
        self._check_closing_order(clean)
        return clean

    def _check_closing_order(self, clean: dict[str, Any]) -> None:
        registering, asking = clean.get("registration_closes_on"), clean.get("requests_close_on")
        if registering and asking and registering > asking:
            words = _("Clusters register before they ask. Enter %(day)s or an earlier day.")
            said = {"day": moments.date_words(asking)}
            self.add_error("registration_closes_on", words % said)

    def _number_without_series(self, clean: dict[str, Any]) -> None:
        self.add_error("ordinal", _("Choose a series, or leave the number empty."))

    def _post_clean(self) -> None:
        """Give the instance what stands outside the model's own fields."""
        super()._post_clean()  # type: ignore[misc]
        edition = self.instance
        edition.series = self.cleaned_data.get("series")
        edition.ordinal = self.cleaned_data.get("ordinal")
        if "time_zone" in self.cleaned_data:
            registering, asking = edition.registration_closes_at, edition.requests_close_at
            edition.registration_closes_at = self._end_of("registration_closes_on", registering)
            edition.requests_close_at = self._end_of("requests_close_on", asking)

    def _end_of(self, name: str, stored: datetime | None) -> datetime | None:
        """The midnight after the day; what was closed by hand on a day that stays, stays closed."""
        day = self.cleaned_data.get(name)
        if not day:
            return None
        if not {name, "time_zone"} & set(self.changed_data):
            return stored
        midnight = datetime.combine(day + timedelta(days=1), time(), tzinfo=self.instance.zone)
        return midnight.astimezone(UTC)


class EditionCreateForm(EditionForm, IdempotentForm):
    """A new edition: in whose name, and perhaps the first of a new series."""

    owner = forms.ModelChoiceField(
        Organisation.objects.none(), empty_label=None, label=_lazy("Organised by")
    )
    new_series = forms.CharField(
        label=_lazy("Or begin a series named"),
        max_length=200,
        required=False,
        help_text=_lazy("Leave empty when you have chosen one."),
    )

    def __init__(self, *args: Any, bodies: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)  # noqa: S101 (declared above)
        owner.queryset = bodies
        if len(bodies) == 1:
            self._ask_among(Organisation.objects.organising().exclude(pk__in=bodies))

    def clean(self) -> dict[str, Any]:
        clean = super().clean()
        name = clean.get("new_series")
        if name and clean.get("series"):
            self.add_error("new_series", _("Choose a series or name a new one, not both."))
        return clean

    def _number_without_series(self, clean: dict[str, Any]) -> None:
        if not clean.get("new_series"):
            super()._number_without_series(clean)


class EditionEditForm(EditionForm):
    """A change of an edition; `version` tells what was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class RegistrationPeriodForm(forms.Form):
    """Whether clusters can register from now on; `version` tells what was shown."""

    opens = forms.BooleanField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)


class StateForm(forms.Form):
    """A step to another state. `message` goes to everybody who registered, on cancelling."""

    to = forms.ChoiceField(choices=Edition.State.choices, widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
    message = forms.CharField(
        label=_lazy("Message to everybody who registered"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_lazy("Goes into the mail that tells them."),
    )
