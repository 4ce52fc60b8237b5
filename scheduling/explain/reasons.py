"""The smallest reason why a meeting is not placed: a fact that can be looked up in the schedule.

A meeting's *open* slots are those that its session, its people's availability, its lock and the
meetings it follows leave it. In the order in which they are tried:

- `no_common_slot`: no slot of its session suits all of these participants; without any one of
  them, one would. None are named where its session has no slot.
- `locked`: it is fixed to a slot where these participants cannot be; or in each open slot (these)
  some of its people are busy with these meetings, themselves fixed, or one of these is fixed there
  and locked at the same table.
- `precedence`: it follows these meetings, which are not placed, or this one, after which it has
  no slot.
- `participant_full`: each of these participants has as many meetings as it may have; or, where
  slots are given, is in as many as it can be in all slots of the session that suit it (these).
- `tables_full`: in these slots, the open ones where all its people are free and no other meeting
  is locked at its table, all tables are taken.
- `displaced`: in each open slot (these) some of its people are busy, or another is locked at its
  table, and to free them, meetings out of these would have to go that weigh as much as it does,
  or which a re-plan keeps.
- `fairness`: it fits in these slots, but numbers of breaks would then differ by too much; where
  meetings are named, it fits there in their place, and they weigh less.
- `not_reached`: nothing of the kind; the time limit came before the search had an answer.
"""

from collections.abc import Callable, Iterable
from itertools import combinations

from scheduling.explain.rivals import Rivals
from scheduling.explain.trial import Trial
from scheduling.model.problem import Problem
from scheduling.model.solution import Code, Reason


def why(rivals: Rivals, trial: Trial, meeting: int) -> Reason:
    """The reason of an unplaced meeting; both look at the same board."""
    found = (reason(rivals, meeting) for reason in REASONS)
    reason = next(filter(None, found), None) or _unfair(rivals, trial, meeting)
    return reason or Reason(Code.NOT_REACHED)


def _names(problem: Problem, participants: Iterable[int]) -> tuple[str, ...]:
    return tuple(problem.participants[one].id for one in participants)


def _meetings(problem: Problem, meetings: Iterable[int]) -> tuple[str, ...]:
    return tuple(problem.meetings[one].id for one in sorted(meetings))


def _no_common_slot(rivals: Rivals, meeting: int) -> Reason | None:
    problem = rivals.problem
    if problem.common_slots[meeting]:
        return None
    session = frozenset(problem.session_slots[meeting])
    people = problem.meetings[meeting].participants
    away = {one: session & problem.participants[one].unavailable for one in people}
    absent = [one for one in people if away[one]]
    # The smallest set among a few; of a crowd one that is merely irreducible.
    for size in range(min(len(absent), 3) + 1):
        for some in combinations(absent, size):
            if session <= frozenset[int]().union(*(away[one] for one in some)):
                return Reason(Code.NO_COMMON_SLOT, _names(problem, some))
    for one in list(absent):
        rest = [other for other in absent if other != one]
        if session <= frozenset[int]().union(*(away[other] for other in rest)):
            absent = rest
    return Reason(Code.NO_COMMON_SLOT, _names(problem, absent))


def _locked_away(rivals: Rivals, meeting: int) -> Reason | None:
    problem = rivals.problem
    wish = problem.meetings[meeting]
    if problem.allowed_slots[meeting] or wish.slot is None:
        return None
    absent = [
        one for one in wish.participants if wish.slot in problem.participants[one].unavailable
    ]
    return Reason(Code.LOCKED, _names(problem, absent), (wish.id,), (wish.slot,))


def _precedence(rivals: Rivals, meeting: int) -> Reason | None:
    if rivals.open_slots(meeting):
        return None
    slots = rivals.board.slots
    earlier = rivals.problem.meetings[meeting].after
    missing = [one for one in earlier if slots[one] is None]
    last = max(earlier, key=lambda one: slots[one] or 0)
    return Reason(Code.PRECEDENCE, (), _meetings(rivals.problem, missing or [last]))


