"""Why something cannot be done with a request, in words for both sides and the organiser."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from matchmaking.services import requests as services

REFUSALS: dict[type[services.RequestRefused], StrPromise] = {
    services.RequestsClosed: _("Requests are closed for this event. Ask the organiser."),
    services.NotApproved: _("Only clusters that are approved for this event can meet."),
    services.SamePerson: _(
        "One person speaks for both clusters at this event, so they cannot meet. Where a colleague "
        "attends the meetings of one of them, say so on its registration."
    ),
    services.AlreadyAsked: _("There is a request between your two clusters already."),
    services.DeclinedBefore: _(
        "They declined your request. If they change their mind, they can ask you."
    ),
    services.RequestChanged: _("This request was answered or withdrawn meanwhile."),
    services.MeetingPublished: _(
        "This meeting is in the published schedule. Ask the organiser to take it out."
    ),
    services.MeetingNotPublished: _("This meeting is not in the published schedule any more."),
    services.MeetingBegun: _("This meeting has begun. It can no longer be cancelled."),
    services.AlreadyTold: _(
        "The clusters have been told already. Enter the meeting again on the page Re-plan."
    ),
    services.KeyTaken: _("This form was sent before. Open the page again and fill it in there."),
}
