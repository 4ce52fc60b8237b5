"""The only way to a placement: of a run's result, by hand, or as a copy.

Every act locks the registrations concerned in order of id, those that share a person with one of
them included where a meeting gets a place, checks, writes, and last raises the
version's number of changes, which fails once the version is no draft any more. The database
refuses a double booking whatever happens here.
"""

from matchmaking.services.placing.by_hand import lock, put, remove, swap, unlock
from matchmaking.services.placing.refusals import (
    EditionOver,
    EditSuperseded,
    LimitReached,
    MeetingChanged,
    MeetingNotWanted,
    NoPlaceFree,
    NoSuchPlace,
    NotADraft,
    ParticipantAway,
    ParticipantBusy,
    PersonBusy,
    PlacementRefused,
    TableClosed,
    TableTaken,
)
from matchmaking.services.placing.undoing import redo, undo
from matchmaking.services.placing.whole import Place, explain, fill, new_version, start_draft

__all__ = [
    "EditSuperseded",
    "EditionOver",
    "LimitReached",
    "MeetingChanged",
    "MeetingNotWanted",
    "NoPlaceFree",
    "NoSuchPlace",
    "NotADraft",
    "ParticipantAway",
    "ParticipantBusy",
    "PersonBusy",
    "Place",
    "PlacementRefused",
    "TableClosed",
    "TableTaken",
    "explain",
    "fill",
    "lock",
    "new_version",
    "put",
    "redo",
    "remove",
    "start_draft",
    "swap",
    "undo",
    "unlock",
]
