"""A cluster's registration and its delegation."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from clusters.models import Organisation
from events.forms import LONGEST_MESSAGE, DelegatesForm
from events.models import Registration
from interface.forms import IdempotentForm
from interface.plain_text import isolated


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

    takes_words = True

    cluster = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Cluster"), empty_label=None, to_field_name="slug"
    )

    def __init__(self, *args: Any, clusters: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["cluster"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (declared above)
        field.queryset = clusters
        field.error_messages["invalid_choice"] = _("Choose one of your clusters.")


class EarlierForm(forms.Form):
    """From which event a form is filled in (a registration by id), and with what of it."""

    PARTS = (
        ("delegates", _("Delegates with their job titles, languages and topics")),
        ("limits", _("Most meetings, and how you take part")),
        ("answers", _("Answers to the same questions; consents and files are given anew")),
    )

    earlier = forms.TypedChoiceField(
        label=_("Event"), coerce=int, empty_value=None, widget=forms.RadioSelect
    )
    parts = forms.MultipleChoiceField(
        label=_("What is filled in"), choices=PARTS, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, registrations: Sequence[Registration], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.registrations = {row.pk: row for row in registrations}
        called = [
            (
                row.pk,
                _("%(cluster)s at %(edition)s")
                % {"cluster": isolated(row.cluster), "edition": row.edition},
            )
            for row in registrations
        ]
        field = self.fields["earlier"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 (declared above)
        field.choices = called
        if called:
            field.initial = called[0][0]
        self.fields["parts"].initial = [code for code, _words in self.PARTS]

    @property
    def chosen(self) -> Registration:
        """Once the form is valid."""
        return self.registrations[self.cleaned_data["earlier"]]


class RegistrationEditForm(DelegationForm):
    """A change of the delegation; `version` tells what was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput)
