"""What tests measured is said by the process that tells, however many run the tests."""

import subprocess
import sys
from pathlib import Path

import pytest

import tests.conftest
from tests.support import measuring
from tools.devservers.local import CHECKOUT

MEASURES = """
def test_of_many(record_property):
    record_property("measured", "two hundred moves: p99 0.31 s")
"""


@pytest.mark.parametrize("processes", [[], ["-n", "2", "--dist", "loadfile"]], ids=["one", "two"])
def test_what_was_measured_is_said_at_the_end(tmp_path: Path, processes: list[str]) -> None:
    assert measuring.__name__ in tests.conftest.pytest_plugins
    (tmp_path / "test_some.py").write_text(MEASURES)
    (tmp_path / "pytest.ini").touch()
    plugin = ["-p", "no:django", "-p", "no:randomly", "-p", measuring.__name__]
    said = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *plugin, *processes, str(tmp_path)],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stdout + said.stderr
    assert "two hundred moves: p99 0.31 s" in said.stdout.splitlines()
