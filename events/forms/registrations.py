"""A cluster's registration, and the organiser's decision on many."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from clusters.models import Organisation
from events.models import Delegate, Edition, Registration
from interface.forms import IdempotentForm
from interface.rows import Rows

MOST_MEETINGS = 200
LONGEST_MESSAGE = 2000


def _delegate_fields() -> dict[str, forms.Field]:
    return {
        "name": forms.CharField(label="Name", max_length=150, required=False),
        "job_title": forms.CharField(label="Job title", max_length=150, required=False),
    }


class MeetingLimitsForm(forms.Form):
    """How many meetings a delegation can hold, at a time and in all."""

    seats = forms.IntegerField(
        label="Meetings at a time",
        min_value=1,
        max_value=Registration.MOST_SEATS,
        initial=1,
        help_text="How many meetings your delegation can hold side by side. Most send one team: 1.",
    )
    max_meetings = forms.IntegerField(
        label="Most meetings in all",
        min_value=1,
        max_value=MOST_MEETINGS,
        required=False,
        help_text="Leave empty for no limit.",
    )


class DelegationForm(MeetingLimitsForm):
    """What a cluster says about its delegation."""

    message = forms.CharField(
        label="Message to the organiser",
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, delegates: Sequence[Delegate] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = [{"name": person.name, "job_title": person.job_title} for person in delegates]
        self.delegates = Rows(self, "delegate", _delegate_fields, initial=given)

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or self.cleaned_data
        for index, row in self.delegates.filled():
            if not row["name"]:
                name = self.delegates.field_name(index, "name")
                self.add_error(name, "Enter the name of the person with this job title.")
        return clean

    def people(self) -> list[tuple[str, str]]:
        """Names with job titles, once the form is valid."""
        return [(row["name"], row["job_title"]) for _, row in self.delegates.filled()]


class RegistrationForm(IdempotentForm, DelegationForm):
    """A first registration: of which cluster, and its delegation."""

    cluster = forms.ModelChoiceField(
        Organisation.objects.none(), empty_label=None, to_field_name="slug"
    )

    def __init__(self, *args: Any, clusters: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["cluster"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (declared above)
        field.queryset = clusters
        field.error_messages["invalid_choice"] = "Choose one of your clusters."


class ClusterSearchForm(forms.Form):
    """Words of a cluster's name."""

    q = forms.CharField(
        label="Name of the cluster",
        required=False,
        max_length=100,
        widget=forms.SearchInput(attrs={"autocomplete": "off"}),
        help_text="Or its region. Small slips are forgiven.",
    )


class LateClusterForm(IdempotentForm, MeetingLimitsForm):
    """The organiser registers a cluster; delegates are the cluster's to name."""

    message = forms.CharField(
        label="Message to the cluster",
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Goes into the mail that tells its members.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seats"].help_text = "How many meetings its delegation can hold side by side."


class RegistrationEditForm(DelegationForm):
    """A change of the delegation; `version` tells what was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class DecisionForm(forms.Form):
    """The organiser approves or declines the chosen registrations, or everybody in a state."""

    APPROVE, DECLINE = "approve", "decline"

    action = forms.ChoiceField(choices=[(APPROVE, "Approve"), (DECLINE, "Decline")])
    chosen = forms.ModelMultipleChoiceField(Registration.objects.none(), required=False)
    everybody_in = forms.ChoiceField(
        choices=[("", ""), *Registration.State.choices], required=False
    )
    message = forms.CharField(
        label="Message to the clusters",
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Goes into the mail that tells them.",
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
            self.add_error("chosen", "Choose at least one cluster first.")
        return clean

    def ids(self) -> list[int]:
        """The ids of the registrations meant, once the form is valid."""
        rows = self.cleaned_data["chosen"]
        if state := self.cleaned_data["everybody_in"]:
            rows = self.edition.registrations.filter(state=state)
        return [row.pk for row in rows]
