"""A cluster's registration and its delegation."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from clusters.models import Organisation
from events.forms import LONGEST_MESSAGE, MeetingLimitsForm
from events.models import Delegate
from interface.forms import IdempotentForm
from interface.rows import Rows


def _delegate_fields() -> dict[str, forms.Field]:
    return {
        "name": forms.CharField(label=_("Name"), max_length=150, required=False),
        "job_title": forms.CharField(label=_("Job title"), max_length=150, required=False),
    }


class DelegationForm(MeetingLimitsForm):
    """What a cluster says about its delegation."""

    sends_colleague = forms.BooleanField(
        label=_("A colleague attends the meetings of this cluster"),
        required=False,
        help_text=_(
            "Tick this where one person speaks for this cluster and for another one at this event, "
            "and somebody else comes too. Without it, the meetings of both are never at one time."
        ),
    )
    message = forms.CharField(
        label=_("Message to the organiser"),
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
                self.add_error(name, _("Enter the name of the person with this job title."))
        return clean

    def people(self) -> list[tuple[str, str]]:
        """Names with job titles, once the form is valid."""
        return [(row["name"], row["job_title"]) for _index, row in self.delegates.filled()]


class RegistrationForm(IdempotentForm, DelegationForm):
    """A first registration: of which cluster, and its delegation."""

    cluster = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Cluster"), empty_label=None, to_field_name="slug"
    )

    def __init__(self, *args: Any, clusters: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["cluster"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (declared above)
        field.queryset = clusters
        field.error_messages["invalid_choice"] = _("Choose one of your clusters.")


class RegistrationEditForm(DelegationForm):
    """A change of the delegation; `version` tells what was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput)
