"""Why something cannot be done with a request, or was not, in words for the organiser."""

from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from clusters.queries import people_by_organisation
from events.models import Edition
from matchmaking.queries.requests import unanswered
from matchmaking.services import requests as services
from matchmaking.words.requests import REFUSALS

# Where the words for clusters speak of "your cluster", or send to the organiser.
TO_ORGANISERS: dict[type[services.RequestRefused], StrPromise] = {
    services.RequestsClosed: _("It is not the time for this: see the state of the event."),
    services.GroupsApart: _("The rules of this event do not let clusters of these groups meet."),
    services.NeverMeet: _("The rules of this event say that these two clusters never meet."),
    services.TooManyRequests: _(
        "This cluster has sent as many requests as this event allows. Withdraw one, or raise the "
        "number in the rules."
    ),
    services.TooManyMusts: _(
        "This cluster has as many meetings that it must have as this event allows. Say that it "
        "would like this one."
    ),
    services.AnswerTooLate: _("The time to answer this request is over."),
    services.AlreadyAsked: _("There is a request between these two clusters already."),
    services.DeclinedBefore: _("They declined a request of this cluster. They can still ask."),
    services.MeetingPublished: _(
        "This meeting is in the published schedule. Cancel it on its own page."
    ),
    services.CancelledByOthers: _("Only the cluster that cancelled it can take it up again."),
    services.AlreadyTold: _(
        "The clusters have been told already that it is cancelled. Enter the meeting again on the "
        "page Re-plan."
    ),
    services.TimeGone: _("This time is no longer free for both clusters, or begins soon."),
}


def refusal(reason: services.RequestRefused) -> str:
    """The words of a refusal."""
    return str(TO_ORGANISERS.get(type(reason)) or REFUSALS[type(reason)])


def nobody_reminded(edition: Edition, now: datetime) -> str:
    """Why no reminder to answer was sent."""
    waiting = unanswered(edition, now).values_list("cluster_id", flat=True)
    if not waiting:
        return gettext("No reminder was sent: nobody has a request to answer.")
    if not people_by_organisation(waiting):
        return gettext(
            "No reminder was sent: nobody speaks here yet for the clusters that have to answer."
        )
    return gettext("No reminder was sent: everybody who has to answer got one today.")
