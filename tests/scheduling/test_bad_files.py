"""Every rule of the formats broken once: the place, the reason and exit code 64, never a crash."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import pytest

from scheduling.__main__ import main
from scheduling.model.formats import BadFile, read_problem, read_solution
from tests.scheduling.test_formats import PROBLEM, SOLUTION, encoded

GONE = object()

Broken = tuple[str, object, str, str]

PROBLEMS: list[Broken] = [
    ("format", GONE, "file", 'lacks the key "format"'),
    ("format", "clustermeet-problem/2", "format", "clustermeet-problem/1"),
    ("extra", 1, "file", 'unknown key "extra"'),
    ("name", GONE, "file", 'lacks the key "name"'),
    ("name", "", "name", "1 to 500 characters"),
    ("name", "a" * 501, "name", "1 to 500 characters"),
    ("name", "a\u0000b", "name", "cannot be printed"),
    ("name", "\ud800", "name", "cannot be printed"),
    ("slots", GONE, "file", 'lacks the key "slots"'),
    ("slots", {}, "slots", "should be a list"),
    ("slots", [{}] * 10_001, "slots", "10000 are the most"),
    ("slots.0", 3, "slots[0]", "should be an object"),
    ("slots.0.length", 3, "slots[0]", 'unknown key "length"'),
    ("slots.0.window", -1, "slots[0].window", "from 0"),
    ("slots.0.window", None, "slots[0].window", "whole number"),
    ("slots.0.session", 1, "slots[0].session", "should be a text"),
    ("slots.0.start", "tomorrow", "slots[0].start", "not an ISO 8601 time"),
    ("slots.0.start", "2018-04-19T09:30:00", "slots[0].start", "lacks an offset"),
    ("slots.0.start", 930, "slots[0].start", "should be a text"),
    ("slots.0.end", "2018-04-19T09:30:00+02:00", "slots[0]", "ends before it starts"),
    ("slots.1.start", "2018-04-19T09:40:00+02:00", "slots[1]", "in time order"),
    ("slots.2.start", "2018-04-19T08:00:00+02:00", "slots[2]", "in time order"),
    ("tables", GONE, "file", 'lacks the key "tables"'),
    ("tables", -1, "tables", "from 0"),
    ("tables", True, "tables", "whole number"),
    ("tables", 2.5, "tables", "whole number"),
    ("tables", None, "tables", "whole number"),
    ("tables", 1_000_001, "tables", "from 0 to 1000000"),
    ("tables", [1, 2], "tables", "2 numbers for 3 slots"),
    ("tables", [1, 2, "x"], "tables[2]", "whole number"),
    ("tables", [1, 2, -1], "tables[2]", "from 0"),
    ("participants", GONE, "file", 'lacks the key "participants"'),
    ("participants", None, "participants", "should be a list"),
    ("participants.0", "p1", "participants[0]", "should be an object"),
    ("participants.0", {"capacity": 1}, "participants[0]", 'lacks the key "id"'),
    ("participants.0.name", "Ann", "participants[0]", 'unknown key "name"'),
    ("participants.1.id", "p1", "participants[1].id", "a second participant"),
    ("participants.1.id", 8, "participants[1].id", "should be a text"),
    ("participants.0.unavailable", [3], "participants[0].unavailable[0]", "no slot 3"),
    ("participants.0.unavailable", [-1], "participants[0].unavailable[0]", "from 0"),
    ("participants.0.unavailable", None, "participants[0].unavailable", "should be a list"),
    ("participants.0.capacity", 0, "participants[0].capacity", "from 1"),
    ("participants.0.capacity", [1, 2], "participants[0].capacity", "2 numbers for 3 slots"),
    ("participants.0.capacity", [1, 0, 1], "participants[0].capacity[1]", "from 1"),
    ("participants.2.min_meetings", 4, "participants[2].min_meetings", "more than max_meetings, 3"),
    ("participants.0.capacity", None, "participants[0].capacity", "whole number"),
    ("participants.0.max_meetings", -1, "participants[0].max_meetings", "from 0"),
    ("participants.0.max_meetings", "2", "participants[0].max_meetings", "whole number"),
    ("participants.0.table", 21, "participants[0].table", "no table 21"),
    ("participants.0.table", -1, "participants[0].table", "from 0"),
    ("meetings", GONE, "file", 'lacks the key "meetings"'),
    ("meetings", "none", "meetings", "should be a list"),
    ("meetings.0", ["p1", "p8"], "meetings[0]", "should be an object"),
    ("meetings.0", {"participants": ["p1", "p8"]}, "meetings[0]", 'lacks the key "id"'),
    ("meetings.1.participants", GONE, "meetings[1]", 'lacks the key "participants"'),
    ("meetings.0.room", 1, "meetings[0]", 'unknown key "room"'),
    ("meetings.1.id", "m1", "meetings[1].id", "a second meeting"),
    ("meetings.0.participants", ["p1", "px"], "meetings[0].participants[1]", "unknown"),
    ("meetings.0.participants", ["p1", 8], "meetings[0].participants[1]", "should be a text"),
    ("meetings.0.participants", ["p1", "p1"], "meetings[0].participants[1]", "twice"),
    ("meetings.0.participants", ["p1"], "meetings[0].participants", "two participants"),
    ("meetings.0.participants", "p1 p8", "meetings[0].participants", "should be a list"),
    ("meetings.0.priority", 0, "meetings[0].priority", "from 1"),
    ("meetings.0.priority", 1.5, "meetings[0].priority", "whole number"),
    ("meetings.0.slot", 3, "meetings[0].slot", "no slot 3"),
    ("meetings.0.slot", "first", "meetings[0].slot", "whole number"),
    ("meetings.0.session", "", "meetings[0].session", "characters"),
    ("meetings.0.windows", 1, "meetings[0].windows", "should be a list"),
    ("meetings.0.windows", [], "meetings[0].windows", "no window"),
    ("meetings.0.windows", ["1"], "meetings[0].windows[0]", "whole number"),
    (
        "meetings.1",
        {"id": "m2", "participants": ["p1", "p8"], "table": 1, "online": True},
        "meetings[1].online",
        "cannot be locked",
    ),
    ("meetings.0.online", "yes", "meetings[0].online", "true or false"),
    ("meetings.0.after", "m2", "meetings[0].after", "should be a list"),
    ("meetings.0.after", ["m9"], "meetings[0].after[0]", "unknown meeting"),
    ("meetings.1.after", ["m1", "m1"], "meetings[1].after[1]", "twice"),
    ("meetings.0.after", ["m2"], "meetings[", "wait for each other"),
    ("meetings.0.after", ["m1"], "meetings[0].after", "wait for each other"),
    ("published", {}, "published", "should be a list"),
    ("published.0.meeting", GONE, "published[0]", 'lacks the key "meeting"'),
    ("published.0.slot", GONE, "published[0]", 'lacks the key "slot"'),
    ("published.0.table", GONE, "published[0]", 'lacks the key "table"'),
    ("published.0.room", 1, "published[0]", 'unknown key "room"'),
    ("published.0.meeting", "m9", "published[0].meeting", "unknown meeting"),
    ("published.0.slot", 9, "published[0].slot", "no slot 9"),
    ("published.0.table", -1, "published[0].table", "from 0"),
    ("published", [PROBLEM["published"][0]] * 2, "published[1].meeting", "second placement"),
    ("apart", {}, "apart", "should be a list"),
    ("apart", [["p1"]], "apart[0]", "two participants, not 1"),
    ("apart", [["p1", "p8", "Å"]], "apart[0]", "two participants, not 3"),
    ("apart", [["p1", "p1"]], "apart[0][1]", "twice"),
    ("apart", [["p1", "px"]], "apart[0][1]", "unknown participant"),
    ("apart", [["p1", "p8"], ["p8", "p1"]], "apart[1]", "a second time"),
    ("apart", ["p1 p8"], "apart[0]", "should be a list"),
    ("interpreters", [{}], "interpreters[0]", 'lacks the key "id"'),
    ("interpreters", [{"id": "i"}, {"id": "i"}], "interpreters[1].id", "a second interpreter"),
    (
        "interpreters",
        [{"id": "i", "unavailable": [3]}],
        "interpreters[0].unavailable[0]",
        "no slot 3",
    ),
    ("meetings.0.interpreters", ["i"], "meetings[0].interpreters[0]", "unknown interpreter"),
    ("meetings.0.interpreters", "i", "meetings[0].interpreters", "should be a list"),
    ("rules", [], "rules", "should be an object"),
    ("rules.fairness", "none", "rules.fairness", "whole number"),
    ("rules.fairness", -1, "rules.fairness", "from 0"),
    ("rules.place_all", 1, "rules.place_all", "true or false"),
    ("rules.fair", 1, "rules", 'unknown key "fair"'),
]
FREE = {"code": "free_slot", "participant": "p8", "slot": 5}
SOLUTIONS: list[Broken] = [
    ("format", GONE, "file", 'lacks the key "format"'),
    ("format", PROBLEM["format"], "format", "clustermeet-solution/1"),
    ("extra", 1, "file", 'unknown key "extra"'),
    ("problem", GONE, "file", 'lacks the key "problem"'),
    ("problem", 12, "problem", "should be a text"),
    ("problem_sha256", 0, "problem_sha256", "should be a text"),
    ("status", GONE, "file", 'lacks the key "status"'),
    ("status", "best", "status", "one of optimal, feasible"),
    ("placements", GONE, "file", 'lacks the key "placements"'),
    ("placements", {}, "placements", "should be a list"),
    ("placements.0.slot", "4", "placements[0].slot", "whole number"),
    ("placements.0.slot", -4, "placements[0].slot", "from 0"),
    ("placements.0.table", "1", "placements[0].table", "whole number"),
    ("placements.0.meeting", 1, "placements[0].meeting", "should be a text"),
    ("placements.0.meeting", GONE, "placements[0]", 'lacks the key "meeting"'),
    ("placements.0.room", 4, "placements[0]", "unknown key"),
    ("unplaced", None, "unplaced", "should be a list"),
    ("unplaced.0.meeting", GONE, "unplaced[0]", 'lacks the key "meeting"'),
    ("unplaced.0.reason", GONE, "unplaced[0]", 'lacks the key "reason"'),
    ("unplaced.0.remedy", GONE, "unplaced[0]", 'lacks the key "remedy"'),
    ("unplaced.0.why", 1, "unplaced[0]", 'unknown key "why"'),
    ("unplaced.0.reason", "full", "unplaced[0].reason", "should be an object"),
    ("unplaced.0.reason.code", GONE, "unplaced[0].reason", 'lacks the key "code"'),
    ("unplaced.0.reason.code", "bad_luck", "unplaced[0].reason.code", "one of"),
    ("unplaced.0.reason.participants", "p1", "unplaced[0].reason.participants", "a list"),
    ("unplaced.0.reason.participants", [1], "unplaced[0].reason.participants[0]", "a text"),
    ("unplaced.0.reason.meetings", [None], "unplaced[0].reason.meetings[0]", "a text"),
    ("unplaced.0.reason.slots", ["1"], "unplaced[0].reason.slots[0]", "whole number"),
    ("unplaced.0.reason.who", [], "unplaced[0].reason", 'unknown key "who"'),
    ("unplaced.0.remedy", [], "unplaced[0].remedy", "should be an object"),
    ("unplaced.0.remedy.code", GONE, "unplaced[0].remedy", 'lacks the key "code"'),
    ("unplaced.0.remedy.code", "hope", "unplaced[0].remedy.code", "one of"),
    ("unplaced.0.remedy.participant", 8, "unplaced[0].remedy.participant", "a text"),
    ("unplaced.0.remedy.meeting", 8, "unplaced[0].remedy.meeting", "a text"),
    ("unplaced.0.remedy.slot", -2, "unplaced[0].remedy.slot", "from 0"),
    ("unplaced.0.remedy.cost", 1, "unplaced[0].remedy", 'unknown key "cost"'),
    ("unplaced.0.remedy.also", FREE, "unplaced[0].remedy.also", "should be a list"),
    ("unplaced.0.remedy.also", [{}], "unplaced[0].remedy.also[0]", 'lacks the key "code"'),
    ("unplaced.0.remedy.also", [{**FREE, "also": []}], "unplaced[0].remedy.also[0]", "unknown"),
    ("steps", {}, "steps", "should be a list"),
    ("steps.0.name", "joy", "steps[0].name", "should be moved or placed"),
    ("steps.0.name", "breaks", "steps[1]", "does not come after breaks"),
    ("steps.2.name", "placed", "steps[2]", "does not come after breaks"),
    ("steps.0.value", None, "steps[0].value", "whole number"),
    ("steps.0.value", GONE, "steps[0]", 'lacks the key "value"'),
    ("steps.0.bound", -1, "steps[0].bound", "from 0"),
    ("steps.0.gap", 0, "steps[0]", 'unknown key "gap"'),
    ("breaks_per_participant.p1", -1, 'breaks_per_participant."p1"', "from 0"),
    ("breaks_per_participant", [], "breaks_per_participant", "an object"),
    ("reason", "why", "reason", "should be an object"),
    ("reason", {"code": "fate"}, "reason.code", "one of"),
    ("seconds", -1, "seconds", "0 or more"),
    ("seconds", 10**400, "seconds", "0 or more"),
    ("seconds", "1", "seconds", "should be a number"),
    ("seed", -1, "seed", "from 0"),
    ("seed", 2**31, "seed", "from 0"),
    ("workers", 0, "workers", "from 1"),
    ("limit_seconds", None, "limit_seconds", "should be a number"),
    ("solver", None, "solver", "should be a text"),
]


def _name(broken: Broken) -> str:
    return f"{broken[0]}: {broken[3]}"


def changed(content: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """The content with the value at a path such as ``meetings.0.id`` replaced, or gone."""
    copy = deepcopy(content)
    place: Any = copy
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in way:
        place = place[step]
    if value is GONE:
        del place[last]
    else:
        place[last] = value
    return copy


@pytest.mark.parametrize("broken", PROBLEMS, ids=_name)
def test_each_broken_rule_of_a_problem_has_place_and_reason(
    broken: Broken, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, value, place, reason = broken
    file = tmp_path / "problem.json"
    file.write_bytes(encoded(changed(PROBLEM, path, value)))
    for command in ("solve", "replan"):
        assert main([command, str(file)]) == 64
        told = capsys.readouterr()
        assert told.err.startswith(place)
        assert reason in told.err
        assert told.out == ""


@pytest.mark.parametrize("broken", SOLUTIONS, ids=_name)
def test_each_broken_rule_of_a_solution_has_place_and_reason(
    broken: Broken, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, value, place, reason = broken
    problem, solution = tmp_path / "problem.json", tmp_path / "solution.json"
    problem.write_bytes(encoded(PROBLEM))
    solution.write_bytes(encoded(changed(SOLUTION, path, value)))
    for files in (["check", problem, solution], ["diff", solution, solution]):
        assert main([str(one) for one in files]) == 64
        told = capsys.readouterr()
        assert told.err.startswith(place)
        assert reason in told.err
        assert told.out == ""


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


def damaged(data: bytes, random: Random) -> bytes:
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


ODD: list[object] = [
    None,
    True,
    0,
    1,
    -1,
    2,
    10**9,
    1.5,
    "",
    "p1",
    "m1",
    "m2",
    "drop",
    [],
    {},
    [0],
    ["p1", "m2"],
]


def twisted(content: dict[str, Any], random: Random) -> bytes:
    """The content, still sound JSON, with one value, anywhere in it, put odd, doubled or gone."""
    copy = deepcopy(content)
    places: list[tuple[Any, Any]] = []
    waiting: list[Any] = [copy]
    while waiting:
        here = waiting.pop()
        keys = list(here) if isinstance(here, dict) else range(len(here))
        places.extend((here, key) for key in keys)
        waiting.extend(here[key] for key in keys if isinstance(here[key], dict | list))
    holder, key = random.choice(places)
    match random.randrange(3):
        case 0:
            del holder[key]
        case 1 if isinstance(holder, list):
            holder.append(deepcopy(holder[key]))
        case _:
            holder[key] = random.choice(ODD)
    return encoded(copy)


def spoilt(content: dict[str, Any], seed: int) -> bytes:
    random = Random(seed)
    return twisted(content, random) if seed % 2 else damaged(encoded(content), random)


@pytest.mark.parametrize("read", [read_problem, read_solution])
def test_a_hundred_corruptions_are_read_or_refused_never_a_crash(
    read: Callable[[bytes], object],
) -> None:
    content, refused = PROBLEM if read is read_problem else SOLUTION, []
    for seed in range(100):
        try:
            read(spoilt(content, seed))
        except BadFile as error:
            refused.append(error)
    assert len(refused) > 50
    assert all(error.place and error.reason for error in refused)


# What solve and check agree on, so that a spoilt part of it is more than a file of another problem.
SOUND: dict[str, Any] = {
    **PROBLEM,
    "participants": [{"id": "p1", "unavailable": [0]}, {"id": "p8", "max_meetings": 1}],
    "meetings": [
        {"id": "m1", "participants": ["p1", "p8"], "slot": 1, "priority": 2},
        {"id": "m2", "participants": ["p8", "p1"], "after": ["m1"]},
    ],
    "published": [{"meeting": "m1", "slot": 1, "table": 2}],
}
SOLVED: dict[str, Any] = {
    "format": "clustermeet-solution/1",
    "problem": "tic-12",
    "status": "feasible",
    "placements": [{"meeting": "m1", "slot": 1, "table": 2}],
    "unplaced": [
        {
            "meeting": "m2",
            "reason": {"code": "participant_full", "participants": ["p8"], "slots": []},
            "remedy": {"code": "raise_limit", "participant": "p8", "slot": 2},
        }
    ],
    "steps": [{"name": "placed", "value": 2, "bound": 2}, {"name": "breaks", "value": 0}],
    "breaks_per_participant": {"p1": 0, "p8": 0},
}


def test_a_hundred_spoilt_problems_end_solve_replan_and_check_with_a_known_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    problem, solution = tmp_path / "problem.json", tmp_path / "solution.json"
    solution.write_bytes(encoded(SOLVED))
    codes = set()
    for seed in range(100):
        problem.write_bytes(spoilt(SOUND, seed))
        command = ["solve", "replan"][seed // 2 % 2]
        found = main([command, str(problem), "--seconds", "1", "--workers", "1"])
        checked = main(["check", str(problem), str(solution)])
        told = capsys.readouterr()
        assert found in (0, 2, 64)
        assert (found == 64) == (checked == 64) == bool(told.err)
        codes.add((found, checked))
    assert {(0, 0), (0, 1), (64, 64)} <= codes


def test_a_hundred_spoilt_solutions_end_check_and_diff_with_a_known_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    problem, solution, sound = (tmp_path / name for name in ("p.json", "s.json", "sound.json"))
    problem.write_bytes(encoded(SOUND))
    sound.write_bytes(encoded(SOLVED))
    codes = set()
    for seed in range(100):
        solution.write_bytes(spoilt(SOLVED, seed))
        checked = main(["check", str(problem), str(solution)])
        differs = main(["diff", str(sound), str(solution)])
        told = capsys.readouterr()
        assert (checked == 64) == (differs == 64) == bool(told.err)
        codes.add(checked)
    assert codes == {0, 1, 64}


def test_the_sound_files_are_sound(tmp_path: Path) -> None:
    problem, solution = tmp_path / "problem.json", tmp_path / "solution.json"
    problem.write_bytes(encoded(SOUND))
    solution.write_bytes(encoded(SOLVED))
    assert main(["check", str(problem), str(solution)]) == 0
