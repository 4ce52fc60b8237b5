"""The drawing of imports: what it shows of a house, and which arrows it calls wrong."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

from tools.devservers.local import CHECKOUT
from tools.figures.drawing import dot, mermaid
from tools.figures.imports import Floors, arrows, floors, wrong_ways

HOUSE = Floors(floors=(("catalogue", "meet"), ("events",)), beside=("solver",))
PYPROJECT = """
[tool.importlinter]
root_packages = ["attic_of_a_test", "cellar_of_a_test", "shed_of_a_test"]
[[tool.importlinter.contracts]]
type = "layers"
containers = ["attic_of_a_test"]
layers = ["views"]
[[tool.importlinter.contracts]]
type = "layers"
layers = ["attic_of_a_test", "cellar_of_a_test"]
"""


def test_arrows_down_and_beside_the_house_are_well() -> None:
    assert wrong_ways(HOUSE, Counter({("meet", "events"): 3, ("events", "solver"): 1})) == []


def test_an_arrow_up_is_wrong_and_with_one_down_a_circle() -> None:
    up, circle = wrong_ways(HOUSE, Counter({("meet", "events"): 3, ("events", "meet"): 1}))
    assert up == "events imports meet, which stands above it."
    assert circle.startswith("A circle: ")


def test_an_arrow_between_faces_is_wrong() -> None:
    wrong = wrong_ways(HOUSE, Counter({("meet", "catalogue"): 1}))
    assert wrong == ["meet and catalogue stand on one floor: an arrow joins them."]


def test_a_circle_beside_the_house_is_found() -> None:
    drawn = Counter({("solver", "tools"): 1, ("tools", "solver"): 1})
    assert len(wrong_ways(HOUSE, drawn)) == 1


def test_the_floors_and_arrows_of_a_tree_are_read(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(PYPROJECT)
    for package, text in {
        "attic_of_a_test": "from cellar_of_a_test import wine\nimport cellar_of_a_test.coal\n",
        "cellar_of_a_test": "from cellar_of_a_test import wine\n",
        "shed_of_a_test": "",
    }.items():
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text(text)
    for name in ("wine", "coal"):
        (tmp_path / "cellar_of_a_test" / f"{name}.py").touch()
    house = floors(tmp_path / "pyproject.toml")
    assert house == Floors((("attic_of_a_test",), ("cellar_of_a_test",)), ("shed_of_a_test",))
    assert arrows(tmp_path) == {("attic_of_a_test", "cellar_of_a_test"): 2}


def test_both_forms_name_each_app_and_arrow() -> None:
    drawn = Counter({("meet", "events"): 3})
    assert "meet -- 3 --> events" in mermaid(HOUSE, drawn)
    assert "meet -> events [label=3];" in dot(HOUSE, drawn)
    for drawing in (mermaid(HOUSE, drawn), dot(HOUSE, drawn)):
        assert all(app in drawing for app in ("catalogue", "meet", "events", "solver"))


def test_the_drawing_of_this_house_has_no_wrong_arrow() -> None:
    command = [sys.executable, "-m", "tools.figures", "imports"]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("flowchart TD\n")
