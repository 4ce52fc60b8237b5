"""What a newcomer sees while a command installs its parts: words of ours, none of pip's."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tools.devservers.local import CHECKOUT

NOISE = "WARNING: Location is ignored"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A checkout with its Makefile and one lock, and a place for a Python of its own."""
    shutil.copy(CHECKOUT / "Makefile", tmp_path)
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements/base.txt").touch()
    (tmp_path / ".venv/bin").mkdir(parents=True)
    return tmp_path


def install(tree: Path, *, status: int) -> subprocess.CompletedProcess[str]:
    """Install the lock by a pip that prints a warning and ends with `status`."""
    python = tree / ".venv/bin/python"
    python.write_text(
        f'#!/bin/sh\n[ "$3" = --version ] && exit 0\necho "{NOISE}" >&2\nexit {status}\n'
    )
    python.chmod(0o755)
    command = ["make", "--no-print-directory", ".venv/.has-base"]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)


def test_what_pip_says_goes_to_a_log(tree: Path) -> None:
    done = install(tree, status=0)
    assert done.returncode == 0
    assert done.stdout == "Installing requirements/base.txt; this happens once.\n"
    assert done.stderr == ""
    assert NOISE in (tree / ".venv/base.log").read_text()
    assert (tree / ".venv/.has-base").exists()


def test_where_pip_fails_the_end_of_the_log_is_shown(tree: Path) -> None:
    done = install(tree, status=1)
    assert done.returncode != 0
    assert NOISE in done.stderr
    assert ".venv/base.log" in done.stderr
    assert not (tree / ".venv/.has-base").exists()


@pytest.mark.parametrize("needed", ["base", "embedded"])
def test_who_needs_the_environment_waits_until_it_is_made(tree: Path, needed: str) -> None:
    """Else two commands beside each other would both make it."""
    (tree / f"requirements/{needed}.txt").touch()
    command = ["make", "-n", "--no-print-directory", "PYTHON=ours", f".venv/.has-{needed}"]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[0] == "ours -m venv .venv"
