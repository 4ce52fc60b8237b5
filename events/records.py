"""What apps tell each other about an event, as plain data."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class MeetingThere:
    """A meeting of a cluster as the published schedule has it: when, where and with whom.

    It has no `table` where it is online, and no `room` where its table stands in none.
    """

    begins: datetime
    table: int | None
    others: tuple[str, ...]
    room: str = ""
