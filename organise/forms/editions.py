"""An edition as its organiser enters it."""

from typing import Any

from django import forms
from django.db.models import Max, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from clusters.forms import (
    OrganisationsField,
    RegionField,
    RegionsField,
    known_already,
    organisations,
    regions,
)
from clusters.models import Organisation, Sector
from events import bounds
from events.models import Edition, EditionOrganiser, Series
from events.queries.moving import are_dates_used
from interface.finding import FindField, FindingForm
from interface.forms import IdempotentForm, time_zones
from organise.forms.closing_days import ClosingDays, days_of_closing
from organise.forms.dates import IN_BOUNDS, check_days
from organise.forms.languages import EventLanguages

MOST = 999
DATES = ("starts_on", "ends_on", "time_zone")
DATES_IN_USE = _lazy(
    "What is planned already depends on the dates and the time zone. They change with Move the "
    "event alone, which takes everything along."
)


class SeriesChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A series with the number that the next edition gets."""

    def label_from_instance(self, obj: Any) -> str:
        said = {"series": obj.name, "number": (obj.highest or 0) + 1}
        return _("%(series)s (next: number %(number)s)") % said


class EditionForm(FindingForm, ClosingDays, EventLanguages):
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
        label=_lazy("Time zone"), choices=time_zones, initial="Europe/Madrid"
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
    people_kept_months = forms.IntegerField(
        label=_lazy("Months that personal data are kept"),
        min_value=1,
        max_value=bounds.MOST_MONTHS_KEPT,
        required=False,
        help_text=_lazy(
            "After the last day; leave empty for 24, the most. Then delegates' names become "
            "pseudonyms and messages are erased; you are told a month before. Figures stay."
        ),
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
            "reply_to",
            "capacity",
            "fairness",
            "meets_online",
            "online_pattern",
            "people_kept_months",
        )
        labels = {
            "name": _lazy("Name"),
            "venue": _lazy("Venue"),
            "city": _lazy("City"),
            "reply_to": _lazy("Address for answers"),
            "summary": _lazy("In one or two sentences"),
            "kind": _lazy("Kind of event"),
            "starts_on": _lazy("First day"),
            "ends_on": _lazy("Last day"),
            "fairness": _lazy("Largest difference in breaks"),
            "meets_online": _lazy("Clusters may take part online"),
            "online_pattern": _lazy("Address of online meetings"),
        }
        help_texts = {
            "name": _lazy("As people will say it, such as Lombardy meets Catalonia."),
            "ends_on": "",
            "reply_to": _lazy(
                "A mailbox of your organisation: answers to mails about the event go there. No "
                "page shows it."
            ),
            "meets_online": _lazy(
                "Each says so when it registers. Two meet on site, unless one of them takes part "
                "online only: then they need a time and no table."
            ),
            "online_pattern": _lazy(
                "Such as https://meet.example.org/{secret}: for each meeting {secret} becomes what "
                "nobody can guess. Only its two sides see the address. You can enter it later."
            ),
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
        self._look_regions_up_once()
        self.offer_languages()
        self.fixed: dict[str, str] = {}
        if self.instance.pk:
            self._show_what_is_stored()
            if are_dates_used(self.instance):
                self._fix_dates()

    def _fix_dates(self) -> None:
        """What is planned depends on them: they are shown, and change by moving the event."""
        self.fixed = {name: str(getattr(self.instance, name)) for name in DATES}
        for name in DATES:
            del self.fields[name]

    def _ask_among(self, bodies: QuerySet[Organisation]) -> None:
        field = self.fields["co_organisers"]
        assert isinstance(field, OrganisationsField)  # noqa: S101 (declared above)
        field.choose_among(organisations(bodies))

    def _look_regions_up_once(self) -> None:
        """The stored regions serve both fields."""
        guests = self.initial.get("guest_regions", ())
        host = self.instance.host_region_id
        keys = [row.pk for row in guests]
        stored = known_already(regions(), [host, *keys] if host else keys)
        for name in ("host_region", "guest_regions"):
            field = self.fields[name]
            assert isinstance(field, FindField)  # noqa: S101 (declared above)
            field.choose_among(stored)

    def _show_what_is_stored(self) -> None:
        edition = self.instance
        self.initial["series"], self.initial["ordinal"] = edition.series_id, edition.ordinal
        role = EditionOrganiser.Role.CO_ORGANISER
        prefetch_related_objects([edition], "organisers__organisation")
        self.initial["co_organisers"] = [
            row.organisation_id for row in edition.organisers.all() if row.role == role
        ]
        self.initial.update(days_of_closing(edition))

    def clean_people_kept_months(self) -> int:
        return self.cleaned_data["people_kept_months"] or bounds.MOST_MONTHS_KEPT

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        last = self.instance.ends_on if self.fixed else clean.get("ends_on")
        if any(self.data.get(name, value) != value for name, value in self.fixed.items()):
            self.add_error(None, str(DATES_IN_USE))
        if not self.fixed:
            check_days(self, clean)
        if clean.get("host_region") in (clean.get("guest_regions") or ()):
            self.add_error("guest_regions", _("Leave the host region out here."))
        if clean.get("ordinal") and not clean.get("series"):
            self._number_without_series(clean)
        self.check_closing(clean, last)
        return clean

    def _number_without_series(self, clean: dict[str, Any]) -> None:
        self.add_error("ordinal", _("Choose a series, or leave the number empty."))

    def _post_clean(self) -> None:
        """Give the instance what stands outside the model's own fields."""
        super()._post_clean()  # type: ignore[misc]
        edition = self.instance
        edition.series = self.cleaned_data.get("series")
        edition.ordinal = self.cleaned_data.get("ordinal")
        self.set_languages(edition)
        if self.fixed or "time_zone" in self.cleaned_data:
            self.set_closing(edition)


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
