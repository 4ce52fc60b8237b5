"""An edition's rows as a problem for the scheduler, and the way back.

A registration is the participant `r<pk>`, a meeting `m<pk>`; slots and tables are known by their
position. The same rows always give the same problem, byte for byte.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from events.models import Edition, Registration
from matchmaking.models import MeetingParticipant, Placement, Slot, Table
from matchmaking.queries.availability import busy_slots
from matchmaking.queries.schedule import current_version, published_version, wanted_meetings
from matchmaking.scheduling import problem as core


@dataclass(frozen=True)
class BuiltProblem:
    """A problem, with the rows behind its positions.

    `slots` and `tables` hold primary keys by position. `locked_tables` holds, for each meeting
    (its id in the problem) that is locked, the position of the table it must keep.
    """

    problem: core.Problem
    slots: tuple[int, ...]
    tables: tuple[int, ...]
    locked_tables: Mapping[str, int]


def participant_id(registration: int) -> str:
    return f"r{registration}"


def meeting_id(meeting: int) -> str:
    return f"m{meeting}"


def row(name: str) -> int:
    """The primary key behind a participant's or meeting's id."""
    return int(name[1:])


def build(edition: Edition) -> BuiltProblem:
    """What is to be scheduled now.

    Slots are those of the grid with their window; a participant is away where a cluster said so
    or a session binds it. What is locked in the current version keeps its slot and table.
    """
    rows = _Rows(edition)
    problem = core.Problem(
        name=edition.slug,
        slots=tuple(rows.core_slots()),
        tables=(len(rows.tables),) * len(rows.slots),
        participants=tuple(rows.participants()),
        meetings=tuple(rows.meetings()),
        published=tuple(rows.published()),
        rules=core.Rules(fairness=edition.fairness),
    )
    locked_tables = {meeting_id(p.meeting_id): rows.tables[p.table_id] for p in rows.locked}
    return BuiltProblem(problem, tuple(rows.slots), tuple(rows.tables), locked_tables)


class _Rows:
    """The rows of one edition, read once, with their positions."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.slot_rows = list(Slot.objects.filter(edition=edition).select_related("window"))
        self.slots = {slot.pk: position for position, slot in enumerate(self.slot_rows)}
        tables = Table.objects.filter(edition=edition).values_list("pk", flat=True)
        self.tables = {pk: position for position, pk in enumerate(tables)}
        self.registrations = list(
            Registration.objects.filter(edition=edition).approved().order_by("pk")
        )
        self.meeting_rows = list(wanted_meetings(edition))
        self.wanted = {meeting.pk for meeting in self.meeting_rows}
        current = current_version(edition)
        self.locked = list(
            Placement.objects.filter(
                version=current, meeting__in=self.wanted, is_locked=True
            ).order_by("meeting_id")
        )

    def core_slots(self) -> Iterator[core.Slot]:
        windows: dict[int, int] = {}
        for slot in self.slot_rows:
            yield core.Slot(
                window=windows.setdefault(slot.window_id, len(windows)),
                session=slot.window.name,
                start=slot.period.lower,
                end=slot.period.upper,
            )

    def participants(self) -> Iterator[core.Participant]:
        away = busy_slots(self.edition)
        for registration in self.registrations:
            busy = away.get(registration.pk, ())
            yield core.Participant(
                id=participant_id(registration.pk),
                unavailable=frozenset(self.slots[slot] for slot in busy),
                capacity=registration.seats,
                max_meetings=registration.max_meetings,
            )

    def meetings(self) -> Iterator[core.Meeting]:
        positions = {one.pk: position for position, one in enumerate(self.registrations)}
        together: defaultdict[int, list[int]] = defaultdict(list)
        for meeting, registration in (
            MeetingParticipant.objects.filter(meeting__in=self.wanted)
            .order_by("registration_id")
            .values_list("meeting_id", "registration_id")
        ):
            together[meeting].append(positions[registration])
        fixed = {placed.meeting_id: self.slots[placed.slot_id] for placed in self.locked}
        for meeting_row in self.meeting_rows:
            yield core.Meeting(
                id=meeting_id(meeting_row.pk),
                participants=tuple(together[meeting_row.pk]),
                priority=meeting_row.priority,
                slot=fixed.get(meeting_row.pk),
            )

    def published(self) -> Iterator[core.Placement]:
        version = published_version(self.edition)
        placements = Placement.objects.filter(version=version, meeting__in=self.wanted)
        for placed in placements.order_by("meeting_id") if version else ():
            yield core.Placement(
                meeting=meeting_id(placed.meeting_id),
                slot=self.slots[placed.slot_id],
                table=self.tables[placed.table_id],
            )
