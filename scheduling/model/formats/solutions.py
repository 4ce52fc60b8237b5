"""`clustermeet-solution/1`: read, checked for its form alone, and written.

Whether a solution fits its problem is for `check` to say; this knows the file only.
"""

import json
from dataclasses import fields, replace
from typing import Any

from scheduling.model.formats.nodes import Fields, Node, parse
from scheduling.model.formats.written import placement_content
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

SOLUTION_FORMAT = "clustermeet-solution/1"
STEPS = ("moved", "placed", "short", "breaks", "table_changes", "idle_slots")
MOST_VALUE = 10**12


def read_solution(data: bytes) -> Solution:
    """The solution of a file's bytes. Raises `BadFile`."""
    optional = {field.name for field in fields(Solution)} - {"problem", "status", "placements"}
    file = parse(data).fields(("format", "problem", "status", "placements"), optional)
    file["format"].one_of([SOLUTION_FORMAT])
    return Solution(
        problem=file["problem"].text(),
        status=file["status"].choice(Status),
        placements=tuple(_placement(node) for node in file["placements"].items()),
        unplaced=file.get("unplaced", lambda node: tuple(map(_unplaced, node.items())), ()),
        steps=file.get("steps", _steps, ()),
        breaks_per_participant=file.get("breaks_per_participant", _breaks, {}),
        reason=file.maybe("reason", _reason),
        problem_sha256=file.get("problem_sha256", lambda node: node.text(least=0), ""),
        seconds=file.get("seconds", Node.seconds, 0.0),
        seed=file.get("seed", lambda node: node.integer(most=2**31 - 1), 1),
        workers=file.get("workers", lambda node: node.integer(1), 1),
        limit_seconds=file.get("limit_seconds", Node.seconds, 0.0),
        solver=file.get("solver", lambda node: node.text(least=0), ""),
    )


def _placement(node: Node) -> Placement:
    placement = node.fields(("meeting", "slot", "table"), ("interpreter",))
    return Placement(
        placement["meeting"].text(),
        placement["slot"].integer(),
        placement.maybe("table", Node.integer),
        placement.maybe("interpreter", Node.text),
    )


def _unplaced(node: Node) -> Unplaced:
    unplaced = node.fields(("meeting", "reason", "remedy"))
    return Unplaced(
        unplaced["meeting"].text(), _reason(unplaced["reason"]), _remedy(unplaced["remedy"])
    )


def _reason(node: Node) -> Reason:
    reason = node.fields(("code",), ("participants", "meetings", "slots"))
    return Reason(
        code=reason["code"].choice(Code),
        participants=_texts(reason, "participants"),
        meetings=_texts(reason, "meetings"),
        slots=reason.get("slots", lambda slots: tuple(s.integer() for s in slots.items()), ()),
    )


def _texts(parent: Fields, name: str) -> tuple[str, ...]:
    return parent.get(name, lambda node: tuple(item.text() for item in node.items()), ())


def _remedy(node: Node) -> Remedy:
    first = node.fields(("code",), ("participant", "meeting", "slot", "also"))
    none: tuple[Remedy, ...] = ()
    also = first.get("also", lambda more: tuple(map(_change, more.items())), none)
    return replace(_change(node, "also"), also=also)


def _change(node: Node, *known: str) -> Remedy:
    change = node.fields(("code",), ("participant", "meeting", "slot", *known))
    return Remedy(
        code=change["code"].choice(Cure),
        participant=change.maybe("participant", Node.text),
        meeting=change.maybe("meeting", Node.text),
        slot=change.maybe("slot", Node.integer),
    )


def _steps(node: Node) -> tuple[Step, ...]:
    items = node.items(len(STEPS))
    steps = tuple(map(_step, items))
    for item, before, step in zip(items[1:], steps[:-1], steps[1:], strict=True):
        if STEPS.index(step.name) <= STEPS.index(before.name):
            raise item.bad(f"does not come after {before.name}; steps are in the objective's order")
    return steps


def _step(node: Node) -> Step:
    step = node.fields(("name", "value"), ("bound",))
    return Step(
        name=step["name"].one_of(STEPS),
        value=step["value"].integer(most=MOST_VALUE),
        bound=step.maybe("bound", lambda bound: bound.integer(most=MOST_VALUE)),
    )


def _breaks(node: Node) -> dict[str, int]:
    return {name: value.integer() for name, value in node.entries()}


def write_solution(solution: Solution) -> bytes:
    """The file of a solution; reading it gives an equal solution."""
    content: dict[str, Any] = {
        "format": SOLUTION_FORMAT,
        "problem": solution.problem,
        "problem_sha256": solution.problem_sha256,
        "status": solution.status,
        "placements": [placement_content(placed) for placed in solution.placements],
        "unplaced": [
            {
                "meeting": unplaced.meeting,
                "reason": _reason_content(unplaced.reason),
                "remedy": _remedy_content(unplaced.remedy),
            }
            for unplaced in solution.unplaced
        ],
        "steps": [
            {"name": step.name, "value": step.value, "bound": step.bound} for step in solution.steps
        ],
        "breaks_per_participant": dict(solution.breaks_per_participant),
    }
    if solution.reason:
        content["reason"] = _reason_content(solution.reason)
    for name in ("seconds", "seed", "workers", "limit_seconds", "solver"):
        content[name] = getattr(solution, name)
    return json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n"


def _reason_content(reason: Reason) -> dict[str, object]:
    content: dict[str, object] = {
        "code": reason.code,
        "participants": reason.participants,
        "slots": reason.slots,
    }
    return {**content, "meetings": reason.meetings} if reason.meetings else content


def _remedy_content(remedy: Remedy) -> dict[str, object]:
    content = {"participant": remedy.participant, "meeting": remedy.meeting, "slot": remedy.slot}
    also = {"also": [_remedy_content(change) for change in remedy.also]} if remedy.also else {}
    return {
        "code": remedy.code,
        **{name: value for name, value in content.items() if value is not None},
        **also,
    }
