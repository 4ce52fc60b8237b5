"""The organiser looks for a cluster, registers it, and decides on many."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.forms import LONGEST_MESSAGE, DelegatesForm, MeetingLimitsForm
from events.models import Edition, Registration
from interface.forms import IdempotentForm


class ClusterSearchForm(forms.Form):
    """Words of a cluster's name."""

    q = forms.CharField(
        label=_("Name of the cluster"),
        required=False,
        max_length=100,
        widget=forms.SearchInput(attrs={"autocomplete": "off"}),
        help_text=_("Or its region. Small slips are forgiven."),
    )


class LateClusterForm(IdempotentForm, MeetingLimitsForm):
    """The organiser registers a cluster; delegates are the cluster's to name."""

    message = forms.CharField(
        label=_("Message to the cluster"),
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Goes into the mail that tells its members."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of_others(self)


class RegistrationForm(DelegatesForm):
    """The organiser changes a registration in the cluster's place; `version` is what was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of_others(self)


def of_others(form: MeetingLimitsForm) -> None:
    """Say of a cluster what its own people are told of theirs."""
    if "takes_part" in form.fields:
        form.fields["takes_part"].label = _("How it takes part")
    form.fields["seats"].help_text = _(
        "Leave empty for one for each delegate who is there. As long as the cluster names "
        "nobody, it is one."
    )


class DecisionForm(forms.Form):
    """The organiser approves or declines the chosen registrations, or everybody in a state."""

    APPROVE, DECLINE = "approve", "decline"

    action = forms.ChoiceField(choices=[(APPROVE, _("Approve")), (DECLINE, _("Decline"))])
    chosen = forms.ModelMultipleChoiceField(Registration.objects.none(), required=False)
    everybody_in = forms.ChoiceField(
        choices=[("", ""), *Registration.State.choices], required=False
    )
    message = forms.CharField(
        label=_("Message to the clusters"),
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Goes into the mail that tells them."),
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition = edition
        field = self.fields["chosen"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 (declared above)
        field.queryset = edition.registrations.all()

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        if not clean.get("chosen") and not clean.get("everybody_in"):
            self.add_error("chosen", _("Choose at least one cluster first."))
        return clean

    def ids(self) -> list[int]:
        """The ids of the registrations meant, once the form is valid."""
        rows = self.cleaned_data["chosen"]
        if state := self.cleaned_data["everybody_in"]:
            rows = self.edition.registrations.filter(state=state)
        return [row.pk for row in rows]
