"""Why something cannot be done with a request, in words for both sides and the organiser."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from interface.forms import SENT_BEFORE
from matchmaking.services import requests as services

REFUSALS: dict[type[services.RequestRefused], StrPromise] = {
    services.RequestsClosed: _("Requests are closed for this event. Ask the organiser."),
    services.NotApproved: _("Only clusters that are approved for this event can meet."),
    services.SamePerson: _(
        "One person speaks for both clusters at this event, so they cannot meet. Where a colleague "
        "attends the meetings of one of them, say so on its registration."
    ),
    services.SameRegion: _(
        "At this event clusters meet those of other regions only, and these two are of one region."
    ),
    services.GroupsApart: _(
        "The rules of this event do not let clusters of these two groups meet. Ask the organiser."
    ),
    services.NeverMeet: _("The organiser has ruled out that these two clusters meet."),
    services.TooManyRequests: _(
        "Your cluster has sent as many requests as this event allows. Withdraw one to send another."
    ),
    services.TooManyMusts: _(
        "Your cluster has as many meetings that it must have as this event allows. Say that you "
        "would like this one."
    ),
    services.AnswerTooLate: _(
        "The time to answer this request is over. If you want to meet them, ask them yourselves."
    ),
    services.AlreadyAsked: _("There is a request between your two clusters already."),
    services.AgreedWithoutPlace: _(
        "You have agreed to meet, and your meeting has no place in the schedule. Withdraw from it "
        "among your requests; then you can ask them for a free time."
    ),
    services.DeclinedBefore: _(
        "They declined your request. If they change their mind, they can ask you."
    ),
    services.RequestChanged: _("This request was answered or withdrawn meanwhile."),
    services.MeetingPublished: _(
        "This meeting has its time. Cancel it on its own page, with a reason."
    ),
    services.MeetingNotPublished: _("This meeting has no time any more."),
    services.MeetingBegun: _("This meeting has begun. It can no longer be cancelled."),
    services.CancelledAlready: _(
        "This meeting was cancelled already. What you wrote was not sent to anybody; it stands "
        "below."
    ),
    services.PlaceTaken: _(
        "Its time or its table is taken meanwhile. The meeting stays cancelled; the two may ask "
        "each other again."
    ),
    services.WayChanged: _(
        "One of the two takes part online now, or both are on site again, so that its old place "
        "does not fit. The meeting stays cancelled; the two may ask each other again."
    ),
    services.CancelledByOthers: _(
        "Only who cancelled a meeting can take it up again. Ask the organiser."
    ),
    services.AlreadyTold: _(
        "Others have been told already that it is cancelled. The organiser can enter the meeting "
        "again on the page Re-plan."
    ),
    services.TimeNotChosen: _("This request names times. Choose one of them to accept."),
    services.TimesOver: _(
        "This request named times and has expired, so that there is nothing to accept any more. "
        "Enter the meeting on the page Re-plan, or let the two ask each other again."
    ),
    services.TimeGone: _(
        "This time is no longer free for the two of you, or begins soon. Look at the times that "
        "are free now."
    ),
    services.MeetingsFull: _(
        "One of the two clusters has as many meetings as it wants, or as this event allows."
    ),
    services.KeyTaken: SENT_BEFORE,
}
