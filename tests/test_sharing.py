"""How the processes of a test run share the tests."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.sharing import TOGETHER

ROOT = Path(__file__).resolve().parents[1]
SCHEDULER = """
from tests.support.sharing import ByFile

def pytest_xdist_make_scheduler(config, log):
    return ByFile(config, log)
"""
NOTE = """
from pathlib import Path
import pytest

@pytest.mark.parametrize("number", range(4))
def test(worker_id, number):
    Path(__file__).with_suffix(f".{worker_id}").touch()
"""
# Where a file starts a site itself, or has it started.
STARTS = ("site.start_", "live_site", "LiveServer")


@pytest.mark.parametrize("number", range(8))
def test_a_file_stays_with_one_process(
    tmp_path_factory: pytest.TempPathFactory, testrun_uid: str, worker_id: str, number: int
) -> None:
    """Each of these tests notes its process where the others look."""
    notes = tmp_path_factory.getbasetemp().parent / f"sharing-{testrun_uid}"
    notes.mkdir(exist_ok=True)
    (notes / worker_id).write_text(str(number))
    assert [note.name for note in notes.iterdir()] == [worker_id]


def test_all_that_start_a_site_stay_with_one_process_and_other_files_do_not(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(SCHEDULER)
    files = [tmp_path / folder / f"test_{folder}.py" for folder in (*TOGETHER, "a", "b")]
    for file in files:
        file.parent.mkdir()
        file.write_text(NOTE)
    command = [sys.executable, "-m", "pytest", "-n", "2", "-c", os.devnull]
    options = ["-p", "no:django", "-p", "no:randomly", "-p", "no:cacheprovider", "--dist=loadfile"]
    done = subprocess.run(
        [*command, *options, f"--rootdir={tmp_path}", str(tmp_path)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    by = [{note.suffix for note in file.parent.glob("*.gw*")} for file in files]
    sites, others = by[: len(TOGETHER)], by[len(TOGETHER) :]
    assert len(sites[0]) == 1
    assert sites == [sites[0]] * len(sites)
    assert all(len(processes) == 1 for processes in others)
    assert any(processes != sites[0] for processes in others)


def test_no_other_folder_starts_a_site() -> None:
    files = [file for file in (ROOT / "tests").rglob("test_*.py") if file != Path(__file__)]
    starting = {
        file.parent.name for file in files if any(word in file.read_text() for word in STARTS)
    }
    assert starting
    assert starting <= set(TOGETHER)
