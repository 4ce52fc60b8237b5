"""Does the reason hold for which no schedule can place all meetings? By counting alone.

A reason that names nothing but its code says which rule makes it impossible; only another search
could confirm that, so nothing is checked of it.
"""

from collections.abc import Iterator
from itertools import pairwise

from scheduling.model.problem import Meeting, Problem
from scheduling.model.solution import Code, Reason

# Their meetings alone make a fact of it.
NAMES_MEETINGS = (Code.PRECEDENCE, Code.NO_COMMON_SLOT, Code.NO_INTERPRETER)


def disproved(problem: Problem, reason: Reason) -> Iterator[str]:
    """What is not so about the reason of an infeasible answer."""
    meetings = {meeting.id: meeting for meeting in problem.meetings}
    people = {participant.id: position for position, participant in enumerate(problem.participants)}
    unknown = [
        *(name for name in reason.participants if name not in people),
        *(name for name in reason.meetings if name not in meetings),
        *(slot for slot in reason.slots if slot >= len(problem.slots)),
    ]
    if unknown:
        yield f"The reason names {unknown[0]}, which is not in the problem."
    elif reason.participants or reason.slots or reason.code in NAMES_MEETINGS:
        named = [meetings[name] for name in reason.meetings]
        if not _holds(problem, reason, named, [people[name] for name in reason.participants]):
            yield f"All meetings are said to be impossible for {reason.code}, but this is not so."


def _holds(problem: Problem, reason: Reason, named: list[Meeting], people: list[int]) -> bool:
    match reason.code:
        case Code.NO_COMMON_SLOT | Code.LOCKED | Code.NO_INTERPRETER:
            has_none = any(_has_no_slot(problem, meeting, reason) for meeting in named)
            is_locked = reason.code is Code.LOCKED
            return has_none or (is_locked and _cannot_share_a_table(problem, named, reason))
        case Code.APART:
            return _cannot_be_apart(problem, named, people, reason)
        case Code.PRECEDENCE:
            return not named or _is_too_long(problem, named)
        case Code.PARTICIPANT_FULL:
            return any(_has_too_many(problem, person, named, reason) for person in people)
        case Code.TABLES_FULL:
            room = sum(problem.tables[slot] for slot in set(reason.slots))
            is_at_tables = not any(meeting.online for meeting in named)
            return is_at_tables and _cannot_all_be(problem, named, reason, room)
    return True


def _slots(problem: Problem, meeting: Meeting, *, interpreted: bool = True) -> set[int]:
    """Those it may have; unless `interpreted`, whether or not somebody can interpret there."""
    return {
        position
        for position, slot in enumerate(problem.slots)
        if meeting.session in (None, slot.session)
        and (meeting.windows is None or slot.window in meeting.windows)
        and meeting.slot in (None, position)
        and not any(position in problem.participants[p].unavailable for p in meeting.participants)
        and (not interpreted or _is_interpreted(problem, meeting, position))
    }


def _is_interpreted(problem: Problem, meeting: Meeting, slot: int) -> bool:
    able = meeting.interpreters
    return able is None or any(slot not in problem.interpreters[one].unavailable for one in able)


def _has_no_slot(problem: Problem, meeting: Meeting, reason: Reason) -> bool:
    """Whoever interprets; or, for a lack of interpreters, it lacks nothing else in those slots."""
    slots = _slots(problem, meeting, interpreted=False)
    if reason.code is not Code.NO_INTERPRETER:
        return not slots
    return bool(slots) and slots == set(reason.slots) and not _slots(problem, meeting)


def _is_too_long(problem: Problem, chain: list[Meeting]) -> bool:
    """Each follows the one before; one slot after the other is taken, and there are too few."""
    if any(problem.meetings.index(before) not in after.after for before, after in pairwise(chain)):
        return False
    last = -1
    for meeting in chain:
        slots = [slot for slot in _slots(problem, meeting) if slot > last]
        if not slots:
            return True
        last = min(slots)
    return False


def _has_too_many(problem: Problem, one: int, named: list[Meeting], reason: Reason) -> bool:
    participant = problem.participants[one]
    if any(one not in meeting.participants for meeting in named):
        return False
    if not named:
        most, own = participant.max_meetings, [m for m in problem.meetings if one in m.participants]
        return most is not None and len(own) > most
    room = sum(map(participant.at_once, set(reason.slots)))
    return _cannot_all_be(problem, named, reason, room)


def _cannot_be_apart(
    problem: Problem, named: list[Meeting], people: list[int], reason: Reason
) -> bool:
    """Two who are kept apart have a meeting together, or too many while one of them is idle."""
    pair = set(people)
    if pair not in [set(two) for two in problem.apart]:
        return False
    if not reason.slots:
        return any(pair <= set(meeting.participants) for meeting in named)
    two = [problem.participants[who] for who in people]
    room = sum(
        max(0 if slot in who.unavailable else who.at_once(slot) for who in two)
        for slot in set(reason.slots)
    )
    is_theirs = all(not pair.isdisjoint(meeting.participants) for meeting in named)
    return is_theirs and _cannot_all_be(problem, named, reason, room)


def _cannot_share_a_table(problem: Problem, named: list[Meeting], reason: Reason) -> bool:
    """All are locked at one table, which in each slot has one of them."""
    tables = {meeting.table for meeting in named}
    is_one = len(tables) == 1 and None not in tables
    return is_one and _cannot_all_be(problem, named, reason, len(set(reason.slots)))


def _cannot_all_be(problem: Problem, named: list[Meeting], reason: Reason, room: int) -> bool:
    """More meetings than room, and none can be in another slot than those of the reason."""
    distinct = {meeting.id: meeting for meeting in named}.values()
    return len(distinct) > room and all(
        _slots(problem, meeting) <= set(reason.slots) for meeting in distinct
    )
