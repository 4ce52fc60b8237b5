"""What clusters and organisers alike enter about who comes, and when."""

from events.forms.delegations import (
    LONGEST_MESSAGE,
    DelegatesForm,
    MeetingLimitsForm,
    MessageForm,
)
from events.forms.presence import PresenceForm

__all__ = [
    "LONGEST_MESSAGE",
    "DelegatesForm",
    "MeetingLimitsForm",
    "MessageForm",
    "PresenceForm",
]
