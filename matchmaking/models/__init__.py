"""Windows, slots and tables; offers, needs, requests and meetings; runs and schedule versions."""

from matchmaking.models.grid import MeetingWindow, Pause, Slot, Table, Unavailability
from matchmaking.models.meetings import Meeting, MeetingParticipant, MeetingRequest, Priority
from matchmaking.models.profile import Need, Offer
from matchmaking.models.remedies import AppliedRemedy, AvailabilityAsk
from matchmaking.models.runs import ScheduleRun
from matchmaking.models.versions import (
    Placement,
    PlacementParticipant,
    ScheduleEdit,
    ScheduleVersion,
    UnplacedMeeting,
)

__all__ = [
    "AppliedRemedy",
    "AvailabilityAsk",
    "Meeting",
    "MeetingParticipant",
    "MeetingRequest",
    "MeetingWindow",
    "Need",
    "Offer",
    "Pause",
    "Placement",
    "PlacementParticipant",
    "Priority",
    "ScheduleEdit",
    "ScheduleRun",
    "ScheduleVersion",
    "Slot",
    "Table",
    "Unavailability",
    "UnplacedMeeting",
]
