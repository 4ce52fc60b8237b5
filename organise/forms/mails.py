"""What is to be done about mails that failed."""

from django import forms

MOST = 2**63 - 1


class FailedMailForm(forms.Form):
    """An act on one mail, or on all of the list."""

    AGAIN, GIVE_UP, TAKE_BACK = "again", "give-up", "take-back"

    act = forms.ChoiceField(choices=[(act, act) for act in (AGAIN, GIVE_UP, TAKE_BACK)])
    # Empty for all.
    mail = forms.IntegerField(min_value=1, max_value=MOST, required=False)
