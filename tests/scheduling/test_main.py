"""The commands, as a stranger to the project runs them."""

import json
import os
import shutil
import signal
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

import pytest

from scheduling.__main__ import main
from scheduling.model.formats import read_problem, read_solution, write_problem
from scheduling.model.problem import Placement, Problem
from scheduling.model.solution import Status
from tests.docs.pages import commands
from tests.scheduling.problems import make_problem
from tests.scheduling.test_solver import endless

ROOT = Path(__file__).parents[2]
README = ROOT / "scheduling" / "README.md"
# Small problems do without what this loads.
COMPILING = "from scheduling.local.annealing.compiled import load; load()"


@pytest.fixture
def problem_file(tmp_path: Path) -> Path:
    return saved(make_problem(["ab", "ac", "bc"]), tmp_path / "problem.json")


def saved(problem: Problem, path: Path) -> Path:
    path.write_bytes(write_problem(problem))
    return path


def command(arguments: Sequence[object]) -> list[str]:
    return [sys.executable, "-m", "scheduling", *map(str, arguments)]


def without_settings() -> dict[str, str]:
    return {name: text for name, text in os.environ.items() if "DJANGO" not in name}


def test_solve_writes_a_solution_that_check_accepts(
    problem_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    solution = tmp_path / "solution.json"
    assert main(["solve", str(problem_file), "--workers", "1", "-o", str(solution)]) == 0
    found = read_solution(solution.read_bytes())
    assert found.status is Status.OPTIMAL
    assert found.problem_sha256 == read_problem(problem_file.read_bytes()).sha256
    assert (found.workers, found.seed, found.limit_seconds) == (1, 1, 60)
    assert main(["check", str(problem_file), str(solution)]) == 0
    assert json.loads(capsys.readouterr().out)["placed"] == 3


def test_those_who_are_kept_apart_are_never_busy_at_one_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    problem = saved(make_problem(["ab", "cd"], slots=2, apart=["ac"]), tmp_path / "problem.json")
    solution = tmp_path / "solution.json"
    assert main(["solve", str(problem), "--workers", "1", "-o", str(solution)]) == 0
    assert main(["check", str(problem), str(solution)]) == 0
    told = json.loads(solution.read_text())
    assert {placed["slot"] for placed in told["placements"]} == {0, 1}
    for placed in told["placements"]:
        placed.update(slot=0, table=int(placed["meeting"][1]))
    solution.write_text(json.dumps(told))
    capsys.readouterr()
    assert main(["check", str(problem), str(solution)]) == 1
    assert "a and c are kept apart, but both have meetings in slot 0 (m0 and m1)." in "".join(
        capsys.readouterr()
    )


# A Python with nothing but its standard library, OR-Tools, Numba and what these two need.
BLOCKER = """
import sys

KNOWN = {"scheduling", "ortools", "numba", "llvmlite", "numpy", "pandas", "dateutil", "six", "pytz",
    "tzdata", "google", "absl", "immutabledict", "typing_extensions", "sitecustomize"}

class Missing:
    def find_spec(self, name, path=None, target=None):
        first = name.partition(".")[0]
        if not (first in KNOWN or first in sys.stdlib_module_names or first.startswith("_")):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

def offline(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo"):
        raise OSError(f"No network: {event}")

sys.meta_path.insert(0, Missing())
sys.addaudithook(offline)
"""


@pytest.fixture
def alone(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A folder with the solver and nothing else of the project, and an environment for it."""
    folder = tmp_path / "alone"
    leave_out = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "scheduling", folder / "scheduling", ignore=leave_out)
    (folder / "sitecustomize.py").write_text(BLOCKER)
    return folder, {**without_settings(), "PYTHONPATH": str(folder)}


def test_every_command_runs_where_there_is_nothing_else_and_no_network(
    problem_file: Path, tmp_path: Path, alone: tuple[Path, dict[str, str]]
) -> None:
    folder, environment = alone
    solution = tmp_path / "solution.json"
    for missing in ("django", "celery", "matchmaking"):
        proof = subprocess.run(
            [sys.executable, "-c", f"import {missing}"],
            cwd=folder,
            env=environment,
            capture_output=True,
            check=False,
        )
        assert f"No module named '{missing}'".encode() in proof.stderr
    for arguments in (
        ["solve", problem_file, "--workers", "1", "-o", solution],
        ["check", problem_file, solution],
        ["diff", solution, solution],
        ["replan", problem_file, "--workers", "1"],
    ):
        done = subprocess.run(
            command(arguments), cwd=folder, env=environment, capture_output=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["status"] == "optimal"


def test_check_and_diff_need_no_solver(problem_file: Path, tmp_path: Path) -> None:
    solution = tmp_path / "solution.json"
    main(["solve", str(problem_file), "--workers", "1", "-o", str(solution)])
    script = (
        "import sys\nfrom scheduling.__main__ import main\n"
        f"assert main(['check', {str(problem_file)!r}, {str(solution)!r}]) == 0\n"
        f"assert main(['diff', {str(solution)!r}, {str(solution)!r}]) == 0\n"
        "assert 'ortools' not in sys.modules and 'django' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=without_settings(), check=True)


def test_an_infeasible_problem_ends_with_2(tmp_path: Path) -> None:
    problem = make_problem(["ab", "ac"], slots=1, place_all=True)
    solution = tmp_path / "solution.json"
    path = saved(problem, tmp_path / "problem.json")
    assert main(["solve", str(path), "--workers", "1", "-o", str(solution)]) == 2
    found = read_solution(solution.read_bytes())
    assert found.status is Status.INFEASIBLE
    assert main(["check", str(path), str(solution)]) == 0


def test_a_violation_ends_check_with_1_in_words(
    problem_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    solution = tmp_path / "solution.json"
    main(["solve", str(problem_file), "--workers", "1", "-o", str(solution)])
    content = json.loads(solution.read_text())
    content["placements"][1]["slot"] = content["placements"][0]["slot"]
    solution.write_text(json.dumps(content))
    assert main(["check", str(problem_file), str(solution)]) == 1
    assert "capacity: " in capsys.readouterr().out


def test_diff_tells_the_changes_in_words_and_as_data(
    problem_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    main(["solve", str(problem_file), "--workers", "1", "-o", str(old)])
    content = json.loads(old.read_text())
    content["placements"].pop(0)
    new.write_text(json.dumps(content))
    assert main(["diff", str(old), str(new)]) == 0
    assert "Meeting m0 loses its place" in capsys.readouterr().out
    assert main(["diff", str(old), str(new), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["changes"][0]["meeting"] == "m0"


def test_replan_keeps_what_was_published(tmp_path: Path) -> None:
    published = [Placement("m0", 3, 4), Placement("m1", 1, 2)]
    path = saved(make_problem(["ab", "ac", "bc"], published=published), tmp_path / "problem.json")
    solution = tmp_path / "solution.json"
    assert main(["replan", str(path), "--workers", "1", "-o", str(solution)]) == 0
    found = read_solution(solution.read_bytes())
    assert set(published) <= set(found.placements)
    assert found.steps[0].name == "moved"
    assert main(["check", str(path), str(solution)]) == 0


def test_progress_goes_to_standard_error(
    problem_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["solve", str(problem_file), "--workers", "1", "--progress"]) == 0
    told = capsys.readouterr()
    assert "placed  value 3  bound 3" in told.err
    assert json.loads(told.out)["problem"] == "by hand"


@pytest.mark.parametrize(
    "arguments",
    [
        ["solve", "nowhere.json"],
        ["solve", "."],
        ["solve", "{problem}", "--seconds", "nan"],
        ["solve", "{problem}", "--seconds", "0"],
        ["solve", "{problem}", "--workers", "0"],
        ["solve", "{problem}", "--seed", "-1"],
        ["solve", "{problem}", "-o", "nowhere/solution.json"],
        ["check", "{problem}", "{problem}"],
        ["diff", "{problem}", "{problem}"],
        ["solve"],
        [],
    ],
)
def test_bad_files_and_arguments_end_with_64_and_a_reason(
    arguments: list[str], problem_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [argument.format(problem=problem_file) for argument in arguments]
    try:
        code: object = main(arguments)
    except SystemExit as end:
        code = end.code
    assert code == 64
    assert capsys.readouterr().err.strip()


def test_an_interrupted_solve_keeps_the_best_so_far(tmp_path: Path) -> None:
    problem = saved(endless(), tmp_path / "problem.json")
    arguments = ["solve", problem, "--workers", "1", "--seconds", "300", "--progress"]
    with subprocess.Popen(
        command(arguments),
        cwd=ROOT,
        env=without_settings(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        process.stderr.readline()
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    assert read_solution(output.encode()).placements


def shown_program() -> str:
    return README.read_text().split("```python\n")[1].split("```")[0]


def test_the_readme_shows_a_program_that_runs() -> None:
    done = subprocess.run(
        [sys.executable, "-c", shown_program()],
        cwd=ROOT,
        env=without_settings(),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.drill
def test_the_readme_names_all_that_the_solver_needs(tmp_path: Path) -> None:
    """The folder alone, in an environment with what the README installs, compiled moves too."""
    [installing] = [line for line in commands(README) if line.startswith("pip ")]
    venv.create(tmp_path / "env", with_pip=True)
    python = str(tmp_path / "env" / "bin" / "python")
    made = subprocess.run(
        [python, "-m", *installing.split()], capture_output=True, text=True, check=False
    )
    if "NewConnectionError" in made.stderr or "from versions: none" in made.stderr:
        pytest.skip("no registry of packages answers")
    assert made.returncode == 0, made.stderr
    shutil.copytree(ROOT / "scheduling", tmp_path / "scheduling")
    done = subprocess.run(
        [python, "-c", f"{shown_program()}\n{COMPILING}"],
        cwd=tmp_path,
        env=without_settings(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
