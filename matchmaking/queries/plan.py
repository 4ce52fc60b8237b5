"""A schedule version with everything that questions about it need, read once."""

from collections.abc import Collection, Mapping
from datetime import date
from functools import cached_property

from django_stubs_ext import WithAnnotations

from events.models import Edition, Registration
from events.queries.same_people import People, SamePeople, same_people_among, with_people
from matchmaking.models import (
    Interpreter,
    MeetingWindow,
    Pause,
    Placement,
    PlacementParticipant,
    ScheduleVersion,
    Slot,
    Table,
)
from matchmaking.queries.availability import busy_slots
from matchmaking.queries.interpreting import (
    Interpreting,
    interpreters_of,
    interpreting,
    seated,
)
from matchmaking.queries.names import Names, by_name, names_of
from matchmaking.queries.planned import PlannedMeeting, planned_meetings
from matchmaking.queries.schedule import NotPlaced


class Plan:
    """A version with everything that pages ask of it, read once.

    With `is_live` what is not wanted any more holds no place: it makes room for what is. Four
    queries for the names, one more for pauses, two for who is busy: all else follows.
    """

    def __init__(
        self, edition: Edition, version: ScheduleVersion, *, is_live: bool = False
    ) -> None:
        self.edition = edition
        self.version = version
        self.is_live = is_live
        self.names_people = False

    @cached_property
    def meetings(self) -> dict[int, PlannedMeeting]:
        """All meetings of the edition, in order of id, with their places in the version."""
        return {meeting.pk: meeting for meeting in planned_meetings(self.edition, self.version)}

    @cached_property
    def names(self) -> Names:
        met = {pk: meeting for pk, meeting in self.meetings.items() if meeting.sides}
        return names_of(
            self.edition,
            self._registrations,
            {pk: meeting.sides for pk, meeting in met.items()},
            (pk for pk, meeting in met.items() if meeting.is_agreed),
        )

    @cached_property
    def _registrations(self) -> "list[WithAnnotations[Registration, People]]":
        return list(with_people(by_name(Registration.objects.filter(edition=self.edition))))

    @cached_property
    def tables(self) -> list[Table]:
        """Those in use, and closed ones at which the version still has meetings."""
        used = {row.table_id for row in self.placements}
        rows = self.names.tables.values()
        return [table for table in rows if not table.is_closed or table.pk in used]

    @cached_property
    def slots(self) -> list[Slot]:
        return list(self.names.slots.values())

    @cached_property
    def pauses(self) -> list[Pause]:
        rows = Pause.objects.filter(window__edition=self.edition)
        return list(rows.select_related("window"))

    @cached_property
    def placements(self) -> list[Placement]:
        """In order of time and table, those online last."""
        slots, tables = self.names.slots, self.names.tables
        placed = (
            meeting.place
            for meeting in self.meetings.values()
            if meeting.place and (not self.is_live or meeting.pk in self.wanted)
        )

        def when_and_where(row: Placement) -> tuple[object, bool, int]:
            number = tables[row.table_id].number if row.table_id else row.meeting_id
            return slots[row.slot_id].period, row.table_id is None, number

        return sorted(placed, key=when_and_where)

    @cached_property
    def placed(self) -> dict[int, Placement]:
        """The placement of each placed meeting."""
        return {row.meeting_id: row for row in self.placements}

    @cached_property
    def wanted(self) -> set[int]:
        """The meetings that should have a place: agreed, and nobody called them off."""
        return {
            meeting
            for meeting in self.names.agreed
            if not any(self.misses(pk, meeting) for pk in self.names.participants[meeting])
        }

    def misses(self, registration: int, meeting: int) -> bool:
        """Whether it is gone, and was before the published time of the meeting."""
        if registration not in self.gone:
            return False
        published = self.meetings[meeting].published
        left_at = self.names.parties[registration].decided_at
        slot = self.names.slots.get(published[0]) if published else None
        return not (slot and left_at and slot.period.lower <= left_at)

    @cached_property
    def missing(self) -> list[NotPlaced]:
        """The wanted meetings without a place, heaviest first (`schedule.not_placed`)."""
        rows = [self.meetings[pk] for pk in self.wanted if pk not in self.placed]
        rows.sort(key=lambda row: (-row.priority, row.pk))
        return [
            NotPlaced.of(row.pk, row.reason, row.remedy, removed=row.is_removed) for row in rows
        ]

    @cached_property
    def busy(self) -> dict[int, dict[int, str]]:
        parties = self.names.parties
        there = {pk: party.delegation for pk, party in parties.items()}
        slots = self.names.slots.values()
        return busy_slots(self.edition, slots, among=parties.keys(), there=there)

    @cached_property
    def meetings_at(self) -> dict[tuple[int, int], list[Placement]]:
        """The placements of each registration (first) in each slot (second)."""
        found: dict[tuple[int, int], list[Placement]] = {}
        for row in self.placements:
            for pk in self.names.participants.get(row.meeting_id, ()):
                found.setdefault((pk, row.slot_id), []).append(row)
        return found

    @cached_property
    def days(self) -> list[date]:
        return sorted({self.day_of(slot.window) for slot in self.slots})

    def day_of(self, window: MeetingWindow) -> date:
        """The day on which a window begins; it may go on past midnight."""
        return self.names.local(window.period.lower).date()

    def day_slots(self, day: date | None) -> list[Slot]:
        return [slot for slot in self.slots if self.day_of(slot.window) == day]

    @cached_property
    def closed(self) -> set[int]:
        """The tables that are out of use."""
        return {pk for pk, table in self.names.tables.items() if table.is_closed}

    @cached_property
    def gone(self) -> set[int]:
        """The registrations that are not, or no longer, approved."""
        return {pk for pk, party in self.names.parties.items() if not party.is_approved}

    def people_of(self, registrations: Collection[int]) -> set[int]:
        """Who speaks for these, by id."""
        rows = (row for row in self._registrations if row.pk in registrations)
        return {user for row in rows for user in row.users}

    def is_outside(self, meeting: int, slot: int) -> bool:
        """Whether the two of a meeting agreed to meet at other times only."""
        agreed = self.meetings[meeting].windows
        return agreed is not None and self.names.slots[slot].window_id not in agreed

    def is_other_way(self, row: Placement) -> bool:
        """Whether it is at a table though a side takes part online, or the other way round."""
        return (row.table_id is None) != self.names.is_online(row.meeting_id)

    @property
    def meets_online(self) -> bool:
        """Whether meetings may be online here, or are."""
        return self.edition.meets_online or any(row.table_id is None for row in self.placements)

    @cached_property
    def people(self) -> SamePeople:
        return same_people_among(self._registrations)

    def is_elsewhere(self, registration: int, slot: int, meeting: int | None) -> bool:
        """Whether who speaks for it is then in another meeting, for another cluster."""
        return any(
            row.meeting_id != meeting
            for partner in self.people.apart_from(registration)
            for row in self.meetings_at.get((partner, slot), ())
        )

    def is_overfull(self, registration: int, slot: int) -> bool:
        """Whether it has more meetings then than delegates who are there."""
        placements = self.meetings_at.get((registration, slot), ())
        if len(placements) == 1 or slot not in self.names.slots:
            return False
        return len(placements) > self.names.at_once(registration, slot)

    @cached_property
    def interpreting(self) -> Interpreting:
        """What meetings need, as the event's rule has it; no query where it asks for nothing."""
        return interpreting(self.edition)

    @cached_property
    def sitting(self) -> dict[int, tuple[str, ...]]:
        """Who sits in each meeting, by name, in the order of its clusters; one query, and nobody
        unless `names_people` asks for it.
        """
        if not self.names_people:
            return {}
        seats = PlacementParticipant.objects.filter(version=self.version, delegate__isnull=False)
        found: dict[int, dict[int, str]] = {}
        for meeting, side, name in seats.values_list("meeting", "registration", "delegate__name"):
            found.setdefault(meeting, {})[side] = name
        return {
            meeting: tuple(names[pk] for pk in self.names.participants[meeting] if pk in names)
            for meeting, names in found.items()
            if meeting in self.names.participants
        }

    @cached_property
    def interpreters(self) -> Mapping[int, Interpreter]:
        """Those of the edition by id; no query where no meeting has or needs one."""
        if self.interpreting.is_asked or not any(row.interpreter_id for row in self.placements):
            return self.interpreting.people
        return {person.pk: person for person in interpreters_of(self.edition)}

    @cached_property
    def _interpreted(self) -> dict[int, dict[int, tuple[int, ...]]]:
        """Of each slot the meetings that need an interpreter, with those who can be theirs."""
        found: dict[int, dict[int, tuple[int, ...]]] = {}
        for row in self.placements if self.interpreting.is_asked else ():
            if row.meeting_id not in self.wanted or row.slot_id not in self.names.slots:
                continue
            sides = self.names.participants.get(row.meeting_id, ())
            if gaps := self.interpreting.gaps(sides, row.meeting_id):
                period = self.names.slots[row.slot_id].period
                able = self.interpreting.able(gaps, period)
                found.setdefault(row.slot_id, {})[row.meeting_id] = able
        return found

    def lacks_interpreter(self, row: Placement) -> bool:
        """Whether it needs one and has nobody, or somebody who cannot be it any more."""
        able = self._interpreted.get(row.slot_id, {}).get(row.meeting_id)
        return able is not None and row.interpreter_id not in able

    def is_not_understood(
        self, registrations: Collection[int], slot: int, meeting: int | None
    ) -> bool:
        """Whether those who are to meet would need an interpreter then and nobody is free, other
        meetings changing theirs among each other.
        """
        gaps = self.interpreting.gaps(registrations, meeting)
        if not gaps:
            return False
        others = {pk: able for pk, able in self._interpreted.get(slot, {}).items() if pk != meeting}
        asker = meeting or 0
        wishes = {asker: self.interpreting.able(gaps, self.names.slots[slot].period), **others}
        had = {pk: one for pk in others if (one := self.placed[pk].interpreter_id)}
        return asker not in seated(wishes, had)

    def conflicts(self) -> list[Placement]:
        """Placements at which somebody does not come or is not free any more, or is in another
        meeting as well, for another cluster, or has too few delegates; or that are at a time the
        two did not agree on; or whose table is closed; or that are online and should not be, or the
        other way round; or that need an interpreter and have none.
        """
        return self._conflicts

    @cached_property
    def _conflicts(self) -> list[Placement]:
        return [row for row in self.placements if self.is_in_conflict(row)]

    def is_in_conflict(self, row: Placement) -> bool:
        """Whether it is one of `conflicts`."""
        is_outside = row.slot_id in self.names.slots and self.is_outside(
            row.meeting_id, row.slot_id
        )
        return (
            row.table_id in self.closed
            or is_outside
            or self.is_other_way(row)
            or self.lacks_interpreter(row)
            or any(
                self.misses(pk, row.meeting_id)
                or row.slot_id in self.busy.get(pk, ())
                or self.is_elsewhere(pk, row.slot_id, row.meeting_id)
                or self.is_overfull(pk, row.slot_id)
                for pk in self.names.participants.get(row.meeting_id, ())
            )
        )
