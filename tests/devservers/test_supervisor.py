"""The supervisor with stand-ins for the demo's programs."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.devservers.conftest import Started
from tests.devservers.family import PATIENCE, Family, kill, worker_of
from tools.devservers.local import CHECKOUT

pytestmark = pytest.mark.processes


@pytest.fixture
def starts(tmp_path: Path) -> Path:
    """A pipe: reading it waits for the next start and gives its process id."""
    pipe = tmp_path / "starts"
    os.mkfifo(pipe)
    return pipe


@pytest.fixture
def supervise(starts: Path) -> Iterator[Callable[[str], Started]]:
    supervisors = []

    def start(commands: str) -> Started:
        module = [sys.executable, "-m", "tests.devservers.stand_in", str(starts.parent), commands]
        supervisor = subprocess.Popen(module, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)
        supervisors.append(supervisor)
        return supervisor

    yield start
    for supervisor in supervisors:
        supervisor.terminate()
        supervisor.communicate(timeout=PATIENCE)


def test_a_program_that_dies_is_started_again_after_a_growing_delay(
    supervise: Callable[[str], Started], starts: Path
) -> None:
    supervisor = supervise("")
    assert supervisor.stdout
    assert supervisor.stdout.readline() == "Started.\n"
    for delay in ("0.5", "1"):
        kill(int(starts.read_text()))
        line = supervisor.stdout.readline()
        assert line.startswith(f"The stand-in ended; starting it again in {delay} s; its log is ")
    assert int(starts.read_text())


@pytest.mark.parametrize("stop", [Started.terminate, Started.kill])
def test_a_deaf_program_and_its_runaway_child_end_with_the_supervisor(
    supervise: Callable[[str], Started], starts: Path, stop: Callable[[Started], None]
) -> None:
    runaway = "setsid sh -c 'trap : TERM HUP; while :; do sleep 600; done' &"
    supervisor = supervise(f"trap '' TERM; {runaway}")
    assert int(starts.read_text())
    with Family(supervisor.pid) as family:
        assert worker_of(supervisor) in family.members
        assert len(family.members) >= 4
        stop(supervisor)
        assert family.outlived_by() == []
