"""Claims."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clusters.forms import OrganisationField, RegionField
from clusters.models import Organisation
from interface.finding import FindingForm
from interface.forms import IdempotentForm


class ClaimForm(FindingForm, IdempotentForm):
    """For an organisation of the register, or the name of one that it lacks."""

    organisation = OrganisationField(
        label=_("Organisation"),
        required=False,
        help_text=_("The cluster or body that you speak for."),
    )
    proposed_name = forms.CharField(
        max_length=200,
        required=False,
        label=_("Its name"),
        help_text=_("If it is not in the register yet."),
    )
    proposed_kind = forms.ChoiceField(
        choices=[("", _("Choose")), *Organisation.Kind.choices],
        required=False,
        label=_("What it is"),
    )
    proposed_region = RegionField(required=False, label=_("Its region"))
    reason = forms.CharField(
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        label=_("How can we see that you speak for it?"),
        help_text=_("For example your role, and a page of the organisation that names you."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("organisation"):
            for name, words in (
                ("proposed_name", _("Choose an organisation, or write the name of a new one.")),
                ("proposed_kind", _("Say what the new organisation is.")),
            ):
                if not cleaned.get(name):
                    self.add_error(name, words)
        return cleaned
