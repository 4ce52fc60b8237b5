"""An answer given by the link in a mail."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matchmaking.models import Priority
from meet.forms.instant import OneOfTimes

ACCEPT, MUST, DECLINE = "accept", "must", "decline"


class MailedAnswerForm(OneOfTimes):
    """Yes or no; to accept a request that names `times` takes one of them."""

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

    def __init__(
        self, *args: Any, times: Iterable[tuple[int, str]] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if times is None:
            del self.fields["slot"]
        else:
            self.fields["slot"].required = self.data.get("answer") != DECLINE
            self.offer(times)

    @property
    def declines(self) -> bool:
        return bool(self.cleaned_data["answer"] == DECLINE)

    @property
    def priority(self) -> Priority:
        is_must = self.cleaned_data["answer"] == MUST
        return Priority.MUST if is_must else Priority.WOULD_LIKE
