"""Own tables: who owns one sits there, unless another meeting with the same right does."""

from collections.abc import Iterator

from scheduling.check.schedule import Schedule


def own_tables(schedule: Schedule) -> Iterator[str]:
    """Each meeting that could sit at a table of its own participants, and does not."""
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
        if placed.table in owned[meeting.id]
    }
    for meeting, placed in schedule.placed:
        if placed.table not in owned[meeting.id]:
            for table in sorted(owned[meeting.id]):
                exists = table < schedule.problem.tables[placed.slot]
                if exists and (placed.slot, table) not in held:
                    yield (
                        f"Meeting {meeting.id} is at table {placed.table} in slot {placed.slot}, "
                        f"though table {table} is its participants' own."
                    )
