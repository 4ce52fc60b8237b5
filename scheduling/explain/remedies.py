"""The cheapest change that would place a meeting, tried on the schedule before it is given.

A remedy places its meeting if, with all its changes made, the meeting has a slot in which every
rule holds while every other placed meeting stays where it is, except those dropped or unlocked,
and those that it must follow, which may be placed or come earlier. So `check` can confirm it
without a search for another schedule.

Cheapest: the fewest changes; of those the cheapest kinds, in the order of the codes; of those to
drop, the lightest. To drop a meeting that is heavier, or that a re-plan keeps, is the last resort.
Those that it must follow go, one after the other, where each needs the fewest.
`none` is given only where sessions, windows, precedences and fairness alone leave the meeting no
slot, or where no change is needed at all, as the time limit came first.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack
from itertools import islice

from scheduling.explain.blockers import Blockers
from scheduling.explain.fair import drops_for_fairness
from scheduling.explain.plans import Plan, cheaper, remedy_of
from scheduling.explain.predecessors import choices, make_way, predecessors
from scheduling.explain.trial import Lift, Trial
from scheduling.model.problem import Asked
from scheduling.model.solution import Cure, Remedy

# In a slot without a free table any meeting could go; so many of the lightest are looked at.
LIGHTEST = 3
# Where no slot is fair, so many of those with the fewest changes are made fair by so few drops;
# only if that fails, any of them by more.
MOST_REPAIRED, FEW_DROPS = 6, 3
# Of a meeting and those it follows, so many choices of slots are tried before there is no remedy.
MOST_CHOICES = 200
# What another meeting's going can make needless; a table last, as whoever leaves a slot leaves one.
LIFTABLE = (
    Cure.RAISE_CAPACITY,
    Cure.LIFT_APART,
    Cure.ADD_INTERPRETER,
    Cure.UNLOCK,
    Cure.RAISE_LIMIT,
    Cure.ADD_TABLE,
)


class Remedies:
    """Finds remedies on one schedule. Once `late`, two changes are given without a look for one
    meeting whose going is as good, so that the time limit holds with thousands left out.
    """

    def __init__(
        self, blockers: Blockers, trial: Trial, late: Callable[[], bool] = lambda: False
    ) -> None:
        self.late = late
        self.blockers = blockers
        self.trial = trial
        self.board = trial.board
        self.problem = trial.problem
        self._by_weight: dict[int, list[int]] = {}
        self._asked: dict[Asked, int] = {}

    def find(self, meeting: int) -> Remedy:
        """The cheapest remedy for an unplaced meeting."""
        earlier = predecessors(self.problem, meeting)
        with ExitStack() as stack:
            changes = make_way(self.trial, meeting, earlier, stack)
            plan = None if changes is None else self._cheapest(meeting, {meeting, *earlier})
        if changes is not None and plan is None:
            return self._by_all_means([*earlier, meeting])
        if plan is None:
            return Remedy(Cure.NONE)
        return remedy_of(self.problem, [*(changes or ()), *plan.changes], plan.slot)

    def _cheapest(self, meeting: int, needed: set[int]) -> Plan | None:
        fair = self._plain(meeting, avoided=self.trial.unfair_slots(meeting))
        best = next((plan for plan in fair if self._works(meeting, plan)), None)
        # Nothing takes fewer changes than one; the plans without one were the first to be tried.
        if best is not None and (self.late() or len(best.changes) <= 1):
            return best
        most = len(self.problem.meetings) if best is None else len(best.changes) - 1
        plain = list(self._plain(meeting))
        best = self._with_another_gone(meeting, plain, needed, most, best)
        return self._repaired(meeting, plain, needed, best)

    def _with_another_gone(
        self, meeting: int, plain: list[Plan], needed: set[int], most: int, best: Plan | None
    ) -> Plan | None:
        """The cheapest way over one other meeting, if that is no dearer than the best so far."""
        others = [way for plan in plain for way in self._over(meeting, plan, needed, most)]
        others.sort(key=Plan.price)
        for plan in others:
            if best is not None and plan.price() > best.price():
                break
            if self._works(meeting, plan):
                return plan
        return best

    def _plain(self, meeting: int, avoided: int = 0) -> Iterator[Plan]:
        """For each slot, what lifts everything against the meeting there; the cheapest first."""
        slots = self._slots(meeting) & ~avoided
        if self.problem.meetings[meeting].after or self.problem.followers[meeting]:
            all_of_them = self.board.calendar.slots(slots)
            in_order = (slot for slot in all_of_them if self.board.in_order(meeting, slot))
            slots = self.board.calendar.mask(in_order)
        for slot in self.trial.cheapest_first(meeting, slots):
            yield Plan(slot, tuple(self.trial.obstacles(meeting, slot)))

    def _slots(self, meeting: int) -> int:
        """The slots (bits) of its session and windows."""
        asked = self.problem.meetings[meeting].asked
        if asked not in self._asked:
            slots = self.problem.asked_slots[meeting]
            self._asked[asked] = self.board.calendar.mask(slots)
        return self._asked[asked]

    def _over(self, meeting: int, plan: Plan, needed: set[int], most: int) -> Iterator[Plan]:
        """The same slot with at most so many changes, one being another meeting's going."""
        meetings = self.problem.meetings
        for other, lifted in sorted(self._in_the_way(meeting, plan, most).items()):
            left = [change for change in plan.changes if change not in lifted]
            if other in needed or len(left) >= most:
                continue
            weight = meetings[other].priority
            if len(self.blockers.with_followers([other])) == 1:
                is_dire = weight > meetings[meeting].priority or other in self.blockers.kept
                yield Plan(plan.slot, (*left, Lift(Cure.DROP, other)), other, is_dire, weight)
            # One that is only unlocked still counts for the limits.
            left += (change for change in lifted if change.cure is Cure.RAISE_LIMIT)
            is_there = self.board.slots[other] == plan.slot
            if is_there and meetings[other].is_locked and len(left) < most:
                yield Plan(plan.slot, (*left, Lift(Cure.UNLOCK, other)), other)

    def _in_the_way(self, meeting: int, plan: Plan, most: int) -> dict[int, list[Lift]]:
        """Placed meetings, and the changes that each one's going makes needless."""
        found: defaultdict[int, list[Lift]] = defaultdict(list)
        liftable = [change for change in plan.changes if change.cure in LIFTABLE]
        if len(plan.changes) - len(liftable) >= most:
            return found
        for change in sorted(liftable, key=lambda change: LIFTABLE.index(change.cure)):
            for other in self._instead(meeting, plan.slot, change, found):
                found[other].append(change)
        return found

    def _instead(self, meeting: int, slot: int, change: Lift, known: Collection[int]) -> list[int]:
        """The meetings any one of which could go instead of the change; `known` ones first."""
        match change.cure:
            case Cure.RAISE_CAPACITY:
                return self.blockers.there(change.who, slot)
            case Cure.LIFT_APART:
                return self.trial.torn_by(meeting, slot, change.who)
            case Cure.ADD_INTERPRETER:
                return self.blockers.interpreted(meeting, slot)
            case Cure.UNLOCK:
                is_fixed_elsewhere = self.problem.meetings[change.who].slot not in (None, slot)
                at_table = self.board.at_its_table(change.who, slot)
                return at_table if len(at_table) == 1 and not is_fixed_elsewhere else []
            case Cure.RAISE_LIMIT:
                own = self.problem.meetings_of[change.who]
                return [m for m in own if self.board.slots[m] is not None]
        here = (m for m in known if m in self.board.inside[slot])
        return list(dict.fromkeys((*here, *self._lightest(slot))))

    def _lightest(self, slot: int) -> list[int]:
        meetings = self.problem.meetings
        if slot not in self._by_weight:
            inside = self.board.inside[slot]
            self._by_weight[slot] = sorted(inside, key=lambda m: (meetings[m].priority, m))
        still = (m for m in self._by_weight[slot] if self.board.slots[m] == slot)
        return list(islice(still, LIGHTEST))

    def _works(self, meeting: int, plan: Plan) -> bool:
        """Whether the schedule is fair with the plan; one that is unlocked finds another slot."""
        if plan.other is None:
            with self.trial.placed(meeting, plan.slot):
                return self.trial.is_fair()
        with self.trial.gone([plan.other]), self.trial.placed(meeting, plan.slot):
            if plan.changes[-1].cure is Cure.DROP:
                return self.trial.is_fair()
            with self.trial.made(plan.changes):
                return self._goes_elsewhere(plan.other)

    def _goes_elsewhere(self, other: int) -> bool:
        for slot in self.problem.asked_slots[other]:
            if self.board.in_order(other, slot) and not self.trial.obstacles(other, slot):
                with self.trial.placed(other, slot):
                    if self.trial.is_fair():
                        return True
        return False

    def _repaired(
        self, meeting: int, plans: list[Plan], needed: set[int], best: Plan | None
    ) -> Plan | None:
        """The best, or an unfair slot made fair by dropping meetings, where that is cheaper."""
        if best is None or best.is_dire:
            tried = plans[:MOST_REPAIRED]
            few = (self._made_fair(meeting, plan, needed, FEW_DROPS) for plan in tried)
            found = filter(None, few)
            repaired = (
                next(found, None) if self.late() else min(found, key=Plan.price, default=None)
            )
            if repaired is not None:
                return cheaper(best, repaired)
        return self._repaired_by_fewer(meeting, plans, needed, best)

    def _repaired_by_fewer(
        self, meeting: int, plans: list[Plan], needed: set[int], best: Plan | None
    ) -> Plan | None:
        """The best, or what takes fewer changes: a slot, and as many drops as make it fair."""
        for plan in plans:
            most = None if best is None else len(best.changes) - len(plan.changes) - 1
            if most is not None and (most < 1 or self.late()):
                break
            best = cheaper(best, self._made_fair(meeting, plan, needed, most))
        return best

    def _made_fair(
        self, meeting: int, plan: Plan, needed: set[int], most: int | None
    ) -> Plan | None:
        with self.trial.placed(meeting, plan.slot):
            drops = drops_for_fairness(self.trial, self.blockers, needed, most)
        if drops is None:
            return None
        meetings = self.problem.meetings
        more = (Lift(Cure.DROP, drop) for drop in drops)
        is_dire = any(
            meetings[drop].priority > meetings[meeting].priority or drop in self.blockers.kept
            for drop in drops
        )
        weight = sum(meetings[drop].priority for drop in drops)
        return Plan(plan.slot, (*plan.changes, *more), is_dire=is_dire, weight=weight)

    def _by_all_means(self, chain: list[int]) -> Remedy:
        """The last of the chain placed with those that it follows, wherever that can be fair."""
        some = islice(choices(self.problem, chain), MOST_CHOICES)
        ways = (way for slots in some if (way := self._chained(chain, slots)) is not None)
        best = (
            next(ways, None)
            if self.late()
            else min(ways, key=lambda way: len(way[0]), default=None)
        )
        return Remedy(Cure.NONE) if best is None else remedy_of(self.problem, *best)

    def _chained(self, chain: list[int], slots: dict[int, int]) -> tuple[list[Lift], int] | None:
        """The changes that place the chain in these slots, and the slot of its last."""
        with ExitStack() as stack:
            placed = [m for m in chain if self.board.slots[m] is not None]
            stack.enter_context(self.trial.gone(placed))
            too_early = self.blockers.with_followers(
                later
                for m in placed
                for later in self.problem.followers[m]
                if (slot := self.board.slots[later]) is not None and slot <= slots[m]
            )
            stack.enter_context(self.trial.gone(too_early))
            changes = [Lift(Cure.DROP, m) for m in sorted(too_early)]
            for m in chain:
                obstacles = self.trial.obstacles(m, slots[m])
                stack.enter_context(self.trial.made(obstacles))
                stack.enter_context(self.trial.placed(m, slots[m]))
                changes += obstacles
            drops = drops_for_fairness(self.trial, self.blockers, chain)
        if drops is None:
            return None
        changes += (Lift(Cure.DROP, m) for m in drops)
        return changes, slots[chain[-1]]
