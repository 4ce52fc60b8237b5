"""The problem in: who wants to meet whom, and what time and space there is.

A problem refers to its parts by position: ``meeting.participants`` holds positions in
``problem.participants``, every slot is a position in ``problem.slots``. The string ids are for
files and people. The classes are plain data and do not validate: `formats` does, for files, and
whoever builds a problem otherwise promises what `formats` demands.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of time in which every table can hold one meeting; `start` and `end` are aware."""

    window: int = 0
    session: str | None = None
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Participant:
    """Who meets: in at most `capacity` meetings at a time and `max_meetings` in all.

    `table` is the participant's own one, such as its stand; None for none.
    """

    id: str
    unavailable: frozenset[int] = frozenset()
    capacity: int = 1
    max_meetings: int | None = None
    table: int | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two or more participants (positions) who want one slot together.

    `session` limits the slots to those of that session, `slot` to that one. In whatever slot it is
    placed, it sits at its `table`, if it has one; every slot that `session` and `slot` leave it has
    that table. `after` holds the meetings (positions) that must be placed, strictly earlier, if
    this one is placed.
    """

    id: str
    participants: tuple[int, ...]
    priority: int = 1
    session: str | None = None
    slot: int | None = None
    after: tuple[int, ...] = ()
    table: int | None = None

    @property
    def is_locked(self) -> bool:
        """Whether it is fixed to a slot, or a table, or both."""
        return self.slot is not None or self.table is not None


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a meeting (its id) stands in a schedule; slots and tables are counted from 0."""

    meeting: str
    slot: int
    table: int


@dataclass(frozen=True, slots=True)
class Rules:
    """`fairness` is the most by which two participants' numbers of breaks may differ."""

    place_all: bool = False
    fairness: int | None = 2


@dataclass(frozen=True)
class Problem:
    """All that a schedule depends on. `tables` has one number per slot.

    `published` is the schedule people already know, for re-planning. `apart` has pairs of
    participants (positions) who are never busy in one slot, whatever their capacity, such as two
    that one person speaks for. `sha256` is the hash of the file the problem was read from, empty
    for a problem made in memory.
    """

    name: str
    slots: tuple[Slot, ...]
    tables: tuple[int, ...]
    participants: tuple[Participant, ...]
    meetings: tuple[Meeting, ...]
    published: tuple[Placement, ...] = ()
    rules: Rules = Rules()
    apart: tuple[tuple[int, int], ...] = ()
    sha256: str = field(default="", compare=False)

    @cached_property
    def windows(self) -> tuple[tuple[int, ...], ...]:
        """The slots of each window, in time order."""
        slots: defaultdict[int, list[int]] = defaultdict(list)
        for position, slot in enumerate(self.slots):
            slots[slot.window].append(position)
        return tuple(tuple(window) for window in slots.values())

    @cached_property
    def meetings_of(self) -> tuple[tuple[int, ...], ...]:
        """The meetings of each participant."""
        meetings: list[list[int]] = [[] for _ in self.participants]
        for position, meeting in enumerate(self.meetings):
            for participant in meeting.participants:
                meetings[participant].append(position)
        return tuple(tuple(own) for own in meetings)

    @cached_property
    def followers(self) -> tuple[tuple[int, ...], ...]:
        """For each meeting, those that must come after it."""
        followers: list[list[int]] = [[] for _ in self.meetings]
        for position, meeting in enumerate(self.meetings):
            for earlier in meeting.after:
                followers[earlier].append(position)
        return tuple(tuple(later) for later in followers)

    @cached_property
    def at_same_table(self) -> tuple[tuple[int, ...], ...]:
        """For each meeting, the others that are locked at its table: no two share a slot."""
        locked: defaultdict[int, list[int]] = defaultdict(list)
        for position, meeting in enumerate(self.meetings):
            if meeting.table is not None:
                locked[meeting.table].append(position)
        return tuple(
            ()
            if meeting.table is None
            else tuple(other for other in locked[meeting.table] if other != position)
            for position, meeting in enumerate(self.meetings)
        )

    @cached_property
    def apart_from(self) -> tuple[tuple[int, ...], ...]:
        """For each participant, those it is kept apart from."""
        others: list[list[int]] = [[] for _ in self.participants]
        for left, right in self.apart:
            others[left].append(right)
            others[right].append(left)
        return tuple(tuple(sorted(own)) for own in others)

    @cached_property
    def idle_during(self) -> tuple[tuple[int, ...], ...]:
        """For each meeting, those who are kept apart from one of its participants."""
        if not self.apart:
            return ((),) * len(self.meetings)
        return tuple(
            tuple(sorted({idle for who in meeting.participants for idle in self.apart_from[who]}))
            for meeting in self.meetings
        )

    def is_torn(self, meeting: int) -> bool:
        """Whether two of its participants are kept apart, so that it can have no slot."""
        return not set(self.meetings[meeting].participants).isdisjoint(self.idle_during[meeting])

    @cached_property
    def session_slots(self) -> tuple[tuple[int, ...], ...]:
        """For each meeting, the slots of its session, whoever can be there."""
        of_session = {
            session: tuple(
                s for s, slot in enumerate(self.slots) if session in (None, slot.session)
            )
            for session in {meeting.session for meeting in self.meetings}
        }
        return tuple(of_session[meeting.session] for meeting in self.meetings)

    def tables_for(self, meeting: int) -> int:
        """How many tables all slots have that session and lock leave the meeting."""
        fixed = self.meetings[meeting].slot
        slots = self.session_slots[meeting] if fixed is None else (fixed,)
        return min((self.tables[slot] for slot in slots), default=0)

    @cached_property
    def common_slots(self) -> tuple[tuple[int, ...], ...]:
        """For each meeting, the slots of its session in which all its participants can be."""
        known: dict[tuple[frozenset[int], str | None], tuple[int, ...]] = {}
        return tuple(self._common_slots(meeting, known) for meeting in self.meetings)

    @cached_property
    def allowed_slots(self) -> tuple[tuple[int, ...], ...]:
        """For each meeting, its common slots, narrowed to the one it is fixed to, if any."""
        fixed = tuple(
            common if meeting.slot is None else tuple(s for s in common if s == meeting.slot)
            for meeting, common in zip(self.meetings, self.common_slots, strict=True)
        )
        if not self.apart:
            return fixed
        return tuple(() if self.is_torn(m) else slots for m, slots in enumerate(fixed))

    def _common_slots(
        self, meeting: Meeting, known: dict[tuple[frozenset[int], str | None], tuple[int, ...]]
    ) -> tuple[int, ...]:
        away = frozenset[int]().union(
            *(self.participants[person].unavailable for person in meeting.participants)
        )
        asked = away, meeting.session
        if asked not in known:
            known[asked] = tuple(
                position
                for position, slot in enumerate(self.slots)
                if position not in away and meeting.session in (None, slot.session)
            )
        return known[asked]
