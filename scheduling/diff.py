"""What changed between two schedules, as data and in words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from scheduling.model.problem import Meeting, Problem
from scheduling.model.solution import Placement, Solution


class Kind(StrEnum):
    """What happened to a meeting.

    `MOVED` is to another slot, `RESEATED` to another table in the same one; `REINTERPRETED` is at
    the same place with another interpreter, or with one no more, or now with one.
    """

    MOVED = "moved"
    ADDED = "added"
    DROPPED = "dropped"
    RESEATED = "reseated"
    REINTERPRETED = "reinterpreted"


@dataclass(frozen=True, slots=True)
class Difference:
    """A meeting (id) that is not as it was; None where it has no place."""

    meeting: str
    before: Placement | None
    after: Placement | None

    @property
    def kind(self) -> Kind:
        """What happened to it."""
        if self.before is None:
            return Kind.ADDED
        if self.after is None:
            return Kind.DROPPED
        if self.before.slot != self.after.slot:
            return Kind.MOVED
        is_there = self.before.table == self.after.table
        return Kind.REINTERPRETED if is_there else Kind.RESEATED


@dataclass(frozen=True, slots=True)
class Diff:
    """All changes, by meeting, and the steps (name, old value, new value) that differ."""

    changes: tuple[Difference, ...]
    steps: tuple[tuple[str, int | None, int | None], ...]


def diff(old: Solution, new: Solution) -> Diff:
    """What is different in the new solution."""
    values = [{step.name: step.value for step in solution.steps} for solution in (old, new)]
    return Diff(
        changes=since(old.placements, new),
        steps=tuple(
            (name, values[0].get(name), values[1].get(name))
            for name in dict.fromkeys([*values[0], *values[1]])
            if values[0].get(name) != values[1].get(name)
        ),
    )


def since(published: Iterable[Placement], solution: Solution) -> tuple[Difference, ...]:
    """What is different from these placements, by meeting; those of cancelled ones are gone."""
    before = {placed.meeting: placed for placed in published}
    after = {placed.meeting: placed for placed in solution.placements}
    return tuple(
        Difference(meeting, before.get(meeting), after.get(meeting))
        for meeting in sorted(before.keys() | after.keys())
        if before.get(meeting) != after.get(meeting)
    )


def words(found: Diff, problem: Problem | None = None) -> Iterator[str]:
    """One sentence for each change, then one for each step; see `sentence`."""
    meetings = {meeting.id: meeting for meeting in problem.meetings} if problem else {}
    for change in found.changes:
        yield sentence(change, problem, meetings)
    for name, old, new in found.steps:
        yield f"The step {name} was {_figure(old)} and is {_figure(new)}."
    if not found.changes and not found.steps:
        yield "Nothing changed."


def sentence(
    change: Difference,
    problem: Problem | None = None,
    meetings: Mapping[str, Meeting] | None = None,
) -> str:
    """The change in words. With the problem: who meets, and times where its slots have them.

    `meetings`, the problem's by id, saves looking them up for each of many changes.
    """
    known = meetings or {meeting.id: meeting for meeting in (problem.meetings if problem else ())}
    name = _name(change.meeting, problem, known)
    before, after = change.before, change.after
    if before and after and before.slot == after.slot:
        stays = f"{name} stays in {_slot(after, problem)}"
        if change.kind is Kind.REINTERPRETED:
            return f"{stays}, {_table(after)}, and {_interpreting(before, after)}."
        return f"{stays} and goes from {_table(before)} to {_table(after)}."
    if before and after:
        return (
            f"{name} moves from {_slot(before, problem)} to {_slot(after, problem)}, "
            f"{_table(after)}."
        )
    if after:
        return f"{name} is new in {_slot(after, problem)}, {_table(after)}."
    assert before  # noqa: S101 - a change has at least one side
    return f"{name} loses its place in {_slot(before, problem)}."


def _name(meeting: str, problem: Problem | None, known: Mapping[str, Meeting]) -> str:
    if problem is None or meeting not in known:
        return f"Meeting {meeting}"
    people = ", ".join(problem.participants[person].id for person in known[meeting].participants)
    return f"Meeting {meeting} ({people})"


def _slot(placed: Placement, problem: Problem | None) -> str:
    start = problem.slots[placed.slot].start if problem else None
    if start is None:
        return f"slot {placed.slot}"
    return f"slot {placed.slot} ({start:%-d %B, %H:%M})"


def _table(placed: Placement) -> str:
    return "online" if placed.table is None else f"table {placed.table}"


def _interpreting(before: Placement, after: Placement) -> str:
    if after.interpreter is None:
        return f"{before.interpreter} interprets there no more"
    if before.interpreter is None:
        return f"{after.interpreter} interprets there now"
    return f"{after.interpreter} interprets there instead of {before.interpreter}"


def _figure(value: int | None) -> str:
    return "missing" if value is None else str(value)
