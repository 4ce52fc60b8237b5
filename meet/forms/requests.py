"""What a cluster enters about requests and partners."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clusters.models import Region, Sector
from events.models import Edition
from interface.forms import IdempotentForm, VersionForm
from matchmaking.models import Priority

WISHES = ((Priority.WOULD_LIKE.value, _("We would like to")), (Priority.MUST.value, _("We must")))


def _priority() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=_("How much do you want this meeting?"),
        choices=WISHES,
        coerce=lambda value: Priority(int(value)),
        initial=Priority.WOULD_LIKE.value,
        widget=forms.RadioSelect,
        help_text=_("Meetings that a cluster must have are placed first."),
    )


class AskForm(IdempotentForm):
    """Asking another cluster for a meeting."""

    priority = _priority()
    message = forms.CharField(
        label=_("Message"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Say what you would like to talk about. Only the two clusters read it."),
    )


class AcceptForm(VersionForm):
    priority = forms.ChoiceField(choices=WISHES, required=False)

    def clean_priority(self) -> Priority:
        return Priority(int(self.cleaned_data["priority"] or Priority.WOULD_LIKE))


class DeclineForm(VersionForm):
    reply = forms.CharField(required=False, max_length=1000)


class PartnerFilterForm(forms.Form):
    """Narrows the list of partners."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sectors = Sector.objects.values_list("name", "name")
        regions = Region.objects.filter(organisations__registrations__edition=edition).distinct()
        self._offer("sector", _("All sectors"), sectors)
        self._offer("region", _("All regions"), regions.values_list("code", "name"))

    def _offer(self, name: str, every: Promise, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (declared above)
        field.choices = [("", every), *choices]
