"""A problem for the scheduler with the rows behind it: the names of both, and the way back.

A registration is the participant `r<pk>`, a meeting `m<pk>`, and `i<pk>` interprets; slots and
tables are known by their position.
"""

from dataclasses import dataclass

from matchmaking.models import Meeting, Placement, ScheduleVersion
from scheduling.model import problem as core


@dataclass(frozen=True)
class BuiltProblem:
    """A problem, with the rows behind its positions.

    `slots` and `tables` hold primary keys by position, tables that are closed last. `held` are
    placements that are over: they stay, outside the problem. `shut_out` are meetings that can
    have no place: the windows that their two agreed on are gone, or have no times. `left` are
    meetings (by id) that are fixed where they are published, and not locked there.
    """

    problem: core.Problem
    slots: tuple[int, ...]
    tables: tuple[int, ...]
    held: tuple[Placement, ...] = ()
    shut_out: tuple[Meeting, ...] = ()
    left: frozenset[int] = frozenset()


def participant_id(registration: int) -> str:
    return f"r{registration}"


def meeting_id(meeting: int) -> str:
    return f"m{meeting}"


def interpreter_id(interpreter: int) -> str:
    return f"i{interpreter}"


def row(name: str) -> int:
    """The primary key behind a participant's, meeting's or interpreter's id."""
    return int(name[1:])


def start_from(built: BuiltProblem, version: ScheduleVersion) -> tuple[core.Placement, ...]:
    """The version's schedule in the terms of the problem."""
    slots = {pk: position for position, pk in enumerate(built.slots)}
    tables = {pk: position for position, pk in enumerate(built.tables)}
    online = {meeting.id for meeting in built.problem.meetings if meeting.online}
    known = {row(one.id): one.id for one in built.problem.interpreters}
    shut_out = [meeting.pk for meeting in built.shut_out]
    rows = Placement.objects.filter(version=version).exclude(meeting__in=shut_out)
    return tuple(
        core.Placement(
            meeting=meeting_id(placed.meeting_id),
            slot=slots[placed.slot_id],
            table=None
            if meeting_id(placed.meeting_id) in online
            else tables.get(placed.table_id or 0),
            interpreter=known.get(placed.interpreter_id or 0),
        )
        for placed in rows.order_by("meeting_id")
    )
