"""What an organiser sends about a request."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import Registration
from interface.forms import VersionForm
from matchmaking.models import MeetingRequest
from organise.forms.finding import ClusterField
from organise.forms.replan import EnterMeetingForm


class AcceptForClusterForm(VersionForm):
    """Yes in a cluster's place; of a request that names times to one of them (a slot)."""

    slot = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)


class WithdrawForClusterForm(VersionForm):
    """Which of the two sides of a request withdraws, by the key of its registration."""

    side_of = forms.TypedChoiceField(coerce=int)

    def __init__(self, *args: Any, request: MeetingRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sides = {side.pk: side for side in (request.requester, request.invitee)}
        field = self.fields["side_of"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 (declared above)
        field.choices = [(pk, str(pk)) for pk in self._sides]

    @property
    def side(self) -> Registration:
        """Once the form is valid."""
        return self._sides[self.cleaned_data["side_of"]]


class AskForClusterForm(EnterMeetingForm):
    """One approved cluster asks another one, in the organiser's words if any."""

    first = ClusterField(_("In the place of"))
    second = ClusterField(_("Whom it asks"))
    message = forms.CharField(
        label=_("Message"),
        max_length=MeetingRequest._meta.get_field("message").max_length,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Both clusters read it. Say why they should meet."),
    )
