"""Why not all meetings can be placed: plain facts first, then which rule stands in the way.

A plain fact names what it speaks of, and `check` confirms it from the problem alone:

- `no_common_slot`, `locked`: the one meeting named has no slot, as of a meeting not placed.
- `no_interpreter`: the one meeting named can be in these slots alone, and in each of them all who
  can interpret for it are away.
- `locked`: these meetings are locked at one table, and can only be in these slots, which are too
  few.
- `apart`: these two participants of the one meeting named are kept apart; or these two are, and
  these meetings of theirs can only be in these slots, which are too few.
- `precedence`: the meetings named follow each other, and the last has no slot left.
- `participant_full`: the participant has more meetings than it may have; or these meetings of it
  can only be in these slots, which are too few.
- `tables_full`: these meetings can only be in these slots, which have too few tables.

Otherwise the code alone says which rule, left out, would let all be placed; `locked`: that no two
locked at one table share a slot, or with meetings, all these locks together.
"""

from dataclasses import replace

from scheduling.control import Control
from scheduling.exact.bounds import room_of_two
from scheduling.exact.constraints import HARD_RULES, constrained
from scheduling.exact.matching import shortage
from scheduling.exact.search import minimise
from scheduling.exact.variables import Variables
from scheduling.explain.blockers import Blockers
from scheduling.explain.reasons import why
from scheduling.explain.trial import Trial
from scheduling.model.problem import Problem
from scheduling.model.solution import Code, Reason
from scheduling.state.board import Board


def why_infeasible(problem: Problem, control: Control) -> Reason:
    """The reason of a problem whose meetings cannot all be placed, within the time left."""
    return plain_fact(problem) or _rule_in_the_way(problem, control)


def plain_fact(problem: Problem) -> Reason | None:
    """A fact that by itself keeps the meetings from all being placed; fast, needs no search."""
    return (
        _without_slot(problem)
        or _too_long_a_chain(problem)
        or _too_many_of_one(problem)
        or _too_many_of_two(problem)
        or _too_many_for_one_table(problem)
        or _too_many_for_the_tables(problem)
    )


def _without_slot(problem: Problem) -> Reason | None:
    for meeting, allowed in enumerate(problem.allowed_slots):
        if not allowed:
            nothing = Board(problem)
            reason = why(Blockers(nothing), Trial(nothing), meeting)
            return replace(reason, meetings=(problem.meetings[meeting].id,))
    return None


def _too_long_a_chain(problem: Problem) -> Reason | None:
    """Each meeting's earliest slot, from those it follows; the chain to the first without one."""
    first: dict[int, int] = {}
    waiting = [meeting for meeting, wish in enumerate(problem.meetings) if wish.after]
    while waiting:
        meeting = waiting[-1]
        earlier = problem.meetings[meeting].after
        missing = [m for m in earlier if m not in first]
        if missing:
            waiting.extend(missing)
            continue
        waiting.pop()
        start = max((first[m] for m in earlier), default=-1)
        slots = [slot for slot in problem.allowed_slots[meeting] if slot > start]
        if not slots:
            return Reason(Code.PRECEDENCE, meetings=_chain(problem, meeting, first))
        first[meeting] = slots[0]
    return None


def _chain(problem: Problem, meeting: int, first: dict[int, int]) -> tuple[str, ...]:
    chain = [meeting]
    while earlier := problem.meetings[chain[-1]].after:
        chain.append(max(earlier, key=lambda m: first[m]))
    return tuple(problem.meetings[m].id for m in reversed(chain))


def _too_many_of_one(problem: Problem) -> Reason | None:
    for participant, own in zip(problem.participants, problem.meetings_of, strict=True):
        if participant.max_meetings is not None and len(own) > participant.max_meetings:
            return Reason(Code.PARTICIPANT_FULL, (participant.id,))
        room = [participant.at_once(slot) for slot in range(len(problem.slots))]
        found = shortage({m: problem.allowed_slots[m] for m in own}, room)
        if found:
            meetings = tuple(problem.meetings[m].id for m in found.things)
            return Reason(Code.PARTICIPANT_FULL, (participant.id,), meetings, found.places)
    return None


def _too_many_of_two(problem: Problem) -> Reason | None:
    """Of two who are kept apart."""
    for left, right in problem.apart:
        own = dict.fromkeys(problem.meetings_of[left] + problem.meetings_of[right])
        choices = {m: problem.allowed_slots[m] for m in own}
        found = shortage(choices, room_of_two(problem, left, right))
        if found:
            meetings = tuple(problem.meetings[m].id for m in found.things)
            names = problem.participants[left].id, problem.participants[right].id
            return Reason(Code.APART, names, meetings, found.places)
    return None


def _too_many_for_one_table(problem: Problem) -> Reason | None:
    for meeting, others in enumerate(problem.at_same_table):
        if others and meeting < others[0]:
            choices = {m: problem.allowed_slots[m] for m in (meeting, *others)}
            found = shortage(choices, [1] * len(problem.slots))
            if found:
                meetings = tuple(problem.meetings[m].id for m in found.things)
                return Reason(Code.LOCKED, (), meetings, found.places)
    return None


def _too_many_for_the_tables(problem: Problem) -> Reason | None:
    choices = {
        meeting: slots
        for meeting, slots in enumerate(problem.allowed_slots)
        if not problem.meetings[meeting].online
    }
    found = shortage(choices, problem.tables)
    if found is None:
        return None
    meetings = tuple(problem.meetings[m].id for m in found.things)
    return Reason(Code.TABLES_FULL, (), meetings, found.places)


def _rule_in_the_way(problem: Problem, control: Control) -> Reason:
    """The first rule without which everything can be placed; `not_reached` if none is found."""
    everything = range(len(problem.meetings))
    for rule in HARD_RULES:
        if not control.left(1):
            return Reason(Code.NOT_REACHED)
        relaxed = constrained(problem, required=everything, without=rule)
        if _is_feasible(relaxed, control):
            return Reason(rule.code)
    unlocked = tuple(replace(meeting, slot=None, table=None) for meeting in problem.meetings)
    relaxed = constrained(replace(problem, meetings=unlocked), required=everything)
    if _is_feasible(relaxed, control):
        fixed = (meeting.id for meeting in problem.meetings if meeting.is_locked)
        return Reason(Code.LOCKED, meetings=tuple(fixed))
    return Reason(Code.NOT_REACHED)


def _is_feasible(variables: Variables, control: Control) -> bool:
    outcome = minimise(
        variables,
        [],
        seconds=control.left(1),
        workers=control.limits.workers,
        seed=control.limits.seed,
        watch=lambda _value, _bound: control.stopped(),
    )
    return outcome.slots is not None
