"""What an organisation writes when it applies to a call."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from clusters.forms import RegionField
from clusters.models import Organisation
from events import bounds
from events.models import Application, Call
from events.models.applications import LONGEST_APPLICATION
from interface import moments
from interface.finding import FindingForm
from interface.forms import IdempotentForm, VersionForm, time_zones

HOSTING = ("starts_on", "ends_on", "time_zone", "city", "region")
OUT_OF_BOUNDS = _lazy("Enter a year from 2000 to 2100, in four digits.")
YEARS = (
    MinValueValidator(bounds.FIRST_DAY, message=OUT_OF_BOUNDS),
    MaxValueValidator(bounds.LAST_DAY, message=OUT_OF_BOUNDS),
)


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, validators=YEARS)


class SaidForm(FindingForm, forms.Form):
    """Why it applies; to host, also when and where."""

    text = forms.CharField(
        label=_lazy("Why you apply"),
        max_length=LONGEST_APPLICATION,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    starts_on = _day(_lazy("First day that you propose"))
    ends_on = _day(_lazy("Last day that you propose"))
    time_zone = forms.ChoiceField(
        label=_lazy("Time zone"), choices=time_zones, initial="Europe/Madrid"
    )
    city = forms.CharField(label=_lazy("City"), max_length=100)
    region = RegionField(label=_lazy("Host region"))

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].widget.attrs["translate"] = "no"
        if not call.is_for_host:
            for name in HOSTING:
                del self.fields[name]

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
        return clean

    def said(self) -> dict[str, Any]:
        """What was entered, once the form is valid."""
        return {name: self.cleaned_data[name] for name in ("text", *HOSTING) if name in self.fields}


class ApplyForm(SaidForm, IdempotentForm):
    """A first application: of which organisation."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_lazy("Who applies"), empty_label=None
    )

    def __init__(self, *args: Any, applicants: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (declared above)
        field.queryset = Organisation.objects.filter(pk__in=[row.pk for row in applicants])
        self.order_fields(["organisation"])


class ApplicationForm(SaidForm, VersionForm):
    """A change; `version` tells what was shown."""

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        there = {name: getattr(application, name) for name in ("text", "version", *HOSTING)}
        there["time_zone"] = there["time_zone"] or application.call.time_zone
        super().__init__(*args, call=application.call, initial=there, **kwargs)
