"""Local search as the solver uses it."""

from dataclasses import replace
from functools import cache
from typing import TypeVar

from benchmarks.generator import generate
from scheduling.beside import LocalSearch
from scheduling.check import violations
from scheduling.control import Control, Limits
from scheduling.exact.constraints import constrained
from scheduling.exact.search import Search
from scheduling.goals import BREAKS, IDLE, MOVED, PLACED
from scheduling.local.construct import construct
from scheduling.model.problem import Placement, Problem
from scheduling.pipeline import Setting, State, reach, solve
from scheduling.state.board import Board
from tests.scheduling.problems import make_problem

LIMITS = Limits(seconds=600, workers=2, seed=1)


@cache
def event() -> Problem:
    return generate(60, 250)


def local() -> LocalSearch:
    return LocalSearch(event(), Control(LIMITS))


SearchKind = TypeVar("SearchKind", bound=Search)


def endless(kind: type[SearchKind]) -> SearchKind:
    return kind(constrained(make_problem(["ab"])), [], 0, seconds=600, seed=1)


def breaks(board: Board) -> int:
    return sum(board.all_breaks())


class Until(Search):
    """A search that is over once it has been offered a schedule with so few breaks."""

    enough = 0

    def offer(self, slots: list[int | None], value: int) -> None:
        super().offer(slots, value)
        self.over = self.over or value <= self.enough


def test_beside_exact_search_better_schedules_are_offered_until_that_is_over() -> None:
    start = construct(event())
    search = endless(Until)
    search.enough = int(0.7 * breaks(start))
    improve_beside = local().beside(start, BREAKS, ())
    assert improve_beside is not None
    improve_beside(search)
    assert search.slots is not None
    found = Board(event(), search.slots)
    assert found.worth() == start.worth()
    assert search.value == breaks(found) <= search.enough


def test_where_nothing_can_move_nothing_is_sought_beside_for_long() -> None:
    start, search = construct(event()), endless(Search)
    improve_beside = local().beside(start, BREAKS, range(len(start.slots)))
    assert improve_beside is not None
    improve_beside(search)
    assert search.slots == start.slots


def test_what_was_found_to_stay_is_kept_from_then_on() -> None:
    published = (Placement("m0", 0, 0), Placement("m1", 1, 0))
    problem = replace(make_problem(["ab", "cd"], slots=3), published=published)
    setting = Setting(problem, Control(LIMITS), is_small=True)
    state = reach(MOVED, State(Board(problem, [2, 1]), frozenset({1})), setting)
    assert state.board is not None
    assert state.board.slots == [0, 1]
    assert state.kept == {0, 1}


def test_only_what_local_search_knows_is_sought_beside() -> None:
    start = construct(event())
    assert local().beside(start, PLACED, ()) is not None
    assert local().beside(start, IDLE, ()) is None
    assert local().beside(start, MOVED, ()) is None
    assert local().beside(None, BREAKS, ()) is None


def test_so_many_moves_give_the_same_schedule_every_time() -> None:
    first, second = (local().brief(construct(event()), (), 0.2) for _ in range(2))
    assert first.slots == second.slots
    assert breaks(first) < breaks(construct(event()))


def test_a_schedule_without_breaks_needs_no_exact_search() -> None:
    problem = generate(60, 250, windows=4)
    solution = solve(problem, limits=replace(LIMITS, workers=1))
    assert violations(problem, solution) == []
    assert [(step.value, step.bound) for step in solution.steps[:2]] == [(376, 376), (0, 0)]
