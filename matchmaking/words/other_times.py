"""Why a meeting gets no other time, in words for both sides and the organiser."""

from collections.abc import Mapping

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_stubs_ext import StrPromise

from events.models import Edition
from interface.words import number
from matchmaking.services import other_times as services

# The event's rule, as both sides and the organiser read it.
MOVING: Mapping[str, StrPromise] = {
    Edition.Movers.SIDES: _("The two clusters move a meeting as soon as both agree on a time."),
    Edition.Movers.AGREED: _(
        "The two clusters move a meeting once both agree on a time and the organiser agrees as "
        "well."
    ),
    Edition.Movers.ORGANISER: _("Only the organiser moves meetings of this event."),
}
# The same of a meeting that has no place in the published schedule.
PLACING: Mapping[str, StrPromise] = {
    Edition.Movers.SIDES: _("This meeting stands as soon as both clusters agree on a time."),
    Edition.Movers.AGREED: _(
        "This meeting stands once both clusters agree on a time and the organiser agrees as well."
    ),
    Edition.Movers.ORGANISER: _(
        "Only the organiser gives meetings of this event a time. Ask the organiser, or withdraw "
        "from this one among your requests."
    ),
}


def why_not_moved(code: str, edition: Edition) -> str:
    """Why the two sides of a meeting do nothing about its time now, where it is the clock that
    keeps them from it, and whom to ask; `code` as `queries.other_times.why_no_offer` gives it.
    """
    if code == "late":
        words = ngettext(
            "The two sides move a meeting until %(count)s minute before it. Write to the other "
            "side, or ask the organiser to move it.",
            "The two sides move a meeting until %(count)s minutes before it. Write to the other "
            "side, or ask the organiser to move it.",
            edition.notice_minutes,
        )
        return words % {"count": number(edition.notice_minutes)}
    if code == "begun":
        return _now("This meeting has begun. Ask the organiser if something is to be changed.")
    return str(REFUSALS[services.EventOver]) if code == "over" else ""


REFUSALS: Mapping[type[services.OtherTimeRefused], StrPromise] = {
    services.NotPublishedYet: _(
        "The schedule is not published. Once it is, you can ask for another time here."
    ),
    services.EventOver: _("The event is over or cancelled. Its meetings get no other times."),
    services.MeetingOff: _("This meeting is called off, so that it gets no other time."),
    services.MeetingBegun: _("This meeting has begun. It gets no other time any more."),
    services.NoPublishedPlace: _(
        "This meeting has no time yet. It gets one when the schedule is published."
    ),
    services.SidesFull: _(
        "One of you has as many meetings as it may have at this event, so that this one gets no "
        "time. Once another one is cancelled it can have one."
    ),
    services.OrganiserMoves: _(
        "Only the organiser moves meetings of this event. Ask the organiser for another time."
    ),
    services.MeetingFixed: _(
        "The organiser has fixed this meeting where it is. Ask the organiser to move it."
    ),
    services.TooLate: _(
        "It is too late for another time: the meeting begins soon. Write to the other side, or ask "
        "the organiser."
    ),
    services.TimeTaken: _(
        "This time is no longer free for the two of you. Look at the times that are free now."
    ),
    services.OfferedAlready: _(
        "You have offered times already. Take that offer back before you offer others."
    ),
    services.OfferOver: _(
        "This offer was answered, taken back or has ended, or the meeting was moved meanwhile."
    ),
}
