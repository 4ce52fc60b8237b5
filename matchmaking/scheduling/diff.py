"""What changed between two schedules, as data and in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from matchmaking.scheduling.solution import Placement, Solution


class Kind(StrEnum):
    """What happened to a meeting; `MOVED` is to another slot, `RESEATED` to another table."""

    MOVED = "moved"
    ADDED = "added"
    DROPPED = "dropped"
    RESEATED = "reseated"


@dataclass(frozen=True, slots=True)
class Change:
    """A meeting (id) that is not where it was; None where it has no place."""

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
        return Kind.RESEATED if self.before.slot == self.after.slot else Kind.MOVED


@dataclass(frozen=True, slots=True)
class Diff:
    """All changes, by meeting, and the steps (name, old value, new value) that differ."""

    changes: tuple[Change, ...]
    steps: tuple[tuple[str, int | None, int | None], ...]


def diff(old: Solution, new: Solution) -> Diff:
    """What is different in the new solution."""
    before = {placed.meeting: placed for placed in old.placements}
    after = {placed.meeting: placed for placed in new.placements}
    values = [{step.name: step.value for step in solution.steps} for solution in (old, new)]
    return Diff(
        changes=tuple(
            Change(meeting, before.get(meeting), after.get(meeting))
            for meeting in sorted(before.keys() | after.keys())
            if before.get(meeting) != after.get(meeting)
        ),
        steps=tuple(
            (name, values[0].get(name), values[1].get(name))
            for name in dict.fromkeys([*values[0], *values[1]])
            if values[0].get(name) != values[1].get(name)
        ),
    )


def words(difference: Diff) -> Iterator[str]:
    """One sentence for each change, then one for each step."""
    for change in difference.changes:
        yield _sentence(change)
    for name, old, new in difference.steps:
        yield f"The step {name} was {_figure(old)} and is {_figure(new)}."
    if not difference.changes and not difference.steps:
        yield "Nothing changed."


def _sentence(change: Change) -> str:
    before, after = change.before, change.after
    if before and after and before.slot == after.slot:
        return (
            f"Meeting {change.meeting} stays in slot {after.slot} "
            f"and goes from table {before.table} to table {after.table}."
        )
    if before and after:
        return (
            f"Meeting {change.meeting} moves from slot {before.slot} to slot {after.slot}, "
            f"table {after.table}."
        )
    if after:
        return f"Meeting {change.meeting} is new in slot {after.slot}, table {after.table}."
    assert before  # noqa: S101 - a change has at least one side
    return f"Meeting {change.meeting} loses its place in slot {before.slot}."


def _figure(value: int | None) -> str:
    return "missing" if value is None else str(value)
