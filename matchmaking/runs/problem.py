"""An edition's rows as a problem for the scheduler.

The same rows always give the same problem, byte for byte.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property

from events.models import Edition, Registration
from events.queries.presence import Delegation, delegations
from events.queries.same_people import same_people
from matchmaking.models import (
    Meeting,
    MeetingParticipant,
    Placement,
    PlacementParticipant,
    ScheduleRun,
    ScheduleVersion,
    Slot,
    Table,
)
from matchmaking.queries.availability import busy_slots
from matchmaking.queries.plan import Plan
from matchmaking.queries.requests import windows_of
from matchmaking.queries.schedule import (
    current_version,
    meetings_to_schedule,
    published_version,
)
from matchmaking.rules import is_online, most_meetings
from matchmaking.runs.built import BuiltProblem, meeting_id, participant_id
from matchmaking.runs.interpreters import Interpreters
from scheduling.model import formats
from scheduling.model import problem as core

Stay = ScheduleRun.Stay


def build(edition: Edition, *, stay: Stay = Stay.FREE) -> BuiltProblem:
    """What is to be scheduled now.

    Slots are those of the grid with their window; a participant is away where a cluster said so
    or a session binds it, and kept apart from another for which the same person speaks. A meeting
    with one that takes part online only is online; one without a common language needs an
    interpreter, where the event's rule says so. What is locked in the current version keeps its
    slot and table.

    Where what is published is to be kept, all of it stays instead, but what cannot: somebody is
    away by now, a table is closed, or a side takes part online or no longer does. Where it is
    fixed, that too has its time or none.
    """
    published = None if stay == Stay.FREE else published_version(edition)
    if published:
        return _built(_Rows(edition, published, stay=stay))
    return _built(_Rows(edition, current_version(edition)))


def problem_file(edition: Edition) -> bytes:
    """The scheduler's own file of what is to be scheduled now: names nobody."""
    return formats.write_problem(build(edition).problem)


def build_replan(edition: Edition, *, now: datetime) -> BuiltProblem:
    """What is to be scheduled again after changes to the published version, whose locks hold.

    What has begun by `now` stays as it is: those slots and their meetings are left out.
    """
    return _built(_Rows(edition, published_version(edition), now))


def _built(rows: "_Rows") -> BuiltProblem:
    problem = core.Problem(
        name=rows.edition.slug,
        slots=tuple(rows.core_slots()),
        tables=(rows.open_tables,) * len(rows.slots),
        participants=tuple(rows.participants()),
        meetings=tuple(rows.meetings()),
        published=tuple(rows.published()),
        rules=core.Rules(fairness=rows.edition.fairness),
        apart=tuple(rows.apart()),
        interpreters=tuple(rows.interpreters.people()),
    )
    return BuiltProblem(
        problem,
        tuple(rows.slots),
        tuple(rows.tables),
        tuple(rows.held),
        tuple(rows.shut_out),
        frozenset(rows.left),
    )


