"""An event on other days: what is asked, and what is confirmed."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django_stubs_ext import StrPromise

from events.models import Edition
from events.moves import Days
from events.queries.moving import days_of_edition
from interface.forms import IdempotentForm, time_zones
from organise.forms.dates import IN_BOUNDS, check_days


def _day(label: StrPromise) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, validators=IN_BOUNDS, widget=widget)


class MoveForm(forms.Form):
    """The wished days and zone; in a valid form `wished` has them."""

    must_differ = True
    starts_on = _day(_lazy("First day"))
    ends_on = _day(_lazy("Last day"))
    time_zone = forms.ChoiceField(label=_lazy("Time zone"), choices=time_zones)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        self.present = days_of_edition(edition)
        there = {
            "starts_on": self.present.first,
            "ends_on": self.present.last,
            "time_zone": self.present.zone,
        }
        super().__init__(*args, **{"initial": there, **kwargs})
        # The names of zones are the same in every language.
        self.fields["time_zone"].widget.attrs["translate"] = "no"

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        check_days(self, clean)
        if self.must_differ and not self.errors and self.wished == self.present:
            self.add_error(None, _("The event has these dates already. Enter others."))
        return clean

    @property
    def wished(self) -> Days:
        clean = self.cleaned_data
        return Days(clean["starts_on"], clean["ends_on"], clean["time_zone"])


class ConfirmMoveForm(MoveForm, IdempotentForm):
    """The same, once its preview was seen. Sent twice it finds the event moved already."""

    must_differ = False
    seen_programme = forms.CharField(max_length=32, widget=forms.HiddenInput)
    seen_grid = forms.CharField(max_length=32, widget=forms.HiddenInput)
