"""The hard rules: one function each, yielding a sentence for each violation."""

from collections import Counter
from collections.abc import Callable, Iterator

from scheduling.check.schedule import Schedule
from scheduling.check.seating import locked_tables, own_tables

Rule = Callable[[Schedule], Iterator[str]]


def _known(schedule: Schedule) -> Iterator[str]:
    for placed in schedule.solution.placements:
        if placed.meeting not in schedule.meetings:
            yield f"Meeting {placed.meeting} is not in the problem."
        if placed.slot >= len(schedule.problem.slots):
            yield f"Meeting {placed.meeting} is in slot {placed.slot}, which does not exist."


def _once(schedule: Schedule) -> Iterator[str]:
    times = Counter(placed.meeting for placed in schedule.solution.placements)
    for meeting, count in times.items():
        if count > 1:
            yield f"Meeting {meeting} is placed {count} times."


def _capacity(schedule: Schedule) -> Iterator[str]:
    for participant, agenda in zip(schedule.problem.participants, schedule.agendas, strict=True):
        for slot, placements in sorted(agenda.items()):
            if len(placements) > participant.at_once(slot):
                together = ", ".join(placed.meeting for placed in placements)
                yield (
                    f"{participant.id} is in {len(placements)} meetings in slot {slot} "
                    f"({together}), but can be in {participant.at_once(slot)}."
                )


def _apart(schedule: Schedule) -> Iterator[str]:
    for left, right in schedule.problem.apart:
        agendas = schedule.agendas[left], schedule.agendas[right]
        for slot in sorted(agendas[0].keys() & agendas[1].keys()):
            there = (", ".join(placed.meeting for placed in agenda[slot]) for agenda in agendas)
            yield (
                f"{schedule.name(left)} and {schedule.name(right)} are kept apart, but both have "
                f"meetings in slot {slot} ({' and '.join(there)})."
            )


def _interpreters(schedule: Schedule) -> Iterator[str]:
    known = {one.id: position for position, one in enumerate(schedule.problem.interpreters)}
    work: dict[tuple[int, str], str] = {}
    for meeting, placed in schedule.placed:
        name = placed.interpreter
        if name is None:
            if meeting.interpreters is not None:
                yield f"Meeting {meeting.id} needs an interpreter and has none."
        elif known.get(name) not in (meeting.interpreters or ()):
            yield f"Meeting {meeting.id} has the interpreter {name}, who cannot interpret for it."
        else:
            if placed.slot in schedule.problem.interpreters[known[name]].unavailable:
                yield f"Interpreter {name} is away in slot {placed.slot}, where {meeting.id} is."
            other = work.setdefault((placed.slot, name), meeting.id)
            if other != meeting.id:
                yield (
                    f"Interpreter {name} is in both {other} and {meeting.id} in slot {placed.slot}."
                )


def _tables(schedule: Schedule) -> Iterator[str]:
    taken: dict[tuple[int, int], str] = {}
    used = Counter(placed.slot for meeting, placed in schedule.placed if not meeting.online)
    for slot, count in sorted(used.items()):
        if count > schedule.problem.tables[slot]:
            tables = schedule.problem.tables[slot]
            yield f"Slot {slot} has {count} meetings for {tables} tables."
    for meeting, placed in schedule.placed:
        if placed.table is None or meeting.online:
            continue
        if placed.table >= schedule.problem.tables[placed.slot]:
            yield (
                f"Meeting {meeting.id} is at table {placed.table} in slot {placed.slot}, "
                f"which has {schedule.problem.tables[placed.slot]} tables, counted from 0."
            )
        other = taken.setdefault((placed.slot, placed.table), meeting.id)
        if other != meeting.id:
            yield (
                f"Meetings {other} and {meeting.id} are both at table {placed.table} "
                f"in slot {placed.slot}."
            )


def _online(schedule: Schedule) -> Iterator[str]:
    for meeting, placed in schedule.placed:
        if meeting.online and placed.table is not None:
            yield f"Meeting {meeting.id} is online, but has table {placed.table}."
        elif placed.table is None and not meeting.online:
            yield f"Meeting {meeting.id} in slot {placed.slot} has no table."


def _unavailable(schedule: Schedule) -> Iterator[str]:
    for meeting, placed in schedule.placed:
        for person in meeting.participants:
            if placed.slot in schedule.problem.participants[person].unavailable:
                name = schedule.name(person)
                yield f"{name} is unavailable in slot {placed.slot}, where {meeting.id} is."


def _session(schedule: Schedule) -> Iterator[str]:
    for meeting, placed in schedule.placed:
        session = schedule.problem.slots[placed.slot].session
        if meeting.session is not None and meeting.session != session:
            yield (
                f"Meeting {meeting.id} belongs to the session {meeting.session}; "
                f"slot {placed.slot} is of {session or 'no session'}."
            )


def _windows(schedule: Schedule) -> Iterator[str]:
    for meeting, placed in schedule.placed:
        window = schedule.problem.slots[placed.slot].window
        if meeting.windows is not None and window not in meeting.windows:
            asked = ", ".join(map(str, sorted(meeting.windows)))
            yield (
                f"Meeting {meeting.id} can be in the windows {asked}; slot {placed.slot} is of "
                f"window {window}."
            )


def _fixed(schedule: Schedule) -> Iterator[str]:
    for meeting, placed in schedule.placed:
        if meeting.slot is not None and meeting.slot != placed.slot:
            yield f"Meeting {meeting.id} is fixed to slot {meeting.slot}, not {placed.slot}."


def _precedence(schedule: Schedule) -> Iterator[str]:
    for meeting, placed in schedule.placed:
        for position in meeting.after:
            earlier = schedule.problem.meetings[position].id
            before = schedule.at.get(earlier)
            if before is None:
                yield f"Meeting {meeting.id} comes after {earlier}, which is not placed."
            elif before.slot >= placed.slot:
                yield (
                    f"Meeting {meeting.id} in slot {placed.slot} should come after {earlier} "
                    f"in slot {before.slot}."
                )


def _max_meetings(schedule: Schedule) -> Iterator[str]:
    for participant, agenda in zip(schedule.problem.participants, schedule.agendas, strict=True):
        count, most = sum(map(len, agenda.values())), participant.max_meetings
        if most is not None and count > most:
            yield f"{participant.id} has {count} meetings, but at most {most} are allowed."


def _fairness(schedule: Schedule) -> Iterator[str]:
    limit, counts = schedule.problem.rules.fairness, list(map(len, schedule.gaps))
    if limit is not None and counts and max(counts) - min(counts) > limit:
        most, least = counts.index(max(counts)), counts.index(min(counts))
        yield (
            f"{schedule.name(most)} has {max(counts)} breaks and {schedule.name(least)} has "
            f"{min(counts)}; they may differ by {limit}."
        )


def _place_all(schedule: Schedule) -> Iterator[str]:
    if schedule.problem.rules.place_all:
        for meeting in schedule.problem.meetings:
            if meeting.id not in schedule.at:
                yield f"All meetings must be placed, but {meeting.id} is not."


HARD_RULES: dict[str, Rule] = {
    "known": _known,
    "once": _once,
    "capacity": _capacity,
    "apart": _apart,
    "interpreters": _interpreters,
    "tables": _tables,
    "online": _online,
    "locked_tables": locked_tables,
    "own_tables": own_tables,
    "unavailable": _unavailable,
    "session": _session,
    "windows": _windows,
    "fixed": _fixed,
    "precedence": _precedence,
    "max_meetings": _max_meetings,
    "fairness": _fairness,
    "place_all": _place_all,
}
