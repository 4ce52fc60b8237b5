"""A delegate's own account: whom to ask, and what the delegate may do."""

from django import forms
from django.utils.translation import gettext_lazy as _

from interface.forms import IdempotentForm


class DelegateInvitationForm(IdempotentForm):
    """Where the invitation is sent to."""

    email = forms.EmailField(label=_("E-mail address of the delegate"))


class ActingForm(forms.Form):
    """Whether a delegate asks and answers for the cluster."""

    may_act = forms.BooleanField(required=False)
