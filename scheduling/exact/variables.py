"""The only maker of decision variables.

- ``at[meeting][slot]``: the meeting is placed there. There is one only where session, windows,
  fixed slot and everybody's availability allow it, so those rules hold by construction.
- ``placed[meeting]``: it is placed at all.
- ``busy[participant][slot]``: the participant has a meeting then.
- ``breaks[participant]``: its number of breaks, the only integers among booleans.
"""

from collections.abc import Collection, Sequence
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

from scheduling.model.problem import Problem

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import IntVar
    from ortools.sat.python.cp_model_helper import Literal


class Variables:
    """The variables of a problem in a model of its own; the `required` meetings may not miss.

    With `one_at_a_time`, who has capacity 1 cannot be in two meetings at a time.
    """

    def __init__(
        self, problem: Problem, *, required: Collection[int] = (), one_at_a_time: bool = True
    ) -> None:
        from ortools.sat.python.cp_model import CpModel

        self.problem = problem
        self.required = frozenset(required)
        self.one_at_a_time = one_at_a_time
        self.model: CpModel = CpModel()
        self.false: Literal = self.model.new_constant(0)
        self.true: Literal = self.model.new_constant(1)
        self.at = [
            {slot: self._at(m, slot) for slot in allowed}
            for m, allowed in enumerate(problem.allowed_slots)
        ]
        self.placed = [self._placed(meeting) for meeting in range(len(problem.meetings))]
        self.busy = [self._busy(person) for person in range(len(problem.participants))]

    def _at(self, meeting: int, slot: int) -> "Literal":
        """What cannot be otherwise is no variable."""
        if meeting in self.required and len(self.problem.allowed_slots[meeting]) == 1:
            return self.true
        return self.model.new_bool_var(f"at_{meeting}_{slot}")

    def _placed(self, meeting: int) -> "Literal":
        if meeting in self.required:
            placed = self.true
        elif self.at[meeting]:
            placed = self.model.new_bool_var(f"placed_{meeting}")
        else:
            placed = self.false
        self.model.add_exactly_one([*self.at[meeting].values(), ~placed])
        return placed

    def _busy(self, participant: int) -> "dict[int, Literal]":
        """By slot; a slot in which the participant can have no meeting is missing."""
        there: dict[int, list[Literal]] = {}
        for meeting in self.problem.meetings_of[participant]:
            for slot, literal in self.at[meeting].items():
                there.setdefault(slot, []).append(literal)
        is_alone = self.one_at_a_time and self.problem.participants[participant].most_at_once == 1
        together = self.one if is_alone else self.any
        return {slot: together(there[slot]) for slot in sorted(there)}

    def is_certain(self, participant: int) -> bool:
        """Whether it has meetings, all of them take place, and one at a time."""
        own = self.problem.meetings_of[participant]
        alone = self.problem.participants[participant].most_at_once == 1
        return bool(own) and alone and self.required.issuperset(own)

    @cached_property
    def breaks(self) -> "list[IntVar]":
        """In each window the block starts less one: as many as there are idle stretches between."""
        return [self._breaks(person) for person in range(len(self.problem.participants))]

    def _breaks(self, participant: int) -> "IntVar":
        busy = self.busy[participant]
        windows = [[busy.get(slot) for slot in window] for window in self.problem.windows]
        starts = [start for window in windows for start in self._starts(window)]
        used = [self._used(participant, [b for b in window if b is not None]) for window in windows]
        breaks = self.model.new_int_var(0, max(0, self._most_meetings(participant) - 1), "")
        self.model.add(breaks == sum(starts) - sum(used))
        return breaks

    def _used(self, participant: int, busy: "list[Literal]") -> "Literal":
        """Whether the participant has a meeting in a window at all."""
        if len(self.problem.windows) == 1 and self.is_certain(participant):
            return self.true
        return self.any(busy) if busy else self.false

    def _most_meetings(self, participant: int) -> int:
        limit = self.problem.participants[participant].max_meetings
        many = len(self.problem.meetings_of[participant])
        return many if limit is None else min(many, limit)

    def _starts(self, busy: "list[Literal | None]") -> "list[Literal]":
        """In one window: busy, and not busy in the slot before."""
        starts: list[Literal] = []
        before: Literal | None = None
        for now in busy:
            if now is not None and before is None:
                starts.append(now)
            elif now is not None and before is not None and before is not self.true:
                start = self.model.new_bool_var("")
                self.model.add_bool_or([~now, before, start])
                self.model.add_implication(start, now)
                self.model.add_implication(start, ~before)
                starts.append(start)
            before = now
        return starts

    def one(self, literals: "Sequence[Literal]") -> "Literal":
        """True if one of them is; more than one may not be."""
        found = self.model.new_bool_var("")
        self.model.add_exactly_one([*literals, ~found])
        return found

    def any(self, literals: "Sequence[Literal]") -> "Literal":
        """True if one of them is."""
        if any(literal is self.true for literal in literals):
            return self.true
        if len(literals) == 1:
            return literals[0]
        found = self.model.new_bool_var("")
        self.model.add_bool_or([*literals, ~found])
        for literal in literals:
            self.model.add_implication(literal, found)
        return found

    def count(self, literals: "list[Literal]", most: int) -> "list[Literal]":
        """The literals counted: the *k*-th of the result says that more than *k* are true.

        The result is cut at `most`. A totalizer: Bailleux, Boufkhad, CP 2003.
        """
        sure = [literal for literal in literals if literal is self.true][:most]
        if sure:
            rest = [literal for literal in literals if literal is not self.true]
            return sure + self.count(rest, most - len(sure))
        if len(literals) <= 1 or not most:
            return literals[:most]
        half = len(literals) // 2
        return self.union(
            self.count(literals[:half], most), self.count(literals[half:], most), most
        )

    def union(self, left: "list[Literal]", right: "list[Literal]", most: int) -> "list[Literal]":
        """Two counts added, cut at `most`."""
        if not left or not right or not most:
            return (left or right)[:most]
        if left[0] is self.true or right[0] is self.true:
            sure = left if left[0] is self.true else right
            other = right if sure is left else left
            return [self.true, *self.union(sure[1:], other, most - 1)]
        size = min(most, len(left) + len(right))
        total: list[Literal] = [self.model.new_bool_var("") for _ in range(size)]
        for i, j in product(range(len(left) + 1), range(len(right) + 1)):
            # i of the left and j of the right make i + j; one more than neither, no more.
            reached = [~literal for literal in (*left[:i][-1:], *right[:j][-1:])]
            if reached:
                self.model.add_bool_or([*reached, total[min(i + j, size) - 1]])
            if i + j < size:
                self.model.add_bool_or([*left[i : i + 1], *right[j : j + 1], ~total[i + j]])
        return total

    def hint(self, slots: "Sequence[int | None]") -> None:
        """Start the search from this schedule."""
        for literals, chosen in zip(self.at, slots, strict=True):
            for slot, literal in literals.items():
                if literal is not self.true:
                    self.model.add_hint(literal, slot == chosen)
