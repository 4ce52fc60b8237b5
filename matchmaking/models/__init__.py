"""Windows, slots and tables; offers, needs, requests and meetings; runs and schedule versions."""

from matchmaking.models.choices import SetAside
from matchmaking.models.feeds import CalendarFeed
from matchmaking.models.grid import MeetingWindow, Pause, Slot, Table, Unavailability
from matchmaking.models.held import MeetingRating, MeetingWord
from matchmaking.models.imports import Import
from matchmaking.models.interpreters import Interpreter
from matchmaking.models.meetings import (
    Meeting,
    MeetingMessage,
    MeetingParticipant,
)
from matchmaking.models.online import OnlineRoom
from matchmaking.models.other_times import OfferedTime, TimeOffer
from matchmaking.models.placements import Placement, PlacementParticipant
from matchmaking.models.profile import Need, Offer
from matchmaking.models.remedies import AppliedRemedy, AvailabilityAsk
from matchmaking.models.reminders import PlannedReminder
from matchmaking.models.requests import MeetingRequest, Priority, RequestTime, RequestWindow
from matchmaking.models.rules import BarredPair, ClusterGroup, GroupMember, GroupPair
from matchmaking.models.runs import ScheduleRun
from matchmaking.models.telling import AgendaEntry, AgendaMark, Telling, ToldEntry
from matchmaking.models.versions import (
    ScheduleEdit,
    ScheduleVersion,
    UnplacedMeeting,
)

__all__ = [
    "AgendaEntry",
    "AgendaMark",
    "AppliedRemedy",
    "AvailabilityAsk",
    "BarredPair",
    "CalendarFeed",
    "ClusterGroup",
    "GroupMember",
    "GroupPair",
    "Import",
    "Interpreter",
    "Meeting",
    "MeetingMessage",
    "MeetingParticipant",
    "MeetingRating",
    "MeetingRequest",
    "MeetingWindow",
    "MeetingWord",
    "Need",
    "Offer",
    "OfferedTime",
    "OnlineRoom",
    "Pause",
    "Placement",
    "PlacementParticipant",
    "PlannedReminder",
    "Priority",
    "RequestTime",
    "RequestWindow",
    "ScheduleEdit",
    "ScheduleRun",
    "ScheduleVersion",
    "SetAside",
    "Slot",
    "Table",
    "Telling",
    "TimeOffer",
    "ToldEntry",
    "Unavailability",
    "UnplacedMeeting",
]
