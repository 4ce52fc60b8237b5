"""Why a meeting gets no other time; `matchmaking.words.other_times` says it to people."""


class OtherTimeRefused(Exception):
    """The act is not possible now. Nothing was changed."""


class NotPublishedYet(OtherTimeRefused):
    """The schedule is not published."""


class EventOver(OtherTimeRefused):
    """The event is over or cancelled."""


class MeetingOff(OtherTimeRefused):
    """The meeting is cancelled, or no longer agreed."""


class MeetingBegun(OtherTimeRefused):
    """The meeting has begun."""


class OrganiserMoves(OtherTimeRefused):
    """By the event's rule the two sides offer each other no times."""


class NoPublishedPlace(OtherTimeRefused):
    """The meeting has no place, and no schedule is published yet."""


class SidesFull(OtherTimeRefused):
    """The meeting has no place, and one of the two has as many meetings as it may have."""


class MeetingFixed(OtherTimeRefused):
    """The organiser has fixed the meeting where it is."""


class TooLate(OtherTimeRefused):
    """The meeting, or the time, begins within the event's notice."""


class TimeTaken(OtherTimeRefused):
    """The time is not free for both, or no table is free then."""


class OfferedAlready(OtherTimeRefused):
    """The side has an offer that waits for its answer."""


class OfferOver(OtherTimeRefused):
    """The offer was answered, taken back, overtaken, or has expired."""


# By the code that the question gives.
FIXED: dict[str, type[OtherTimeRefused]] = {
    "early": NotPublishedYet,
    "over": EventOver,
    "off": MeetingOff,
    "organiser": OrganiserMoves,
    "unplaced": NoPublishedPlace,
    "full": SidesFull,
    "begun": MeetingBegun,
    "fixed": MeetingFixed,
    "late": TooLate,
}
