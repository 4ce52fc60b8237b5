"""The only way to a placement: of a run's result, by hand, or as a copy.

A draft is changed, or with `is_live` the published version in place.

Every act locks the registrations concerned in order of id, those that share a person with one of
them included where a meeting gets a place, checks, writes, and last raises the
version's number of changes, which fails once the version is no draft any more. The database
refuses a double booking whatever happens here.
"""

from matchmaking.services.placing.by_hand import lock, put, remove, swap, to_place, unlock
from matchmaking.services.placing.keeping import keep_agreed
from matchmaking.services.placing.live import free, lock_clusters, put_back, settle
from matchmaking.services.placing.refusals import (
    EditionOver,
    EditSuperseded,
    LimitReached,
    MeetingChanged,
    MeetingNotWanted,
    NoInterpreter,
    NoPlaceFree,
    NoSuchPlace,
    NotADraft,
    NotPublished,
    OtherWay,
    OutsideAgreed,
    ParticipantAway,
    ParticipantBusy,
    PersonBusy,
    PlacementRefused,
    TableClosed,
    TableTaken,
    TimeBegun,
)
from matchmaking.services.placing.undoing import redo, undo
from matchmaking.services.placing.whole import Place, explain, fill, new_version, start_draft

__all__ = [
    "EditSuperseded",
    "EditionOver",
    "LimitReached",
    "MeetingChanged",
    "MeetingNotWanted",
    "NoInterpreter",
    "NoPlaceFree",
    "NoSuchPlace",
    "NotADraft",
    "NotPublished",
    "OtherWay",
    "OutsideAgreed",
    "ParticipantAway",
    "ParticipantBusy",
    "PersonBusy",
    "Place",
    "PlacementRefused",
    "TableClosed",
    "TableTaken",
    "TimeBegun",
    "explain",
    "fill",
    "free",
    "keep_agreed",
    "lock",
    "lock_clusters",
    "new_version",
    "put",
    "put_back",
    "redo",
    "remove",
    "settle",
    "start_draft",
    "swap",
    "to_place",
    "undo",
    "unlock",
]
