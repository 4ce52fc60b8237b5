from pathlib import Path
from random import Random

import pytest

from benchmarks.disturbances import DISTURBANCES, published
from benchmarks.replan import main, proven_least
from scheduling.model.problem import Problem
from scheduling.pipeline import Limits, solve
from tests.benchmarks.instances import folder_with
from tests.scheduling.problems import all_schedules, make_problem, moves


def test_replans_make_the_proven_fewest_moves(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = folder_with(tmp_path, breaks="1")

    assert main([str(folder), "--seconds", "10", "--large", "0"]) == 0

    said = capsys.readouterr().out
    assert all(kind in said for kind in DISTURBANCES)
    assert "0 make more, 0 are not settled" in said


def test_a_folder_without_instances_is_refused(tmp_path: Path) -> None:
    assert main([str(tmp_path)]) == 64


@pytest.fixture
def event() -> Problem:
    problem = make_problem(["ab", "ac", "bc", "bd"], slots=4, tables=2)
    return published(problem, solve(problem, limits=Limits(60, 1, 1)).placements)


@pytest.mark.parametrize("kind", DISTURBANCES)
def test_the_least_is_that_of_brute_force(kind: str, event: Problem) -> None:
    problem = DISTURBANCES[kind](event, Random(1))
    best = min(moves(problem, slots) for slots in all_schedules(problem))
    assert problem != event
    assert proven_least(problem, 60) == best
    assert DISTURBANCES[kind](event, Random(1)) == problem
