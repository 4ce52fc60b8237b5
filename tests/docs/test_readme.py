"""Every command of the README does what it says.

`make test` is the command that runs this: it is compared with the Makefile. `make demo` and what
else brings servers of its own is a drill. All others are run.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduling.model.formats import write_problem
from tests.devservers.conftest import (
    bare_environment,
    reachable_folder,
    servers,  # noqa: F401 (a fixture)
)
from tests.devservers.family import PATIENCE, Family
from tests.devservers.test_demo import read_until_ready
from tests.docs.pages import code, commands
from tests.scheduling.problems import make_problem
from tools.devservers import demo
from tools.devservers.local import CHECKOUT

README = CHECKOUT / "README.md"
COMMAND = re.compile(r"^(?:[A-Z_]+=\S+ )*(?:make|python|docker)\b")
SCHEDULING = [
    "python -m scheduling solve PROBLEM.json -o SOLUTION.json",
    "python -m scheduling check PROBLEM.json SOLUTION.json",
    "python -m scheduling diff OLD.json NEW.json",
    "python -m scheduling replan PROBLEM.json -o SOLUTION.json",
]
# What the tests below look at; a command that is not here is one that nobody tries.
TRIED = {
    *SCHEDULING,
    *("make", "make demo", "make test", "make bench", "make clean-data", "PORT=8001 make demo"),
    "docker compose up -d --build",
}


@pytest.fixture
def tree() -> Iterator[Path]:
    """What git keeps, in a folder whose name has a space, with this environment's parts."""
    kept = subprocess.run(
        ["git", "ls-files", "-z"], cwd=CHECKOUT, capture_output=True, text=True, check=True
    ).stdout
    with reachable_folder() as folder:
        for path in filter(None, kept.split("\0")):
            if (CHECKOUT / path).is_file():
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(CHECKOUT / path, folder / path)
        (folder / ".venv").mkdir()
        for part in ("bin", "lib", "pyvenv.cfg"):
            (folder / ".venv" / part).symlink_to(Path(sys.prefix) / part)
        for lock in (folder / "requirements").glob("*.txt"):
            (folder / f".venv/.has-{lock.stem}").touch()
        yield folder


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}
    return subprocess.run(
        ["make", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_command_of_the_readme_is_tried() -> None:
    said = {text for text in code(README) if COMMAND.match(text)}
    assert said == TRIED


def test_make_alone_prints_every_command() -> None:
    done = make(CHECKOUT)
    described = re.findall(r"^([a-z-]+):.* ## ", (CHECKOUT / "Makefile").read_text(), re.MULTILINE)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.findall(r"^make ([a-z-]+) ", done.stdout, re.MULTILINE) == described


def test_make_test_runs_every_test_but_drills_on_servers_of_its_own(tree: Path) -> None:
    done = make(tree, "--dry-run", "test", "ARGS=-k register")
    brought, _, tests = done.stdout.strip().rpartition(" -- ")
    assert brought.endswith(".venv/bin/python -m tools.devservers run --throwaway")
    assert tests.startswith(".venv/bin/python -m pytest ")
    assert '-m "not drill"' in tests
    assert tests.endswith("-k register")


def test_make_bench_runs_the_benchmarks(tree: Path) -> None:
    done = make(tree, "--dry-run", "bench", "FOLDER=/published")
    assert done.stdout.strip() == ".venv/bin/python -m benchmarks /published"


def test_a_port_is_chosen_before_make_demo(tree: Path) -> None:
    done = make(tree, "--dry-run", "demo", "PORT=8001")
    assert done.stdout.splitlines()[-1] == ".venv/bin/python -m tools.devservers demo --port 8001"


def test_make_clean_data_removes_the_data_of_the_demo(tree: Path) -> None:
    (tree / ".local/postgres").mkdir(parents=True)
    done = make(tree, "clean-data", "PYTHON=.venv/bin/python")
    assert done.returncode == 0, done.stderr
    assert not (tree / ".local").exists()


def test_docker_compose_builds_what_the_file_names() -> None:
    composed = (CHECKOUT / "docker-compose.yml").read_text()
    assert re.search(r"^  build: \.$", composed, re.MULTILINE)
    assert (CHECKOUT / "Dockerfile").is_file()
    assert (CHECKOUT / ".env.example").is_file()


def test_the_scheduler_s_commands_work_one_after_the_other(tmp_path: Path) -> None:
    said = [line for line in commands(README) if line.startswith("python -m scheduling")]
    assert said == SCHEDULING
    problem = write_problem(make_problem(["ab", "ac", "bc"]))
    (tmp_path / "PROBLEM.json").write_bytes(problem)
    for line in said:
        _run_scheduling(line, tmp_path)
        if (solution := tmp_path / "SOLUTION.json").exists():
            shutil.copy(solution, tmp_path / "OLD.json")
            shutil.copy(solution, tmp_path / "NEW.json")


def _run_scheduling(line: str, folder: Path) -> None:
    python, *arguments = line.split()
    assert python == "python"
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, (line, done.stderr)


@pytest.mark.drill
@pytest.mark.processes
@pytest.mark.usefixtures("servers")
def test_make_demo_shows_the_site_and_says_nothing_else(tree: Path) -> None:
    port = demo.free_port(None)
    with subprocess.Popen(
        ["make", "demo", f"PORT={port}"],
        cwd=tree,
        env=bare_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as started:
        said = read_until_ready(started)
        with Family(started.pid) as family:
            os.killpg(started.pid, signal.SIGINT)
            started.communicate(timeout=PATIENCE)
            assert family.outlived_by() == []
    assert said.splitlines()[:4] == [
        "Starting PostgreSQL and Valkey.",
        "Preparing the data.",
        "Starting the site.",
        "",
    ]
    assert f"clustermeet is at http://localhost:{port}/" in said
