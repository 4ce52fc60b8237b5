"""Why an act about a request cannot be done; the door puts it into words."""

from interface import keys


class RequestRefused(Exception):
    """The act is not possible now. Nothing was changed."""


class RequestsClosed(RequestRefused):
    """The edition takes no such act in its present state."""


class NotApproved(RequestRefused):
    """One of the two registrations is not approved."""


class SamePerson(RequestRefused):
    """One person speaks for both at the edition, and neither sends a colleague."""


class SameRegion(RequestRefused):
    """The event's clusters meet those of other regions only."""


class GroupsApart(RequestRefused):
    """The event's rules do not let clusters of their groups meet."""


class NeverMeet(RequestRefused):
    """The organiser decided that these two do not meet."""


class TooManyRequests(RequestRefused):
    """The cluster has sent as many requests as the event's rules allow."""


class TooManyMusts(RequestRefused):
    """The cluster has as many meetings that it must have as the event's rules allow."""


class AnswerTooLate(RequestRefused):
    """The days that the event's rules give for an answer are over."""


class AlreadyAsked(RequestRefused):
    """A live request stands between the two."""


class AgreedWithoutPlace(RequestRefused):
    """The two have agreed, and the published schedule has no place for their meeting."""


class DeclinedBefore(RequestRefused):
    """The other side declined; it may ask, or take its answer back."""


class RequestChanged(RequestRefused):
    """The request is not any more as the person saw it."""


class MeetingPublished(RequestRefused):
    """The meeting stands in the published schedule."""


class MeetingNotPublished(RequestRefused):
    """The meeting has no place in the published schedule, or is cancelled already."""


class MeetingBegun(RequestRefused):
    """The meeting has begun."""


class CancelledAlready(RequestRefused):
    """Somebody else cancelled the meeting first, or for another reason."""


class PlaceTaken(RequestRefused):
    """The place that the meeting had is taken meanwhile, or cannot be had any more."""


class WayChanged(RequestRefused):
    """A side takes part online now and the place is a table, or the other way round."""


class CancelledByOthers(RequestRefused):
    """The other side or the organiser cancelled the meeting."""


class AlreadyTold(RequestRefused):
    """A cluster has been told already, or the organiser by the side that cancelled."""


class TimeNotChosen(RequestRefused):
    """The request names times; who accepts it chooses one of them."""


class TimesOver(RequestRefused):
    """It names times, and nobody chose one before it expired: there is none left to accept."""


class TimeGone(RequestRefused):
    """The time is not, or no longer, free for both and a table, or begins soon."""


class MeetingsFull(RequestRefused):
    """One of the two has as many published meetings as it may have."""


class KeyTaken(RequestRefused, keys.KeyTaken):
    """The key belongs to another submission, as a refusal of an act about a request."""
