"""An answer given by the link in a mail."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matchmaking.models import Priority

ACCEPT, MUST, DECLINE = "accept", "must", "decline"


class MailedAnswerForm(forms.Form):
    """Yes or no; to accept a request that names times takes one of them (a slot)."""

    answer = forms.ChoiceField(
        choices=[(name, name) for name in (ACCEPT, MUST, DECLINE)],
        error_messages={name: _("Choose an answer.") for name in ("required", "invalid_choice")},
    )
    reply = forms.CharField(
        label=_("Reason, if you decline"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    slot = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)

    def __init__(self, *args: Any, needs_time: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.needs_time = needs_time

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if self.needs_time and clean.get("answer") != DECLINE and not clean.get("slot"):
            self.add_error("slot", _("Choose one of the times."))
        return clean

    @property
    def declines(self) -> bool:
        return bool(self.cleaned_data["answer"] == DECLINE)

    @property
    def priority(self) -> Priority:
        is_must = self.cleaned_data["answer"] == MUST
        return Priority.MUST if is_must else Priority.WOULD_LIKE
