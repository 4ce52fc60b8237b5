"""Who interprets: in each slot, an interpreter of its own for each meeting that needs one.

A matching of meetings and interpreters, one slot at a time; both are positions, as is the slot.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping

from scheduling.model.problem import Problem


class Served:
    """The meetings in one slot, as many as can be with an interpreter each; kept up to date."""

    def __init__(self, problem: Problem, slot: int) -> None:
        self.problem = problem
        self.slot = slot
        self.waiting: set[int] = set()
        self._choices: dict[int, tuple[int, ...]] = {}
        self._held: dict[int, int] = {}

    def add(self, meeting: int) -> None:
        """The meeting comes; where no interpreter is left for it, it waits."""
        self._choices[meeting] = self.problem.interpreters_in(meeting, self.slot)
        if path := _path(self._choices, meeting, self._held):
            self._held.update(path)
        else:
            self.waiting.add(meeting)

    def remove(self, meeting: int) -> None:
        """The meeting goes; one that waited may have an interpreter then."""
        del self._choices[meeting]
        if meeting in self.waiting:
            self.waiting.remove(meeting)
            return
        self._held = {one: other for one, other in self._held.items() if other != meeting}
        for other in sorted(self.waiting):
            if path := _path(self._choices, other, self._held):
                self._held.update(path)
                self.waiting.remove(other)
                return

    def has_one_for(self, meeting: int) -> bool:
        """Whether a meeting that is not there would have one, and no other would lose its own."""
        able = self.problem.interpreters_in(meeting, self.slot)
        if any(one not in self._held for one in able):
            return True
        return bool(_path({**self._choices, meeting: able}, meeting, self._held))


def matched(
    problem: Problem, slot: int, meetings: Iterable[int], known: Mapping[int, int] | None = None
) -> dict[int, int]:
    """As many as can be of these meetings (first) with an interpreter each (second).

    All are positions. Who is `known` for a meeting is tried first.
    """
    known = known or {}
    choices = {}
    for meeting in meetings:
        able, first = problem.interpreters_in(meeting, slot), known.get(meeting)
        choices[meeting] = [one for one in able if one == first]
        choices[meeting] += [one for one in able if one != first]
    held: dict[int, int] = {}
    for meeting in choices:
        held.update(_path(choices, meeting, held))
    return {meeting: interpreter for interpreter, meeting in held.items()}


def _path(
    choices: Mapping[int, Collection[int]], meeting: int, held: Mapping[int, int]
) -> dict[int, int]:
    """The interpreters (first) that change their meeting (second) so that this one has one too.

    Empty where nothing helps.
    """
    path: list[tuple[int, Iterator[int]]] = [(meeting, iter(choices[meeting]))]
    taken, seen = list[int](), set[int]()
    while path:
        one = next((one for one in path[-1][1] if one not in seen), None)
        if one is None:
            path.pop()
            del taken[-1:]
            continue
        seen.add(one)
        taken.append(one)
        if one not in held:
            return {mine: mover for mine, (mover, _) in zip(taken, path, strict=True)}
        path.append((held[one], iter(choices[held[one]])))
    return {}


def lacking(problem: Problem, slot: int, meetings: Collection[int]) -> int:
    """How many of these meetings have no interpreter, at the least."""
    return len(meetings) - len(matched(problem, slot, meetings)) if meetings else 0


def instead(problem: Problem, slot: int, meetings: Collection[int], meeting: int) -> list[int]:
    """Those of the meetings there without any one of which another one has an interpreter.

    None where it has one anyway, nor where none that it can have is there.
    """
    there = sorted(meetings)
    if lacking(problem, slot, [*there, meeting]) == lacking(problem, slot, there):
        return []
    return sorted(too_many(problem, slot, [*there, meeting]) - {meeting})


def too_many(problem: Problem, slot: int, meetings: Collection[int]) -> frozenset[int]:
    """The meetings that vie for too few interpreters; none where there are enough."""
    served = matched(problem, slot, sorted(meetings))
    found, waiting = set[int](), [meeting for meeting in meetings if meeting not in served]
    holders = {interpreter: meeting for meeting, interpreter in served.items()}
    while waiting:
        meeting = waiting.pop()
        if meeting not in found:
            found.add(meeting)
            waiting += (holders[one] for one in problem.interpreters_in(meeting, slot))
    return frozenset(found)
