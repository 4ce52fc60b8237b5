"""Another time for a published meeting: one side offers some, the other accepts one.

Every act holds the edition and locks the clusters of the meeting, as placing does, and changes an
offer only while it is open.
"""

from matchmaking.services.other_times.answering import (
    accept_time,
    agree_time,
    decline_times,
    refuse_time,
)
from matchmaking.services.other_times.ending import expire_offers, overtake
from matchmaking.services.other_times.offering import offer_times, withdraw_times
from matchmaking.services.other_times.refusals import (
    FIXED,
    EventOver,
    MeetingBegun,
    MeetingFixed,
    MeetingOff,
    NoPublishedPlace,
    NotPublishedYet,
    OfferedAlready,
    OfferOver,
    OrganiserMoves,
    OtherTimeRefused,
    SidesFull,
    TimeTaken,
    TooLate,
)

__all__ = [
    "FIXED",
    "EventOver",
    "MeetingBegun",
    "MeetingFixed",
    "MeetingOff",
    "NoPublishedPlace",
    "NotPublishedYet",
    "OfferOver",
    "OfferedAlready",
    "OrganiserMoves",
    "OtherTimeRefused",
    "SidesFull",
    "TimeTaken",
    "TooLate",
    "accept_time",
    "agree_time",
    "decline_times",
    "expire_offers",
    "offer_times",
    "overtake",
    "refuse_time",
    "withdraw_times",
]
