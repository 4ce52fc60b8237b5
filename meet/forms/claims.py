"""Claims and invitations."""

from typing import Any

from django import forms

from clusters.models import Organisation, Region
from interface.forms import IdempotentForm


class ClaimForm(IdempotentForm):
    """For an organisation of the register, or the name of one that it lacks."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.all(),
        required=False,
        empty_label="It is not in this list",
        help_text="The cluster or body that you speak for.",
    )
    proposed_name = forms.CharField(
        max_length=200, required=False, label="Its name", help_text="If it is not in the list."
    )
    proposed_kind = forms.ChoiceField(
        choices=[("", "Choose"), *Organisation.Kind.choices], required=False, label="What it is"
    )
    proposed_region = forms.ModelChoiceField(
        Region.objects.all(), required=False, label="Its region", empty_label="Choose"
    )
    reason = forms.CharField(
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="How can we see that you speak for it?",
        help_text="For example your role, and a page of the organisation that names you.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("organisation"):
            for name, words in (
                ("proposed_name", "Choose an organisation, or write the name of a new one."),
                ("proposed_kind", "Say what the new organisation is."),
            ):
                if not cleaned.get(name):
                    self.add_error(name, words)
        return cleaned


class InvitationForm(IdempotentForm):
    email = forms.EmailField(label="E-mail address of your colleague")
