"""A cluster asks another one; the answer; what becomes of both.

Every act locks both registrations in order of id, so that two acts about one pair follow each
other, and changes the request only when it is still in the state that the person saw.
"""

from matchmaking.services.requests.answers import (
    accept,
    decline,
    undo_answer,
    undo_for_cluster,
    undo_withdrawal,
    withdraw,
)
from matchmaking.services.requests.asking import Wish, ask, ask_at
from matchmaking.services.requests.asking_many import Asked, ask_each
from matchmaking.services.requests.cancelling import cancel_published, take_up
from matchmaking.services.requests.changes import BARRED
from matchmaking.services.requests.expiring import expire, expire_everywhere
from matchmaking.services.requests.instant import accept_at
from matchmaking.services.requests.leaving import end_requests, restore_requests
from matchmaking.services.requests.refusals import (
    AgreedWithoutPlace,
    AlreadyAsked,
    AlreadyTold,
    AnswerTooLate,
    CancelledAlready,
    CancelledByOthers,
    DeclinedBefore,
    GroupsApart,
    KeyTaken,
    MeetingBegun,
    MeetingNotPublished,
    MeetingPublished,
    MeetingsFull,
    NeverMeet,
    NotApproved,
    PlaceTaken,
    RequestChanged,
    RequestRefused,
    RequestsClosed,
    SamePerson,
    SameRegion,
    TimeGone,
    TimeNotChosen,
    TimesOver,
    TooManyMusts,
    TooManyRequests,
    WayChanged,
)

__all__ = [
    "BARRED",
    "AgreedWithoutPlace",
    "AlreadyAsked",
    "AlreadyTold",
    "AnswerTooLate",
    "Asked",
    "CancelledAlready",
    "CancelledByOthers",
    "DeclinedBefore",
    "GroupsApart",
    "KeyTaken",
    "MeetingBegun",
    "MeetingNotPublished",
    "MeetingPublished",
    "MeetingsFull",
    "NeverMeet",
    "NotApproved",
    "PlaceTaken",
    "RequestChanged",
    "RequestRefused",
    "RequestsClosed",
    "SamePerson",
    "SameRegion",
    "TimeGone",
    "TimeNotChosen",
    "TimesOver",
    "TooManyMusts",
    "TooManyRequests",
    "WayChanged",
    "Wish",
    "accept",
    "accept_at",
    "ask",
    "ask_at",
    "ask_each",
    "cancel_published",
    "decline",
    "end_requests",
    "expire",
    "expire_everywhere",
    "restore_requests",
    "take_up",
    "undo_answer",
    "undo_for_cluster",
    "undo_withdrawal",
    "withdraw",
]
