"""The two files: what is read, what is refused, and that a broken file is never a crash."""

import json
from collections.abc import Callable
from copy import deepcopy
from hashlib import sha256
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings

from matchmaking.scheduling.__main__ import main
from matchmaking.scheduling.formats import (
    BadFile,
    read_problem,
    read_solution,
    write_problem,
    write_solution,
)
from matchmaking.scheduling.problem import Problem, Rules
from matchmaking.scheduling.solution import (
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
from tests.matchmaking.scheduling.problems import problems

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


def changed(content: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """The content with the value at a path such as ``meetings.0.id`` replaced."""
    copy = deepcopy(content)
    place: Any = copy
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in way:
        place = place[step]
    place[last] = value
    return copy


@pytest.mark.parametrize(
    ("path", "value", "place", "reason"),
    [
        ("format", "clustermeet-problem/2", "format", "clustermeet-problem/1"),
        ("extra", 1, "file", 'unknown key "extra"'),
        ("name", "", "name", "1 to 500 characters"),
        ("name", "a\u0000b", "name", "cannot be printed"),
        ("name", "\ud800", "name", "cannot be printed"),
        ("slots", {}, "slots", "should be a list"),
        ("slots.0", 3, "slots[0]", "should be an object"),
        ("slots.0.length", 3, "slots[0]", 'unknown key "length"'),
        ("slots.0.window", -1, "slots[0].window", "from 0"),
        ("slots.0.start", "tomorrow", "slots[0].start", "not an ISO 8601 time"),
        ("slots.0.start", "2018-04-19T09:30:00", "slots[0].start", "lacks an offset"),
        ("slots.0.start", 930, "slots[0].start", "should be a text"),
        ("slots.0.end", "2018-04-19T09:30:00+02:00", "slots[0]", "ends before it starts"),
        ("slots.1.start", "2018-04-19T09:40:00+02:00", "slots[1]", "in time order"),
        ("slots.2.start", "2018-04-19T08:00:00+02:00", "slots[2]", "in time order"),
        ("tables", -1, "tables", "from 0"),
        ("tables", True, "tables", "whole number"),
        ("tables", 2.5, "tables", "whole number"),
        ("tables", [1, 2], "tables", "2 numbers for 3 slots"),
        ("tables", [1, 2, "x"], "tables[2]", "whole number"),
        ("participants.1.id", "p1", "participants[1].id", "a second participant"),
        ("participants.1.id", 8, "participants[1].id", "should be a text"),
        ("participants.0.unavailable", [3], "participants[0].unavailable[0]", "no slot 3"),
        ("participants.0.unavailable", None, "participants[0].unavailable", "should be a list"),
        ("participants.0.capacity", 0, "participants[0].capacity", "from 1"),
        ("participants.0.max_meetings", -1, "participants[0].max_meetings", "from 0"),
        ("participants.0", {"capacity": 1}, "participants[0]", 'lacks the key "id"'),
        ("meetings.1.id", "m1", "meetings[1].id", "a second meeting"),
        ("meetings.0.participants", ["p1", "px"], "meetings[0].participants[1]", "unknown"),
        ("meetings.0.participants", ["p1", "p1"], "meetings[0].participants[1]", "twice"),
        ("meetings.0.participants", ["p1"], "meetings[0].participants", "two participants"),
        ("meetings.0.priority", 0, "meetings[0].priority", "from 1"),
        ("meetings.0.slot", 3, "meetings[0].slot", "no slot 3"),
        ("meetings.0.session", "", "meetings[0].session", "characters"),
        ("meetings.0.after", ["m9"], "meetings[0].after[0]", "unknown meeting"),
        ("meetings.0.after", ["m2"], "meetings[", "wait for each other"),
        ("meetings.0.after", ["m1"], "meetings[0].after", "wait for each other"),
        ("published.0.meeting", "m9", "published[0].meeting", "unknown meeting"),
        ("published.0.slot", 9, "published[0].slot", "no slot 9"),
        ("published", [PROBLEM["published"][0]] * 2, "published[1].meeting", "second placement"),
        ("rules.fairness", "none", "rules.fairness", "whole number"),
        ("rules.place_all", 1, "rules.place_all", "true or false"),
        ("rules.fair", 1, "rules", 'unknown key "fair"'),
    ],
)
def test_each_broken_rule_of_a_problem_has_place_and_reason(
    path: str, value: object, place: str, reason: str
) -> None:
    with pytest.raises(BadFile) as caught:
        read_problem(encoded(changed(PROBLEM, path, value)))
    assert caught.value.place.startswith(place)
    assert reason in caught.value.reason


@pytest.mark.parametrize(
    ("path", "value", "place", "reason"),
    [
        ("format", PROBLEM["format"], "format", "clustermeet-solution/1"),
        ("status", "best", "status", "one of optimal, feasible"),
        ("placements.0.slot", "4", "placements[0].slot", "whole number"),
        ("placements.0.room", 4, "placements[0]", "unknown key"),
        ("unplaced.0.reason.code", "bad_luck", "unplaced[0].reason.code", "one of"),
        ("unplaced.0.remedy.slot", -2, "unplaced[0].remedy.slot", "from 0"),
        ("steps.0.name", "joy", "steps[0].name", "should be moved or placed"),
        ("steps.0.value", None, "steps[0].value", "whole number"),
        ("breaks_per_participant.p1", -1, 'breaks_per_participant."p1"', "from 0"),
        ("breaks_per_participant", [], "breaks_per_participant", "an object"),
        ("seconds", -1, "seconds", "0 or more"),
        ("seconds", 10**400, "seconds", "0 or more"),
        ("seconds", "1", "seconds", "should be a number"),
    ],
)
def test_each_broken_rule_of_a_solution_has_place_and_reason(
    path: str, value: object, place: str, reason: str
) -> None:
    with pytest.raises(BadFile) as caught:
        read_solution(encoded(changed(SOLUTION, path, value)))
    assert caught.value.place.startswith(place)
    assert reason in caught.value.reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"null", "should be an object"),
        (b"\xff\xfe{\x00}\x00", "not UTF-8"),
        (json.dumps(PROBLEM).encode("utf-8-sig"), "not JSON"),
        (json.dumps(PROBLEM).encode("utf-16"), "not UTF-8"),
        (b'{"a": NaN}', "NaN is not a JSON number"),
        (b'{"a": -Infinity}', "-Infinity is not a JSON number"),
        (b'{"a": 1, "a": 2}', 'the key "a" twice'),
        (b"[" * 100_000 + b"]" * 100_000, "nested too deeply"),
        (b'{"a": ' + b"9" * 5000 + b"}", "too many digits"),
        (b" " * (64 * 2**20 + 1), "larger than 64 MiB"),
    ],
)
def test_what_is_no_sound_json_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(BadFile) as caught:
        read_problem(data)
    assert reason in caught.value.reason


