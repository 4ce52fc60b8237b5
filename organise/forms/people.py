"""Who works at one event: whom to ask, and another role."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clusters.models import Role
from events.models.event_roles import GIVEN
from interface.forms import IdempotentForm, VersionForm

ROLES = [(role.value, role.label) for role in GIVEN]


class OfferForm(IdempotentForm):
    """An invitation to work at this event alone."""

    email = forms.EmailField(label=_("E-mail address"))
    role = forms.ChoiceField(label=_("Role"), choices=ROLES, initial=Role.PLANNER)

    @property
    def chosen(self) -> Role:
        return Role(self.cleaned_data["role"])


class EventRoleForm(VersionForm):
    """Another role, as the page showed that person."""

    role = forms.ChoiceField(choices=ROLES)

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])
