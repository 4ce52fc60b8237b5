"""The smallest reason why a meeting is not placed: a fact that can be looked up in the schedule.

The slots of a meeting's session are those of its windows, where it has windows; its *open* slots
are those of them that its people's availability, its lock and the meetings it follows leave it. In
the order in which they are tried:

- `no_common_slot`: no slot of its session suits all of these participants; without any one of
  them, one would. None are named where its session has no slot.
- `apart`: these two of its participants are kept apart; or, where slots are given, in all slots of
  the session that suit the first of these (these), it is in as many meetings as it can be, or one
  of the others is in some, each of which is kept apart from it.
- `no_interpreter`: in none of the slots that suit its people, session, windows and lock (these)
  one is there who can interpret for it; or in none of the open slots where all its people are free,
  all who are kept apart from them idle, and no other meeting is locked at its table (these), one is
  left whom others there do not need.
- `locked`: it is fixed to a slot where these participants cannot be; or in each open slot (these)
  some of its people are busy with these meetings, themselves fixed, or one of these is fixed there
  and locked at the same table, or of someone kept apart from them.
- `precedence`: it follows these meetings, which are not placed, or this one, after which it has
  no slot.
- `participant_full`: each of these participants has as many meetings as it may have; or, where
  slots are given, is in as many as it can be in all slots of the session that suit it (these).
- `tables_full`: in these slots, the open ones where all its people and an interpreter are free, all
  who are kept apart from them idle, and no other meeting is locked at its table, all tables are
  taken.
- `displaced`: in each open slot (these) some of its people are busy, or some who are kept apart
  from them, or its interpreters, or another is locked at its table, and to free them, meetings out
  of these would have to go that weigh as much as it does, or which a re-plan keeps.
- `fairness`: it fits in these slots, but numbers of breaks would then differ by too much; where
  meetings are named, it fits there in their place, and they weigh less.
- `not_reached`: nothing of the kind; the time limit came before the search had an answer.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from itertools import combinations
from operator import or_

from scheduling.explain.blockers import Blockers
from scheduling.explain.trial import Trial
from scheduling.model.problem import Problem
from scheduling.model.solution import Code, Reason


def why(blockers: Blockers, trial: Trial, meeting: int) -> Reason:
    """The reason of an unplaced meeting; both look at the same board."""
    found = (reason(blockers, meeting) for reason in REASONS)
    reason = next(filter(None, found), None) or _unfair(blockers, trial, meeting)
    return reason or Reason(Code.NOT_REACHED)


def _names(problem: Problem, participants: Iterable[int]) -> tuple[str, ...]:
    return tuple(problem.participants[person].id for person in participants)


def _meetings(problem: Problem, meetings: Iterable[int]) -> tuple[str, ...]:
    return tuple(problem.meetings[m].id for m in sorted(meetings))


def _no_common_slot(blockers: Blockers, meeting: int) -> Reason | None:
    problem = blockers.problem
    if problem.common_slots[meeting]:
        return None
    asked = frozenset(problem.asked_slots[meeting])
    people = problem.meetings[meeting].participants
    away = {person: asked & problem.participants[person].unavailable for person in people}
    absent = [person for person in people if away[person]]
    # The smallest set among a few; of many one that is merely irreducible.
    for size in range(min(len(absent), 3) + 1):
        for some in combinations(absent, size):
            if asked <= frozenset[int]().union(*(away[person] for person in some)):
                return Reason(Code.NO_COMMON_SLOT, _names(problem, some))
    for person in list(absent):
        rest = [other for other in absent if other != person]
        if asked <= frozenset[int]().union(*(away[other] for other in rest)):
            absent = rest
    return Reason(Code.NO_COMMON_SLOT, _names(problem, absent))


def _torn(blockers: Blockers, meeting: int) -> Reason | None:
    problem = blockers.problem
    people = problem.meetings[meeting].participants
    for person in people:
        for idle in problem.apart_from[person]:
            if idle in people:
                return Reason(Code.APART, _names(problem, sorted((person, idle))))
    return None


def _never_interpreted(blockers: Blockers, meeting: int) -> Reason | None:
    problem = blockers.problem
    wish = problem.meetings[meeting]
    slots = tuple(s for s in problem.common_slots[meeting] if wish.slot in (None, s))
    if problem.allowed_slots[meeting] or wish.interpreters is None or not slots:
        return None
    return Reason(Code.NO_INTERPRETER, slots=slots)


def _not_interpreted(blockers: Blockers, meeting: int) -> Reason | None:
    slots = blockers.uninterpreted_slots(meeting)
    return Reason(Code.NO_INTERPRETER, slots=tuple(slots)) if slots else None


def _locked_away(blockers: Blockers, meeting: int) -> Reason | None:
    problem = blockers.problem
    wish = problem.meetings[meeting]
    if problem.allowed_slots[meeting] or wish.slot is None:
        return None
    absent = [
        person
        for person in wish.participants
        if wish.slot in problem.participants[person].unavailable
    ]
    return Reason(Code.LOCKED, _names(problem, absent), (wish.id,), (wish.slot,))


def _precedence(blockers: Blockers, meeting: int) -> Reason | None:
    if blockers.open_slots(meeting):
        return None
    slots = blockers.board.slots
    earlier = blockers.problem.meetings[meeting].after
    missing = [m for m in earlier if slots[m] is None]
    last = max(earlier, key=lambda m: slots[m] or 0)
    return Reason(Code.PRECEDENCE, (), _meetings(blockers.problem, missing or [last]))


def _limit_reached(blockers: Blockers, meeting: int) -> Reason | None:
    problem, held = blockers.problem, blockers.board.held
    full = [
        person
        for person in problem.meetings[meeting].participants
        if (limit := problem.participants[person].max_meetings) is not None
        and held[person] >= limit
    ]
    return Reason(Code.PARTICIPANT_FULL, _names(problem, full)) if full else None


def _no_time_left(blockers: Blockers, meeting: int) -> Reason | None:
    problem, board = blockers.problem, blockers.board
    asked = board.calendar.mask(problem.asked_slots[meeting])
    full, taken = [], 0
    for person in problem.meetings[meeting].participants:
        suiting = asked & ~board.away[person]
        if not suiting & ~board.full[person]:
            full.append(person)
            taken |= suiting
    if not full:
        return None
    slots = tuple(sorted(board.calendar.slots(taken)))
    return Reason(Code.PARTICIPANT_FULL, _names(problem, full), (), slots)


def _no_time_apart(blockers: Blockers, meeting: int) -> Reason | None:
    problem, board = blockers.problem, blockers.board
    asked = board.calendar.mask(problem.asked_slots[meeting])
    for person in problem.meetings[meeting].participants:
        suiting = asked & ~board.away[person]
        busy = {idle: board.busy[idle] for idle in problem.apart_from[person]}
        left = suiting & ~board.full[person]
        if busy and not left & ~_either(busy):
            for idle in list(busy):
                without = {other: bits for other, bits in busy.items() if other != idle}
                if not left & ~_either(without):
                    busy = without
            slots = tuple(sorted(board.calendar.slots(suiting)))
            return Reason(Code.APART, _names(problem, (person, *busy)), (), slots)
    return None


def _either(busy: Mapping[int, int]) -> int:
    return reduce(or_, busy.values(), 0)


def _tables_full(blockers: Blockers, meeting: int) -> Reason | None:
    free = blockers.free_slots(meeting)
    if not free or any(blockers.board.fits(meeting, slot) for slot in free):
        return None
    return Reason(Code.TABLES_FULL, slots=tuple(free))


def _locked_out(blockers: Blockers, meeting: int) -> Reason | None:
    named: set[int] = set()
    slots = blockers.open_slots(meeting)
    for slot in slots:
        locks = _locks(blockers, meeting, slot)
        if not locks:
            return None
        named.update(min(locks, key=lambda lock: len(set(lock) - named)))
    return Reason(Code.LOCKED, (), _meetings(blockers.problem, named), tuple(slots))


def _locks(blockers: Blockers, meeting: int, slot: int) -> list[list[int]]:
    """Sets of fixed meetings that by themselves keep it from the slot."""
    problem, board = blockers.problem, blockers.board
    busy = ((person, _fixed(blockers, person, slot)) for person in blockers.busy(meeting, slot))
    locks = [fixed for person, fixed in busy if len(fixed) >= board.capacity[person][slot]]
    alone = (*board.at_its_table(meeting, slot), *board.too_busy(meeting, slot))
    locks += [[m] for m in alone if problem.meetings[m].slot == slot]
    interpreted = blockers.interpreted(meeting, slot)
    if interpreted and all(problem.meetings[m].slot == slot for m in interpreted):
        locks.append(interpreted)
    return locks


def _fixed(blockers: Blockers, participant: int, slot: int) -> list[int]:
    meetings = blockers.problem.meetings
    return [m for m in blockers.there(participant, slot) if meetings[m].slot is not None]


def _displaced(blockers: Blockers, meeting: int) -> Reason | None:
    named: set[int] = set()
    slots = blockers.open_slots(meeting)
    for slot in slots:
        heavy = _heavy_enough(blockers, meeting, slot, named)
        if not heavy:
            return None
        named |= heavy
    return Reason(Code.DISPLACED, (), _meetings(blockers.problem, named), tuple(slots))


def _heavy_enough(blockers: Blockers, meeting: int, slot: int, named: set[int]) -> set[int]:
    """The fewest meetings, with what is named, that keep it from the slot by their weight."""
    agendas = [set(agenda) for agenda in blockers.agendas(meeting, slot)]
    if not agendas or not all(
        blockers.outweigh(way, meeting) for way in blockers.ways(meeting, slot)
    ):
        return set()
    alone = [
        agenda
        for agenda in agendas
        if all(blockers.outweigh(blockers.with_followers([m]), meeting) for m in agenda)
    ]
    return min(alone, key=lambda agenda: len(agenda - named), default=set[int]().union(*agendas))


def _unfair(blockers: Blockers, trial: Trial, meeting: int) -> Reason | None:
    """It fits, or would in place of lighter meetings, but nowhere fairly."""
    slots: list[int] = []
    named: set[int] = set()
    open_slots = blockers.open_slots(meeting)
    fitting = [slot for slot in open_slots if blockers.board.fits(meeting, slot)]
    for slot in fitting or open_slots:
        ways = [way for way in blockers.ways(meeting, slot) if not blockers.outweigh(way, meeting)]
        for way in ways:
            with trial.gone(way), trial.placed(meeting, slot):
                if trial.is_fair():
                    return None
        if ways:
            slots.append(slot)
            named.update(*ways)
    return Reason(Code.FAIRNESS, (), _meetings(blockers.problem, named), tuple(slots))


REASONS: tuple[Callable[[Blockers, int], Reason | None], ...] = (
    _no_common_slot,
    _torn,
    _never_interpreted,
    _locked_away,
    _precedence,
    _limit_reached,
    _no_time_left,
    _no_time_apart,
    _not_interpreted,
    _tables_full,
    _locked_out,
    _displaced,
)
