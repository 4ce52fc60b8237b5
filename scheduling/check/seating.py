"""Tables: a meeting sits where it is locked; who owns a table sits there if it can."""

from collections.abc import Iterator

from scheduling.check.schedule import Schedule


def locked_tables(schedule: Schedule) -> Iterator[str]:
    """Each meeting that does not sit at the table it is locked at."""
    for meeting, placed in schedule.placed:
        if meeting.table is not None and meeting.table != placed.table:
            yield (
                f"Meeting {meeting.id} in slot {placed.slot} is locked at table {meeting.table}, "
                f"not {placed.table}."
            )


def own_tables(schedule: Schedule) -> Iterator[str]:
    """Each meeting that could sit at a table of its own participants, and does not.

    It cannot where it is locked itself, or another meeting that is locked, or of an owner, sits.
    """
    people = schedule.problem.participants
    owned = {
        meeting.id: {
            table for one in meeting.participants if (table := people[one].table) is not None
        }
        for meeting, _ in schedule.placed
    }
    held = {
        (placed.slot, placed.table)
        for meeting, placed in schedule.placed
        if placed.table in owned[meeting.id] or placed.table == meeting.table
    }
    for meeting, placed in schedule.placed:
        if meeting.online or meeting.table is not None:
            continue
        if placed.table not in owned[meeting.id]:
            for table in sorted(owned[meeting.id]):
                exists = table < schedule.problem.tables[placed.slot]
                if exists and (placed.slot, table) not in held:
                    yield (
                        f"Meeting {meeting.id} is at table {placed.table} in slot {placed.slot}, "
                        f"though table {table} is its participants' own."
                    )
