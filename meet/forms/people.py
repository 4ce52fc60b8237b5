"""The people of a body: their roles, and whom else to ask in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clusters.models import Organisation, Role
from interface.forms import IdempotentForm, VersionForm


class RoleForm(VersionForm):
    """Another role for a member, as the page showed that member."""

    role = forms.ChoiceField(choices=Role.choices)

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class InvitationForm(IdempotentForm):
    """An invitation; a body that holds events also says as what."""

    email = forms.EmailField(label=_("E-mail address of your colleague"))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.PLANNER)

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not organisation.holds_events:
            del self.fields["role"]

    @property
    def chosen(self) -> Role:
        return Role(self.cleaned_data.get("role", Role.PLANNER))
