"""The answer out: a schedule, what it is worth, and how good the best could be.

A solution stands alone: it names meetings and participants by id, so that it can be read,
compared and checked without the problem's positions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from scheduling.model.problem import Placement

__all__ = [
    "Code",
    "Cure",
    "Placement",
    "Reason",
    "Remedy",
    "Solution",
    "Status",
    "Step",
    "Unplaced",
]


class Status(StrEnum):
    """What is known of the answer; `OPTIMAL` says that placed, short and breaks are proven."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"


class Code(StrEnum):
    """Why a meeting is not placed; `explain` says exactly what each one claims."""

    NO_COMMON_SLOT = "no_common_slot"
    PARTICIPANT_FULL = "participant_full"
    TABLES_FULL = "tables_full"
    DISPLACED = "displaced"
    LOCKED = "locked"
    APART = "apart"
    NO_INTERPRETER = "no_interpreter"
    PRECEDENCE = "precedence"
    FAIRNESS = "fairness"
    NOT_REACHED = "not_reached"


class Cure(StrEnum):
    """A change that would place a meeting, the cheapest kinds first."""

    FREE_SLOT = "free_slot"
    ADD_TABLE = "add_table"
    ADD_INTERPRETER = "add_interpreter"
    RAISE_LIMIT = "raise_limit"
    RAISE_CAPACITY = "raise_capacity"
    LIFT_APART = "lift_apart"
    UNLOCK = "unlock"
    DROP = "drop"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, with the participants and meetings (ids) and the slots it speaks of."""

    code: Code
    participants: tuple[str, ...] = ()
    meetings: tuple[str, ...] = ()
    slots: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to change: the participant or meeting (id), and the slot freed or given a table, or one
    interpreter more, who speaks all languages.

    With other codes `slot` is the one where the meeting then stands. A limit, a capacity and a
    slot's tables each rise by one; with `LIFT_APART` the participant is kept apart from nobody any
    more. `also` holds further changes that are needed with the first.
    """

    code: Cure
    participant: str | None = None
    meeting: str | None = None
    slot: int | None = None
    also: "tuple[Remedy, ...]" = ()

    @property
    def changes(self) -> "tuple[Remedy, ...]":
        """The first change and the others."""
        return (self, *self.also)


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A meeting (id) without a place, why, and what would place it."""

    meeting: str
    reason: Reason
    remedy: Remedy


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the objective. `bound` is proven, given the values of the steps before.

    Names, in order: `placed` (priorities; more is better), `short` (meetings by which participants
    fall short of what they hope for; only where some hope), `breaks`, `table_changes`, `idle_slots`
    (less is better). A re-planned schedule has `moved` before them.
    """

    name: str
    value: int
    bound: int | None = None


@dataclass(frozen=True)
class Solution:
    """A schedule with its certificate. Infeasible and unknown answers have no placements."""

    problem: str
    status: Status
    placements: tuple[Placement, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    steps: tuple[Step, ...] = ()
    breaks_per_participant: Mapping[str, int] = field(default_factory=dict)
    reason: Reason | None = None
    problem_sha256: str = ""
    seconds: float = 0.0
    seed: int = 1
    workers: int = 1
    limit_seconds: float = 0.0
    solver: str = ""

    def step(self, name: str) -> Step | None:
        """The step of that name, if the answer has it."""
        return next((step for step in self.steps if step.name == name), None)
