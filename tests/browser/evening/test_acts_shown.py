"""No act between publication and the day after is without a story in the browser."""

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.browser.evening.acts import ACTS, ELSEWHERE

HERE = Path(__file__).parent
STEPS = [
    pytest.param(act, step, id=f"{act}: {step}")
    for acts in ACTS.values()
    for act, steps in acts.items()
    for step in steps
]


@cache
def told() -> dict[str, set[str]]:
    """The steps that each test of both ways takes, by its file."""
    found: dict[str, set[str]] = {}
    for path in HERE.glob("test_*.py"):
        functions = [
            node
            for node in ast.parse(path.read_text(encoding="utf-8")).body
            if isinstance(node, ast.FunctionDef)
        ]
        steps = {node.name for node in functions}
        for test in functions:
            if any("both_ways" in ast.unparse(mark) for mark in test.decorator_list):
                calls = (one for one in ast.walk(test) if isinstance(one, ast.Call))
                taken = {ast.unparse(call.func) for call in calls}
                found[path.name] = found.get(path.name, set()) | taken & steps
    return found


@pytest.mark.parametrize(("act", "step"), STEPS)
def test_each_act_is_shown_by_a_step_that_is_taken_both_ways(act: str, step: str) -> None:
    assert [name for name, steps in told().items() if step in steps], f"nothing shows: {act}"


def test_each_step_of_these_stories_shows_an_act() -> None:
    shown = {step for acts in ACTS.values() for steps in acts.values() for step in steps}
    assert {step for steps in told().values() for step in steps} - shown == set()


def test_what_is_told_elsewhere_has_a_story() -> None:
    assert [name for name in ELSEWHERE.values() if not (HERE.parent / name).exists()] == []