class _Rows:
    """The rows of one edition, read once, with their positions.

    Meetings are locked as in `version`, or as `stay` says all or those that can stay there; what
    has begun by `now` is left out.
    """

    def __init__(
        self,
        edition: Edition,
        version: ScheduleVersion | None,
        now: datetime | None = None,
        *,
        stay: Stay = Stay.FREE,
    ) -> None:
        self.edition = edition
        self.slot_rows = list(Slot.objects.filter(edition=edition).select_related("window"))
        self.slots = {slot.pk: position for position, slot in enumerate(self.slot_rows)}
        tables = list(Table.objects.filter(edition=edition).order_by("is_closed", "number"))
        self.tables = {table.pk: position for position, table in enumerate(tables)}
        self.open_tables = sum(not table.is_closed for table in tables)
        self.over = {slot.pk for slot in self.slot_rows if now and slot.period.lower <= now}
        self.registrations = list(
            Registration.objects.filter(edition=edition).approved().order_by("pk")
        )
        self.held = list(Placement.objects.filter(version=version, slot__in=self.over))
        held = {placed.meeting_id for placed in self.held}
        self.meeting_rows = [row for row in meetings_to_schedule(edition) if row.pk not in held]
        self.wanted = {meeting.pk for meeting in self.meeting_rows}
        rows = Placement.objects.filter(version=version, meeting__in=self.wanted)
        all_stay = stay != Stay.FREE
        going = Plan(edition, version, is_live=True).conflicts() if version and all_stay else []
        gone = {row.pk for row in going}
        self.locked = [
            row
            for row in rows.order_by("meeting_id")
            if row.is_locked or stay == Stay.FIXED or (all_stay and row.pk not in gone)
        ]
        self.left = {row.meeting_id for row in self.locked if not row.is_locked}
        self.staying = [row for row in self.locked if row.is_locked or row.pk not in gone]
        self.together: defaultdict[int, list[int]] = defaultdict(list)
        for meeting, registration in (
            MeetingParticipant.objects.filter(meeting__in=self.wanted)
            .order_by("registration_id")
            .values_list("meeting_id", "registration_id")
        ):
            self.together[meeting].append(registration)
        ways = {row.pk: row.takes_part for row in self.registrations}
        self.online = {
            meeting
            for meeting, sides in self.together.items()
            if is_online(ways[pk] for pk in sides)
        }
        self.agreed_windows = windows_of(self.wanted)
        self.interpreters = Interpreters(edition, self.slot_rows)
        self.shut_out = self._leave_shut_out()

    def _leave_shut_out(self) -> list[Meeting]:
        """Take out meetings whose windows have no slot, unless they are locked elsewhere."""
        locked = {placed.meeting_id for placed in self.locked}
        gone = {
            pk
            for pk, agreed in self.agreed_windows.items()
            if pk not in locked and agreed.isdisjoint(self.windows)
        }
        found = [row for row in self.meeting_rows if row.pk in gone]
        self.meeting_rows = [row for row in self.meeting_rows if row.pk not in gone]
        self.wanted -= gone
        return found

    def own_tables(self) -> dict[int, int]:
        """The position of each registration's own table, where it is open."""
        tables = Table.objects.filter(
            edition=self.edition, owner__in=self.registrations, is_closed=False
        )
        return {pk: self.tables[table] for table, pk in tables.values_list("pk", "owner_id")}

    def core_slots(self) -> Iterator[core.Slot]:
        for slot in self.slot_rows:
            yield core.Slot(
                window=self.windows[slot.window_id],
                session=slot.window.name,
                start=slot.period.lower,
                end=slot.period.upper,
            )

    @cached_property
    def windows(self) -> dict[int, int]:
        """The number of each window, in order of its first slot."""
        found: dict[int, int] = {}
        for slot in self.slot_rows:
            found.setdefault(slot.window_id, len(found))
        return found

    def participants(self) -> Iterator[core.Participant]:
        there = delegations(self.registrations)
        away = busy_slots(self.edition, self.slot_rows, there=there)
        had = Counter(
            PlacementParticipant.objects.filter(placement__in=self.held).values_list(
                "registration_id", flat=True
            )
        )
        own = self.own_tables()
        # What is left there counts with what is locked: a limit lowered since moves neither.
        stay = Counter(
            pk for placed in self.staying if self.left for pk in self.together[placed.meeting_id]
        )
        for registration in self.registrations:
            busy = self.over.union(away.get(registration.pk, ()))
            most = most_meetings(registration.max_meetings, self.edition)
            fewest = self.edition.fewest_meetings or 0
            yield core.Participant(
                id=participant_id(registration.pk),
                unavailable=frozenset(self.slots[slot] for slot in busy),
                capacity=self._at_once(there[registration.pk]),
                max_meetings=None
                if most is None
                else max(most - had[registration.pk], stay[registration.pk], 0),
                min_meetings=max(
                    min(fewest, fewest if most is None else most) - had[registration.pk], 0
                ),
                table=own.get(registration.pk),
            )

    def _at_once(self, delegation: Delegation) -> int | tuple[int, ...]:
        """One number where it is the same in all slots; none is what being unavailable says."""
        found = [max(delegation.at_once(slot.period), 1) for slot in self.slot_rows]
        if len(set(found)) > 1:
            return tuple(found)
        return found[0] if found else 1

    def apart(self) -> Iterator[tuple[int, int]]:
        """Positions of each two for whom one person speaks, and no colleague comes."""
        positions = {row.pk: position for position, row in enumerate(self.registrations)}
        for left, right in same_people(self.edition.pk).pairs():
            if left in positions and right in positions:
                yield positions[left], positions[right]

    def meetings(self) -> Iterator[core.Meeting]:
        positions = {
            registration.pk: position for position, registration in enumerate(self.registrations)
        }
        fixed = {placed.meeting_id: self.slots[placed.slot_id] for placed in self.locked}
        at = {
            row.meeting_id: table for row in self.locked if (table := self._table(row)) is not None
        }
        # At a table that has been closed since, nobody is locked.
        locked = {pk: table for pk, table in at.items() if table < self.open_tables}
        for meeting_row in self.meeting_rows:
            yield core.Meeting(
                id=meeting_id(meeting_row.pk),
                participants=tuple(positions[pk] for pk in self.together[meeting_row.pk]),
                priority=meeting_row.priority,
                slot=fixed.get(meeting_row.pk),
                table=locked.get(meeting_row.pk),
                windows=self._windows(meeting_row.pk, fixed.get(meeting_row.pk)),
                online=meeting_row.pk in self.online,
                interpreters=self.interpreters.needed_by(
                    meeting_row.pk, self.together[meeting_row.pk]
                ),
            )

    def _table(self, placed: Placement) -> int | None:
        """The position of the table of a meeting that is on site, where it has one."""
        if placed.meeting_id in self.online or placed.table_id is None:
            return None
        return self.tables[placed.table_id]

    def _windows(self, meeting: int, fixed: int | None) -> frozenset[int] | None:
        """Those that its two agreed on, as far as they have slots; what is locked elsewhere stays.

        None where they may meet in all.
        """
        agreed = self.agreed_windows.get(meeting)
        if agreed is None or (fixed is not None and self.slot_rows[fixed].window_id not in agreed):
            return None
        return frozenset(self.windows[pk] for pk in agreed if pk in self.windows)

    def published(self) -> Iterator[core.Placement]:
        version = published_version(self.edition)
        placements = Placement.objects.filter(version=version, meeting__in=self.wanted)
        for placed in placements.order_by("meeting_id") if version else ():
            yield core.Placement(
                meeting=meeting_id(placed.meeting_id),
                slot=self.slots[placed.slot_id],
                table=self._table(placed),
                interpreter=self.interpreters.id_of(placed.interpreter_id),
            )
