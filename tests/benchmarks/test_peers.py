"""Every contender on tiny problems: the same optimum as the scheduler's, or as counted by hand."""

from dataclasses import replace
from itertools import product
from pathlib import Path
from random import Random

import pytest

from benchmarks.peers.counting import Formula, Sorter, sorting_network, totalizer
from benchmarks.peers.first_come import first_come
from benchmarks.peers.textbook import textbook
from scheduling.model.problem import Meeting, Participant, Problem, Rules, Slot
from scheduling.model.solution import Status
from scheduling.pipeline import Limits, solve
from tests.benchmarks.instances import folder_with

sat = pytest.importorskip("pysat.solvers", reason="python-sat is in requirements/bench.txt")


def published(seed: int) -> Problem:
    """A random problem of the published form, now and then infeasible."""
    random = Random(seed)
    people, slots = random.randint(3, 5), random.randint(3, 6)
    pairs = [(a, b) for a in range(people) for b in range(a)]
    chosen = random.sample(pairs, random.randint(2, min(len(pairs), 2 * slots - 4)))
    return Problem(
        name=f"random {seed}",
        slots=tuple(Slot(session="morning" if one < 3 else "afternoon") for one in range(slots)),
        tables=(random.randint(1, 3),) * slots,
        participants=tuple(
            Participant(f"p{one}", frozenset(random.sample(range(slots), random.randint(0, 1))))
            for one in range(people)
        ),
        meetings=tuple(
            Meeting(
                f"m{number}",
                pair,
                session=random.choice([None, None, "morning"]),
                after=(number - 1,) if number and random.random() < 0.3 else (),
            )
            for number, pair in enumerate(chosen)
        ),
        rules=Rules(place_all=True, fairness=random.choice([0, 1, 2, None])),
    )


@pytest.mark.parametrize("seed", range(12))
def test_all_prove_what_the_scheduler_proves(seed: int) -> None:
    from benchmarks.peers.sat import rc2, rising  # noqa: PLC0415 - needs python-sat

    problem = published(seed)
    solution = solve(problem, limits=Limits(seconds=20, workers=1))
    step = solution.step("breaks")
    ours = None if step is None else step.value
    assert solution.status in (Status.OPTIMAL, Status.INFEASIBLE)

    for answer in (rc2(problem), rising(problem), textbook(problem, 20, 1)):
        assert (answer.breaks, answer.is_proven) == (ours, True)


@pytest.mark.parametrize("sort", [totalizer, sorting_network])
@pytest.mark.parametrize("size", range(1, 7))
def test_sorters_count(sort: Sorter, size: int) -> None:
    for count in range(size + 1):
        formula = Formula()
        literals = [formula.new() for _ in range(size)]
        formula.exactly(count, literals, sort)
        with sat.Solver(name="cadical153", bootstrap_with=formula.clauses) as solver:
            for truth in product([1, -1], repeat=size):
                assumed = [sign * literal for sign, literal in zip(truth, literals, strict=True)]
                assert solver.solve(assumptions=assumed) == (truth.count(1) == count)


def test_races_all_in_turn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from benchmarks.peers.__main__ import main  # noqa: PLC0415 - needs python-sat

    folder = folder_with(tmp_path, breaks="1")

    code = main([str(folder), "--seeds", "1", "2", "--without", "plain CP-SAT"])

    said = capsys.readouterr().out
    assert code == 0, said
    assert "3 of 3" in said
    assert "Ours takes" in said


def test_first_come_takes_the_first_common_free_slot() -> None:
    problem = Problem(
        name="platform",
        slots=(Slot(), Slot(), Slot()),
        tables=(1, 1, 1),
        participants=(Participant("p1"), Participant("p2", frozenset({0})), Participant("p3")),
        meetings=(
            Meeting("late", (0, 2), after=(1,)),
            Meeting("second slot", (0, 1)),
            Meeting("first slot", (0, 2)),
            Meeting("no table left", (1, 2)),
        ),
        rules=Rules(fairness=None),
    )

    answer = first_come(problem)

    assert (answer.placed, answer.breaks) == (3, 1)
    without = replace(problem, meetings=problem.meetings[1:2])
    assert first_come(without).breaks == 0
