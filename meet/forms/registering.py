"""A cluster's registration and its delegation."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from clusters.models import Organisation
from events.forms import LONGEST_MESSAGE, DelegatesForm
from interface.forms import IdempotentForm


class DelegationForm(DelegatesForm):
    """What a cluster says about its delegation."""

    message = forms.CharField(
        label=_("Message to the organiser"),
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


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