def corrupted(data: bytes, random: Random) -> bytes:
    """The bytes with some damage: flipped, cut, doubled, or a value replaced by another."""
    at = random.randrange(len(data))
    until = min(len(data), at + random.randrange(1, 30))
    values = [b"null", b"-1", b'"m1"', b"[]", b"{}", b"1e999", b"true", b"99999999999"]
    return random.choice(
        [
            data[:at] + bytes([random.randrange(256)]) + data[at + 1 :],
            data[:at] + data[until:],
            data[:until] + data[at:],
            data[:at],
            data.replace(random.choice([b"0", b"1", b"2", b'"p1"', b"[]"]), random.choice(values)),
        ]
    )


@pytest.mark.parametrize("read", [read_problem, read_solution])
def test_a_hundred_corruptions_are_read_or_refused_never_a_crash(
    read: Callable[[bytes], object],
) -> None:
    data = encoded(PROBLEM if read is read_problem else SOLUTION)
    refused = []
    for seed in range(100):
        try:
            read(corrupted(data, Random(seed)))
        except BadFile as error:
            refused.append(error)
    assert len(refused) > 50
    assert all(error.place and error.reason for error in refused)


def test_a_hundred_corruptions_end_a_command_with_a_known_code(
    tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    problem, solution = tmp_path / "problem.json", tmp_path / "solution.json"
    codes = set()
    for seed in range(100):
        random = Random(seed)
        files = [encoded(PROBLEM), encoded(SOLUTION)]
        broken = seed % 2
        files[broken] = corrupted(files[broken], random)
        problem.write_bytes(files[0])
        solution.write_bytes(files[1])
        code = main(["check", str(problem), str(solution)])
        told = capsys.readouterr()
        assert code in (0, 1, 64)
        assert bool(told.err) == (code == 64)
        assert "Traceback" not in told.err
        codes.add(code)
    assert codes == {1, 64}
