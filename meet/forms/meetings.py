"""What a side of a meeting sends on the meeting's page."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from events.models import Delegate
from interface.forms import IdempotentForm


class MeetingMessageForm(IdempotentForm):
    """A message to the other side."""

    text = forms.CharField(
        label=_("Message"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class CancelForm(forms.Form):
    """Why the meeting is cancelled: the other side and the organiser read it."""

    reason = forms.CharField(
        label=_("Why you cancel"),
        help_text=_("The other side and the organiser read it."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ShowForm(forms.Form):
    """Whether the organiser is to read what the two sides wrote."""

    shown = forms.BooleanField(required=False)


class DelegateChoiceForm(forms.Form):
    """Who sits in the meeting; nobody chosen is whoever is free."""

    delegate = forms.ModelChoiceField(Delegate.objects.none(), required=False)

    def __init__(self, *args: Any, delegates: QuerySet[Delegate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["delegate"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (declared above)
        field.queryset = delegates
