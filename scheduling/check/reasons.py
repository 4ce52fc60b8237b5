"""Does the reason hold for which a meeting is said not to be placed? Each code is a fact.

Every function yields a sentence for each thing that is not so. They are asked only where the
schedule itself keeps every rule.
"""

from collections.abc import Callable, Collection, Iterator
from itertools import islice, product

from scheduling.check.standing import Standing
from scheduling.model.solution import Code, Reason, Step

MOST_WAYS = 1_000
Check = Callable[[Standing, int, Reason], Iterator[str]]


def refuted(standing: Standing, meeting: int, reason: Reason, placed: Step | None) -> Iterator[str]:
    """What is not so about the reason; `placed` is that step of the solution."""
    name = standing.problem.meetings[meeting].id
    unknown = [
        *(name for name in reason.participants if name not in standing.people),
        *(name for name in reason.meetings if name not in standing.meetings),
        *(slot for slot in reason.slots if slot >= len(standing.problem.slots)),
    ]
    if unknown:
        yield f"The reason of meeting {name} names {unknown[0]}, which is not in the problem."
    elif reason.code is Code.NOT_REACHED:
        if placed is not None and placed.value == placed.bound:
            yield (
                f"Meeting {name} is said not to be reached in time, "
                "but the solution says that no more can be placed."
            )
    else:
        for words in CHECKS[reason.code](standing, meeting, reason):
            yield f"Meeting {name} is said to be left out for {reason.code}, but {words}."


def _no_common_slot(standing: Standing, meeting: int, reason: Reason) -> Iterator[str]:
    named = [standing.people[person] for person in reason.participants]
    asked = set(standing.asked_of(meeting))
    away = {person: asked & standing.problem.participants[person].unavailable for person in named}
    if not set(named) <= set(standing.problem.meetings[meeting].participants):
        yield "it names others than its participants"
    if asked != set().union(*away.values()):
        yield "those named are all available in a slot of its session and windows"
    elif any(
        asked == set().union(*(away[other] for other in named if other != person))
        for person in named
    ):
        yield "fewer participants explain it as well"


def _locked(standing: Standing, meeting: int, reason: Reason) -> Iterator[str]:
    if reason.meetings == (standing.problem.meetings[meeting].id,):
        yield from _locked_away(standing, meeting, reason)
        return
    yield from _speaks_of_all(standing.open_slots(meeting), reason)
    named = {standing.meetings[name] for name in reason.meetings}
    if any(standing.problem.meetings[fixed].slot is None for fixed in named):
        yield "not every meeting named is fixed"
    for slot in reason.slots:
        alone = {*standing.at_its_table(meeting, slot), *standing.of_those_apart(meeting, slot)}
        interpreted = standing.instead(meeting, slot)
        is_taken = bool(interpreted) and interpreted <= named
        if (
            named.isdisjoint(alone)
            and not is_taken
            and not any(
                len(standing.there[one][slot] & named)
                >= standing.problem.participants[one].at_once(slot)
                for one in standing.busy(meeting, slot)
            )
        ):
            yield f"in slot {slot} the fixed meetings named leave room"


def _locked_away(standing: Standing, meeting: int, reason: Reason) -> Iterator[str]:
    wish = standing.problem.meetings[meeting]
    named = {standing.people[person] for person in reason.participants}
    if wish.slot is None or reason.slots != (wish.slot,):
        yield "it is not fixed to the slot named"
    elif not named <= set(wish.participants) or any(
        wish.slot not in standing.problem.participants[person].unavailable for person in named
    ):
        yield f"those named can be in slot {wish.slot}"
    elif not named and wish.slot in standing.asked_of(meeting):
        yield f"slot {wish.slot} is of its session and windows"


def _precedence(standing: Standing, meeting: int, reason: Reason) -> Iterator[str]:
    named = [standing.meetings[name] for name in reason.meetings]
    if not named or not set(named) <= set(standing.problem.meetings[meeting].after):
        yield "it names others than those it follows"
        return
    placed = [standing.slot_of[m] for m in named if m in standing.slot_of]
    if placed and len(placed) < len(named):
        yield "some of those named are placed"
    elif placed and max(standing.suitable(meeting), default=-1) > min(placed):
        yield "it has a slot after them"


def _participant_full(standing: Standing, meeting: int, reason: Reason) -> Iterator[str]:
    named = [standing.people[person] for person in reason.participants]
    if not named or not set(named) <= set(standing.problem.meetings[meeting].participants):
        yield "it names others than its participants"
        return
    asked, suitable = set(standing.asked_of(meeting)), set[int]()
    for person in named:
        participant = standing.problem.participants[person]
        slots = asked - participant.unavailable
        suitable |= slots
        limit = participant.max_meetings
        if not reason.slots and (limit is None or standing.held[person] < limit):
            yield f"{participant.id} may have more meetings"
        if reason.slots and any(
            len(standing.there[person][slot]) < participant.at_once(slot) for slot in slots
        ):
            yield f"{participant.id} has time left"
    if reason.slots and set(reason.slots) != suitable:
        yield "the slots named are not those of its participants"


def _apart(standing: Standing, meeting: int, reason: Reason) -> Iterator[str]:
    people = standing.problem.meetings[meeting].participants
    first, *others = [standing.people[name] for name in reason.participants] or [-1]
    if first not in people:
        yield "it names others than its participants"
    elif not others or not standing.apart[first].issuperset(others):
        yield "those named are not kept apart"
    elif not reason.slots:
        if not set(others) <= set(people):
            yield "it names others than its participants"
    else:
        yield from _no_time_apart(standing, meeting, reason, first, others)


