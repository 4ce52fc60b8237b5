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

# The session and the windows of a meeting.
Asked = tuple[str | None, frozenset[int] | None]


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

    `capacity` is one number for all slots, or one for each slot. It hopes for `min_meetings`, a
    wish that comes after priorities and before breaks. `table` is the participant's own one, such
    as its stand; None for none.
    """

    id: str
    unavailable: frozenset[int] = frozenset()
    capacity: int | tuple[int, ...] = 1
    max_meetings: int | None = None
    table: int | None = None
    min_meetings: int = 0

    def at_once(self, slot: int) -> int:
        """How many meetings it can be in then, if it is available."""
        return self.capacity if isinstance(self.capacity, int) else self.capacity[slot]

    @property
    def most_at_once(self) -> int:
        """The most meetings that it can be in at a time."""
        return self.capacity if isinstance(self.capacity, int) else max(self.capacity, default=1)


@dataclass(frozen=True, slots=True)
class Interpreter:
    """Who interprets for one meeting at a time; `unavailable` are slots, by position."""

    id: str
    unavailable: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two or more participants (positions) who want one slot together.

    `session` limits the slots to those of that session, `windows` to those of these windows (None:
    of all), `slot` to that one. In whatever slot it is placed, it sits at its `table`, if it has
    one; every slot that these three leave it has that table. An `online` meeting takes no table.
    `after` holds the meetings (positions) that must be placed, strictly earlier, if this one is
    placed. One of its `interpreters` (positions) is needed; None where it needs none.
    """

    id: str
    participants: tuple[int, ...]
    priority: int = 1
    session: str | None = None
    slot: int | None = None
    after: tuple[int, ...] = ()
    table: int | None = None
    windows: frozenset[int] | None = None
    online: bool = False
    interpreters: tuple[int, ...] | None = None

    def is_asked_for(self, slot: Slot) -> bool:
        """Whether session and windows leave it the slot."""
        return self.session in (None, slot.session) and (
            self.windows is None or slot.window in self.windows
        )

    @property
    def asked(self) -> Asked:
        """What limits its slots whoever takes part; equal for meetings with equal slots."""
        return self.session, self.windows

    @property
    def is_locked(self) -> bool:
        """Whether it is fixed to a slot, or a table, or both."""
        return self.slot is not None or self.table is not None


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a meeting (its id) stands in a schedule; slots and tables are counted from 0.

    An online meeting has no table; `interpreter` is the id of who interprets.
    """

    meeting: str
    slot: int
    table: int | None
    interpreter: str | None = None


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
    that one person speaks for. `interpreters` are referred to by position, in meetings too; their
    ids are in placements. `sha256` is the hash of the file the problem was read from, empty
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
    interpreters: tuple[Interpreter, ...] = ()
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
    def has_hopes(self) -> bool:
        """Whether somebody hopes for a number of meetings."""
        return any(participant.min_meetings for participant in self.participants)

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
    def interpreted(self) -> tuple[int, ...]:
        """The meetings (positions) that need an interpreter."""
        return tuple(m for m, wish in enumerate(self.meetings) if wish.interpreters is not None)

    def interpreters_in(self, meeting: int, slot: int) -> tuple[int, ...]:
        """Those (positions) who can interpret for a meeting, as far as they are in the slot."""
        able = self.meetings[meeting].interpreters or ()
        return tuple(one for one in able if slot not in self.interpreters[one].unavailable)

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
    def asked_slots(self) -> tuple[tuple[int, ...], ...]:
        """For each meeting, the slots of its session and windows, whoever can be there."""
        known: dict[Asked, tuple[int, ...]] = {}
        for meeting in self.meetings:
            if meeting.asked not in known:
                known[meeting.asked] = tuple(
                    s for s, slot in enumerate(self.slots) if meeting.is_asked_for(slot)
                )
        return tuple(known[meeting.asked] for meeting in self.meetings)

    def tables_for(self, meeting: int) -> int:
        """How many tables all slots have that session, windows and lock leave the meeting."""
        fixed = self.meetings[meeting].slot
        slots = self.asked_slots[meeting] if fixed is None else (fixed,)
        return min((self.tables[slot] for slot in slots), default=0)

    @cached_property
    def common_slots(self) -> tuple[tuple[int, ...], ...]:
        """For each meeting, those of its asked slots in which all its participants can be."""
        known: dict[tuple[frozenset[int], Asked], tuple[int, ...]] = {}
        return tuple(
            self._common_slots(meeting, asked, known)
            for meeting, asked in zip(self.meetings, self.asked_slots, strict=True)
        )

    @cached_property
    def allowed_slots(self) -> tuple[tuple[int, ...], ...]:
        """For each meeting, its common slots, narrowed to the one it is fixed to, if any; where it
        needs an interpreter, to those in which one is there.
        """
        fixed = tuple(
            common if meeting.slot is None else tuple(s for s in common if s == meeting.slot)
            for meeting, common in zip(self.meetings, self.common_slots, strict=True)
        )
        if self.apart:
            fixed = tuple(() if self.is_torn(m) else slots for m, slots in enumerate(fixed))
        if not self.interpreted:
            return fixed
        needy = set(self.interpreted)
        return tuple(
            tuple(s for s in slots if self.interpreters_in(m, s)) if m in needy else slots
            for m, slots in enumerate(fixed)
        )

    def _common_slots(
        self,
        meeting: Meeting,
        slots: tuple[int, ...],
        known: dict[tuple[frozenset[int], Asked], tuple[int, ...]],
    ) -> tuple[int, ...]:
        away = frozenset[int]().union(
            *(self.participants[person].unavailable for person in meeting.participants)
        )
        key = away, meeting.asked
        if key not in known:
            known[key] = tuple(slot for slot in slots if slot not in away)
        return known[key]
