"""Changes after which a meeting would fit: what they cost, and as the remedy that is given."""

from dataclasses import dataclass

from scheduling.explain.trial import COST, Lift
from scheduling.model.problem import Problem
from scheduling.model.solution import Cure, Remedy


@dataclass(frozen=True, slots=True)
class Plan:
    """Changes after which the meeting fits in the slot; `other` leaves its place for that."""

    slot: int
    changes: tuple[Lift, ...]
    other: int | None = None
    is_dire: bool = False
    weight: int = 0

    def price(self) -> tuple[bool, int, list[int], int, int, int]:
        """What it costs people, to be compared: dire last, then few and mild changes, then what
        else would move, and the earliest slot.
        """
        kinds = sorted((COST[change.cure] for change in self.changes), reverse=True)
        other = -1 if self.other is None else self.other
        return self.is_dire, len(kinds), kinds, self.weight, self.slot, other


def cheaper(one: Plan | None, other: Plan | None) -> Plan | None:
    """The one of both with the lower price; the first of equals, nothing where there is neither."""
    return min(filter(None, (one, other)), key=Plan.price, default=None)


def remedy_of(problem: Problem, changes: list[Lift], slot: int) -> Remedy:
    """The changes as a remedy, the cheapest first; the meeting then stands in the slot."""
    if not changes:
        return Remedy(Cure.NONE)
    changes.sort(key=lambda change: COST[change.cure])
    first, *also = (_told(problem, change, slot) for change in changes)
    return Remedy(first.code, first.participant, first.meeting, first.slot, tuple(also))


def _told(problem: Problem, change: Lift, slot: int) -> Remedy:
    match change.cure:
        case Cure.ADD_TABLE | Cure.ADD_INTERPRETER:
            return Remedy(change.cure, slot=change.who)
        case Cure.UNLOCK | Cure.DROP:
            return Remedy(change.cure, meeting=problem.meetings[change.who].id, slot=slot)
    participant = problem.participants[change.who].id
    where = slot if change.slot < 0 else change.slot
    return Remedy(change.cure, participant=participant, slot=where)