def _no_time_apart(
    standing: Standing, meeting: int, reason: Reason, first: int, others: list[int]
) -> Iterator[str]:
    participant = standing.problem.participants[first]
    suiting = set(standing.asked_of(meeting)) - participant.unavailable
    if set(reason.slots) != suiting:
        yield "the slots named are not those of its participant"
    left = {
        slot for slot in suiting if len(standing.there[first][slot]) < participant.at_once(slot)
    }
    busy = {idle: {slot for slot in left if standing.there[idle].get(slot)} for idle in others}
    if left != set().union(*busy.values()):
        yield f"{participant.id} has time left"
    elif any(
        left == set().union(*(slots for other, slots in busy.items() if other != idle))
        for idle in others
    ):
        yield "fewer participants explain it as well"


def _no_interpreter(standing: Standing, meeting: int, reason: Reason) -> Iterator[str]:
    suiting = standing.suiting(meeting)
    never = not standing.suitable(meeting)
    left = (
        suiting
        if never
        else [
            slot for slot in standing.open_slots(meeting) if not standing.of_people(meeting, slot)
        ]
    )
    yield from _speaks_of_all(left, reason)
    for slot in reason.slots:
        if slot in standing.suitable(meeting) and not standing.instead(meeting, slot):
            yield f"somebody can interpret in slot {slot}"


def _tables_full(standing: Standing, meeting: int, reason: Reason) -> Iterator[str]:
    free = [slot for slot in standing.open_slots(meeting) if not standing.agendas(meeting, slot)]
    yield from _speaks_of_all(free, reason)
    for slot in reason.slots:
        if standing.has_table(meeting, slot):
            yield f"slot {slot} has a free table"


def _displaced(standing: Standing, meeting: int, reason: Reason) -> Iterator[str]:
    slots = standing.open_slots(meeting)
    yield from _speaks_of_all(slots, reason)
    named = {standing.meetings[name] for name in reason.meetings}
    if any(standing.slot_of.get(m) not in slots for m in named):
        yield "not every meeting named is in its way"
    for slot in reason.slots:
        agendas = standing.agendas(meeting, slot)
        if not all(
            _outweigh(standing, way, meeting)
            for way in _ways([agenda for agenda in agendas if agenda <= named])
        ):
            yield f"those named in slot {slot} weigh less, or are not in the way"


def _fairness(standing: Standing, meeting: int, reason: Reason) -> Iterator[str]:
    """Every way to place it in its open slots that is worth it would be unfair."""
    slots = standing.open_slots(meeting)
    fitting = [
        s for s in slots if not standing.agendas(meeting, s) and standing.has_table(meeting, s)
    ]
    ways = {slot: list(_lighter_ways(standing, meeting, slot)) for slot in fitting or slots}
    if fitting and reason.meetings:
        yield f"it fits in slot {fitting[0]} without any other going"
    elif not fitting and any(not standing.agendas(meeting, slot) for slot in slots):
        yield "all tables are taken where its participants are free"
    else:
        yield from _speaks_of_all([slot for slot in ways if ways[slot]], reason)
    for slot, sets in ways.items():
        if any(_is_fair(standing, meeting, slot, gone) for gone in sets):
            yield f"in slot {slot} it would be fair"


def _lighter_ways(standing: Standing, meeting: int, slot: int) -> Iterator[set[int]]:
    for way in _ways(standing.agendas(meeting, slot)):
        if not _outweigh(standing, way, meeting):
            yield standing.with_later(way)


def _speaks_of_all(slots: Collection[int], reason: Reason) -> Iterator[str]:
    if not slots or set(reason.slots) != set(slots):
        told = ", ".join(map(str, slots)) or "none"
        yield f"the slots concerned are {told}"


def _ways(agendas: list[set[int]]) -> Iterator[set[int]]:
    """One meeting of each agenda, in every choice."""
    for way in islice(product(*map(sorted, agendas)), MOST_WAYS):
        yield set(way)


def _outweigh(standing: Standing, meetings: Collection[int], meeting: int) -> bool:
    gone = standing.with_later(meetings)
    priority = standing.problem.meetings[meeting].priority
    weight = sum(standing.problem.meetings[m].priority for m in gone)
    return weight >= priority or not gone.isdisjoint(standing.kept)


def _is_fair(standing: Standing, meeting: int, slot: int, gone: Collection[int]) -> bool:
    meetings = standing.problem.meetings
    places = {m: standing.take(m) for m in gone}
    standing.put(meeting, slot)
    fair = standing.is_fair(p for m in (meeting, *gone) for p in meetings[m].participants)
    standing.take(meeting)
    for m, place in places.items():
        standing.put(m, place)
    return fair


CHECKS: dict[Code, Check] = {
    Code.NO_COMMON_SLOT: _no_common_slot,
    Code.LOCKED: _locked,
    Code.APART: _apart,
    Code.PRECEDENCE: _precedence,
    Code.PARTICIPANT_FULL: _participant_full,
    Code.NO_INTERPRETER: _no_interpreter,
    Code.TABLES_FULL: _tables_full,
    Code.DISPLACED: _displaced,
    Code.FAIRNESS: _fairness,
}