def _limit_reached(rivals: Rivals, meeting: int) -> Reason | None:
    problem, held = rivals.problem, rivals.board.held
    full = [
        one
        for one in problem.meetings[meeting].participants
        if (limit := problem.participants[one].max_meetings) is not None and held[one] >= limit
    ]
    return Reason(Code.PARTICIPANT_FULL, _names(problem, full)) if full else None


def _no_time_left(rivals: Rivals, meeting: int) -> Reason | None:
    problem, board = rivals.problem, rivals.board
    session = board.calendar.mask(problem.session_slots[meeting])
    full, taken = [], 0
    for one in problem.meetings[meeting].participants:
        suiting = session & ~board.away[one]
        if not suiting & ~board.full[one]:
            full.append(one)
            taken |= suiting
    if not full:
        return None
    slots = tuple(sorted(board.calendar.slots(taken)))
    return Reason(Code.PARTICIPANT_FULL, _names(problem, full), (), slots)


def _tables_full(rivals: Rivals, meeting: int) -> Reason | None:
    free = rivals.free_slots(meeting)
    if not free or any(rivals.board.fits(meeting, slot) for slot in free):
        return None
    return Reason(Code.TABLES_FULL, slots=tuple(free))


def _locked_out(rivals: Rivals, meeting: int) -> Reason | None:
    named: set[int] = set()
    slots, meetings = rivals.open_slots(meeting), rivals.problem.meetings
    for slot in slots:
        locks = [
            fixed
            for one in rivals.busy(meeting, slot)
            if len(fixed := _fixed(rivals, one, slot)) >= rivals.problem.participants[one].capacity
        ]
        locks += ([m] for m in rivals.board.at_its_table(meeting, slot) if meetings[m].slot == slot)
        if not locks:
            return None
        named.update(min(locks, key=lambda lock: len(set(lock) - named)))
    return Reason(Code.LOCKED, (), _meetings(rivals.problem, named), tuple(slots))


def _fixed(rivals: Rivals, participant: int, slot: int) -> list[int]:
    meetings = rivals.problem.meetings
    return [one for one in rivals.there(participant, slot) if meetings[one].slot is not None]


def _displaced(rivals: Rivals, meeting: int) -> Reason | None:
    named: set[int] = set()
    slots = rivals.open_slots(meeting)
    for slot in slots:
        blockers = _heavy_enough(rivals, meeting, slot, named)
        if not blockers:
            return None
        named |= blockers
    return Reason(Code.DISPLACED, (), _meetings(rivals.problem, named), tuple(slots))


def _heavy_enough(rivals: Rivals, meeting: int, slot: int, named: set[int]) -> set[int]:
    """The fewest meetings, with what is named, that keep it from the slot by their weight."""
    agendas = [set(agenda) for agenda in rivals.agendas(meeting, slot)]
    if not agendas or not all(rivals.outweigh(way, meeting) for way in rivals.ways(meeting, slot)):
        return set()
    alone = [
        agenda
        for agenda in agendas
        if all(rivals.outweigh(rivals.with_followers([one]), meeting) for one in agenda)
    ]
    return min(alone, key=lambda agenda: len(agenda - named), default=set[int]().union(*agendas))


def _unfair(rivals: Rivals, trial: Trial, meeting: int) -> Reason | None:
    """It fits, or would in place of lighter meetings, but nowhere fairly."""
    slots: list[int] = []
    named: set[int] = set()
    open_slots = rivals.open_slots(meeting)
    fitting = [slot for slot in open_slots if rivals.board.fits(meeting, slot)]
    for slot in fitting or open_slots:
        ways = [way for way in rivals.ways(meeting, slot) if not rivals.outweigh(way, meeting)]
        for way in ways:
            with trial.gone(way), trial.placed(meeting, slot):
                if trial.is_fair():
                    return None
        if ways:
            slots.append(slot)
            named.update(*ways)
    return Reason(Code.FAIRNESS, (), _meetings(rivals.problem, named), tuple(slots))


REASONS: tuple[Callable[[Rivals, int], Reason | None], ...] = (
    _no_common_slot,
    _locked_away,
    _precedence,
    _limit_reached,
    _no_time_left,
    _tables_full,
    _locked_out,
    _displaced,
)
