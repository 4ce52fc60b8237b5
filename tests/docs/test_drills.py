"""The page of drills names every drill, and each name that it gives chooses a test."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tools.devservers.local import CHECKOUT

TEXT = (CHECKOUT / "docs/drills.md").read_text(encoding="utf-8")
TESTS = CHECKOUT / "tests"


def every_test() -> Iterator[tuple[str, Path, str]]:
    """Each test: its name, its file, and what stands above it."""
    for path in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                marks = " ".join(ast.unparse(mark) for mark in node.decorator_list)
                yield node.name, path, marks


def named() -> set[str]:
    cells = re.findall(r"^\| ((?:`\w+` ?)+) \|", TEXT, re.MULTILINE)
    return {word for cell in cells for word in re.findall(r"`(\w+)`", cell)}


def test_each_name_of_the_page_chooses_a_test() -> None:
    names = [name for name, *_ in every_test()]
    assert named()
    assert [word for word in named() if not any(word in name for name in names)] == []


def test_every_drill_of_real_processes_is_on_the_page() -> None:
    drills = [
        name
        for name, path, marks in every_test()
        if path.parent.name in ("faults", "matchmaking") and "mark.drill" in marks
    ]
    assert len(drills) > 5
    assert [name for name in drills if not any(word in name for word in named())] == []


def test_every_other_drill_is_on_the_page_by_its_file_or_folder() -> None:
    others = {
        path.relative_to(CHECKOUT)
        for name, path, marks in every_test()
        if path.parent.name not in ("faults", "matchmaking") and "mark.drill" in marks
    }
    assert len(others) > 2
    told = set(re.findall(r"`make drills ARGS=\"(\S+)\"`", TEXT))
    assert {str(path) for path in others if not {str(path), str(path.parent)} & told} == set()
