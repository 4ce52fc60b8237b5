"""The two files: what is read is what was written; `test_bad_files` has what is refused."""

import json
from hashlib import sha256
from typing import Any

from hypothesis import given, settings

from scheduling.model.formats import read_problem, read_solution, write_problem, write_solution
from scheduling.model.problem import Interpreter, Problem, Rules
from scheduling.model.solution import (
    Code,
    Cure,
    Placement,
    Reason,
    Remedy,
    Solution,
    Status,
    Step,
    Unplaced,
)
from tests.scheduling.problems import problems

PROBLEM: dict[str, Any] = {
    "format": "clustermeet-problem/1",
    "name": "tic-12",
    "slots": [
        {
            "window": 0,
            "session": "morning",
            "start": "2018-04-19T09:30:00+02:00",
            "end": "2018-04-19T09:55:00+02:00",
        },
        {"start": "2018-04-19T10:00:00+02:00", "end": "2018-04-19T10:25:00+02:00"},
        {"window": 1, "start": "2018-04-19T14:00:00+02:00"},
    ],
    "tables": 21,
    "participants": [
        {"id": "p1", "unavailable": [0, 2], "capacity": 1, "max_meetings": None},
        {"id": "p8"},
        {"id": "Å", "capacity": 2, "max_meetings": 3},
    ],
    "meetings": [
        {
            "id": "m1",
            "participants": ["p1", "p8"],
            "priority": 1,
            "session": None,
            "slot": None,
            "after": [],
        },
        {"id": "m2", "participants": ["p8", "Å", "p1"], "after": ["m1"], "slot": 2},
    ],
    "published": [{"meeting": "m1", "slot": 1, "table": 2}],
    "rules": {"place_all": False, "fairness": 2},
}
SOLUTION: dict[str, Any] = {
    "format": "clustermeet-solution/1",
    "problem": "tic-12",
    "problem_sha256": "00",
    "status": "optimal",
    "placements": [{"meeting": "m1", "slot": 4, "table": 2}],
    "unplaced": [
        {
            "meeting": "m7",
            "reason": {"code": "no_common_slot", "participants": ["p1", "p8"], "slots": []},
            "remedy": {"code": "free_slot", "participant": "p8", "slot": 5},
        }
    ],
    "steps": [
        {"name": "placed", "value": 125, "bound": 125},
        {"name": "breaks", "value": 0, "bound": 0},
        {"name": "table_changes", "value": 61, "bound": None},
    ],
    "breaks_per_participant": {"p1": 0},
    "seconds": 0.4,
    "seed": 1,
    "workers": 2,
    "limit_seconds": 60,
    "solver": "OR-Tools 9.15",
}


def encoded(content: object) -> bytes:
    return json.dumps(content).encode()


def test_a_problem_is_read_with_positions_and_hash() -> None:
    data = encoded(PROBLEM)
    problem = read_problem(data)
    assert problem.sha256 == sha256(data).hexdigest()
    assert problem.tables == (21, 21, 21)
    assert problem.meetings[1].participants == (1, 2, 0)
    assert problem.meetings[1].after == (0,)
    assert problem.participants[0].unavailable == {0, 2}
    assert problem.windows == ((0, 1), (2,))
    assert problem.published == (Placement("m1", 1, 2),)
    assert problem.allowed_slots == ((1,), ())


def test_absent_keys_have_the_defaults_of_the_format() -> None:
    bare = {key: PROBLEM[key] for key in ("format", "name", "tables")}
    bare["slots"] = [{}]
    bare["participants"] = [{"id": "p1"}, {"id": "p8"}]
    bare["meetings"] = [{"id": "m", "participants": ["p1", "p8"]}]
    problem = read_problem(encoded(bare))
    assert problem.slots[0].window == 0
    assert problem.participants[0].capacity == 1
    assert problem.participants[0].max_meetings is None
    assert problem.meetings[0].priority == 1
    assert problem.rules == Rules(place_all=False, fairness=2)
    assert problem.published == ()
    assert problem.apart == ()


def test_interpreters_are_read_as_positions_and_left_out_of_a_file_without_any() -> None:
    content = json.loads(json.dumps(PROBLEM))
    content["interpreters"] = [{"id": "i"}, {"id": "j", "unavailable": [1]}]
    content["meetings"][0]["interpreters"] = ["j"]
    problem = read_problem(encoded(content))
    assert problem.interpreters == (Interpreter("i"), Interpreter("j", frozenset({1})))
    assert problem.meetings[0].interpreters == (1,)
    assert problem.interpreted == (0,)
    assert read_problem(write_problem(problem)) == problem
    without = write_problem(read_problem(encoded(PROBLEM)))
    assert b"interpreter" not in without


def test_those_kept_apart_are_read_as_positions_and_left_out_of_a_file_without_any() -> None:
    problem = read_problem(encoded({**PROBLEM, "apart": [["Å", "p1"]]}))
    assert problem.apart == ((2, 0),)
    assert problem.apart_from == ((2,), (), (0,))
    assert json.loads(write_problem(problem))["apart"] == [["Å", "p1"]]
    without = write_problem(read_problem(encoded(PROBLEM)))
    assert "apart" not in json.loads(without)


def test_fairness_null_is_none_at_all() -> None:
    assert read_problem(encoded({**PROBLEM, "rules": {"fairness": None}})).rules.fairness is None


@settings(max_examples=50, deadline=None)
@given(problems())
def test_a_problem_written_and_read_is_the_same(problem: Problem) -> None:
    assert read_problem(write_problem(problem)) == problem


def test_a_solution_is_read_and_written_the_same() -> None:
    solution = read_solution(encoded(SOLUTION))
    assert solution == Solution(
        problem="tic-12",
        status=Status.OPTIMAL,
        placements=(Placement("m1", 4, 2),),
        unplaced=(
            Unplaced(
                "m7",
                Reason(Code.NO_COMMON_SLOT, ("p1", "p8")),
                Remedy(Cure.FREE_SLOT, participant="p8", slot=5),
            ),
        ),
        steps=(Step("placed", 125, 125), Step("breaks", 0, 0), Step("table_changes", 61)),
        breaks_per_participant={"p1": 0},
        problem_sha256="00",
        seconds=0.4,
        workers=2,
        limit_seconds=60,
        solver="OR-Tools 9.15",
    )
    assert json.loads(write_solution(solution)) == SOLUTION


def test_an_infeasible_solution_keeps_its_reason() -> None:
    reason = Reason(Code.TABLES_FULL, meetings=("m1",), slots=(1, 2))
    solution = Solution("x", Status.INFEASIBLE, reason=reason)
    assert read_solution(write_solution(solution)) == solution
