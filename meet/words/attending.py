"""Why somebody cannot sit in a meeting."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from matchmaking.services import attending

NOT_OURS = _("Choose one of your delegates.")
REFUSALS: dict[type[attending.ChoiceRefused], StrPromise] = {
    attending.ChoiceClosed: _("The meeting has begun, or the event is over."),
    attending.CalledOff: _("The meeting was cancelled. Nobody is to sit there."),
    attending.NotThere: _("That delegate is not there at the time of the meeting."),
    attending.ChosenElsewhere: _(
        "You have chosen that delegate for another meeting at this time. Choose somebody else for "
        "that one first."
    ),
}
