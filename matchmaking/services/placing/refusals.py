"""Why a place cannot be had; `organise.words.edits` says it to people."""

from collections.abc import Iterable


class PlacementRefused(Exception):
    """A place cannot be had. `registrations` and `meetings` are those that stand in the way."""

    def __init__(self, registrations: Iterable[int] = (), meetings: Iterable[int] = ()) -> None:
        super().__init__()
        self.registrations = tuple(registrations)
        self.meetings = tuple(meetings)


class ParticipantBusy(PlacementRefused):
    """A participant is in another meeting then."""


class PersonBusy(PlacementRefused):
    """One person speaks for two of these registrations, and would be in two meetings at once."""


class ParticipantAway(PlacementRefused):
    """A participant said that it is not available then, or a session binds it."""


class LimitReached(PlacementRefused):
    """A participant would have more meetings than it wants."""


class OutsideAgreed(PlacementRefused):
    """The two agreed to meet in other windows only."""


class NoInterpreter(PlacementRefused):
    """The two have no language in common, and nobody who could interpret is free then."""


class TableTaken(PlacementRefused):
    """Another meeting is at that table then."""


class MeetingNotWanted(PlacementRefused):
    """The meeting was cancelled, or a participant is not approved."""


class NoPlaceFree(PlacementRefused):
    """At no time to come are all clusters of the meeting and a table free."""


class OtherWay(PlacementRefused):
    """The meeting is online and the place a table, or the other way round."""


class NoSuchPlace(PlacementRefused):
    """The edition has no such slot or table."""


class TableClosed(PlacementRefused):
    """The table is out of use."""


class EditionOver(PlacementRefused):
    """The event is over; its drafts stay as they are."""


class NotADraft(PlacementRefused):
    """The version was published, replaced or set aside; only the draft is edited."""


class NotPublished(PlacementRefused):
    """The version is not, or no longer, the published one that is changed in place."""


class TimeBegun(PlacementRefused):
    """The meeting has begun, or the time that it would move to."""


class MeetingChanged(PlacementRefused):
    """Somebody else changed the meeting since the grid was shown."""


class EditSuperseded(PlacementRefused):
    """Something else was changed since, so that this change cannot be undone any more."""
