"""A cluster's answer to an invitation: not this time, or that taken back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models.inviting import LONGEST_REASON

DECLINE, TAKE_BACK = "decline", "take_back"


class InvitationAnswerForm(forms.Form):
    """`version` is the one that was shown; a mail's link has its own."""

    answer = forms.ChoiceField(
        choices=[(DECLINE, DECLINE), (TAKE_BACK, TAKE_BACK)],
        error_messages={name: _("Choose an answer.") for name in ("required", "invalid_choice")},
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The organiser of the event reads it."),
    )
