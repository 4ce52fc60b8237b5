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


class AlreadyAsked(RequestRefused):
    """A live request stands between the two."""


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


class AlreadyTold(RequestRefused):
    """The clusters have been told already."""


class KeyTaken(RequestRefused, keys.KeyTaken):
    """The key belongs to another submission, as a refusal of an act about a request."""
