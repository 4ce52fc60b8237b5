"""A cluster asks another one; the answer; what becomes of both.

Every act locks both registrations in order of id, so that two acts about one pair follow each
other, and changes the request only when it is still in the state that the person saw.
"""

from matchmaking.services.requests.answers import (
    accept,
    decline,
    undo_acceptance,
    undo_answer,
    withdraw,
)
from matchmaking.services.requests.asking import Wish, ask
from matchmaking.services.requests.cancelling import cancel_published, take_up
from matchmaking.services.requests.expiring import expire, expire_everywhere
from matchmaking.services.requests.leaving import end_requests, restore_requests
from matchmaking.services.requests.refusals import (
    AlreadyAsked,
    AlreadyTold,
    DeclinedBefore,
    KeyTaken,
    MeetingBegun,
    MeetingNotPublished,
    MeetingPublished,
    NotApproved,
    RequestChanged,
    RequestRefused,
    RequestsClosed,
    SamePerson,
)

__all__ = [
    "AlreadyAsked",
    "AlreadyTold",
    "DeclinedBefore",
    "KeyTaken",
    "MeetingBegun",
    "MeetingNotPublished",
    "MeetingPublished",
    "NotApproved",
    "RequestChanged",
    "RequestRefused",
    "RequestsClosed",
    "SamePerson",
    "Wish",
    "accept",
    "ask",
    "cancel_published",
    "decline",
    "end_requests",
    "expire",
    "expire_everywhere",
    "restore_requests",
    "take_up",
    "undo_acceptance",
    "undo_answer",
    "withdraw",
]
