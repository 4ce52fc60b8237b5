"""A re-plan keeps the order of meetings, also against those that do not move."""

import pytest

from scheduling.check import violations
from scheduling.model.problem import Placement, Problem
from scheduling.pipeline import Limits
from scheduling.replan import replan
from tests.scheduling.problems import make_problem

LIMITS = Limits(seconds=30, workers=1, seed=1)


def disturbed(*, after: dict[int, tuple[int, ...]], published: tuple[int, ...]) -> Problem:
    """Five slots. `m0` of a and b stays; `m1` of c and d and `m2` of e and f lose slot 2.

    c and e meet others (`m3`, `m4`), so that some slots cost them breaks.
    """
    return make_problem(
        ["ab", "cd", "ef", "cg", "eh"],
        slots=5,
        people={name: {"unavailable": frozenset({2})} for name in "ce"},
        meetings={meeting: {"after": earlier} for meeting, earlier in after.items()},
        published=[Placement(f"m{at}", slot, at) for at, slot in enumerate(published)],
        fairness=None,
    )


@pytest.mark.parametrize(
    ("after", "published", "expected"),
    [
        # Slots 1 would cost no break, but are not after m0, which stays in slot 2.
        ({1: (0,), 2: (0,)}, (2, 2, 2, 0, 0), {3, 4}),
        # Slots 3 would cost no break, but are not before m0, which stays in slot 2.
        ({0: (1, 2)}, (2, 2, 2, 4, 4), {0, 1}),
    ],
    ids=["what it must follow", "what must follow it"],
)
def test_what_moves_keeps_its_order_to_what_stays(
    after: dict[int, tuple[int, ...]], published: tuple[int, ...], expected: set[int]
) -> None:
    problem = disturbed(after=after, published=published)
    solution = replan(problem, limits=LIMITS)
    slots = {placed.meeting: placed.slot for placed in solution.placements}
    assert violations(problem, solution) == []
    assert slots["m0"] == 2
    assert {slots["m1"], slots["m2"]} <= expected
