"""Messages of commits: what the hook lets through, and what it says of the rest."""

import subprocess
import sys
from pathlib import Path

import pytest

from tools.devservers.local import CHECKOUT
from tools.subjects import MOST, faults

GOOD = "Weigh one page of every kind\n\nThe weight was taken of lists alone.\n"


@pytest.mark.parametrize(
    "message",
    [
        GOOD,
        GOOD.replace("Weigh", "Bring"),
        GOOD.replace("Weigh", "Pass"),
        f"{GOOD}# On branch main\n",
        f"{GOOD}# ------------------------ >8 ------------------------\ndiff --git a/x b/x\n",
        "fixup! Weigh one page of every kind\n",
        "A" * MOST + "\n\nWhy.\n",
    ],
)
def test_a_message_that_says_what_and_why_passes(message: str) -> None:
    assert list(faults(message)) == []


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (GOOD.replace("Weigh", "Weighed"), "verb"),
        (GOOD.replace("Weigh", "Weighing"), "verb"),
        (GOOD.replace("Weigh", "Weighs"), "verb"),
        (GOOD.replace("Weigh", "weigh"), "verb"),
        ("A" * (MOST + 1) + "\n\nWhy.\n", "73 characters"),
        (GOOD.replace("kind\n", "kind.\n"), "full stop"),
        (GOOD.replace("\n\n", "\n"), "empty line"),
        ("Weigh one page of every kind\n", "no body"),
        ("Weigh one page of every kind\n\n# Please enter the message\n", "no body"),
    ],
)
def test_what_is_wrong_is_told(message: str, told: str) -> None:
    [found] = faults(message)
    assert told in found


@pytest.mark.parametrize(("message", "status"), [(GOOD, 0), ("weigh\n", 1)])
def test_the_hook_reads_the_file_that_git_names(tmp_path: Path, message: str, status: int) -> None:
    file = tmp_path / "COMMIT_EDITMSG"
    file.write_text(message, encoding="utf-8")
    [entry] = [
        line.partition("entry: ")[2]
        for line in (CHECKOUT / ".pre-commit-config.yaml").read_text().splitlines()
        if "tools.subjects" in line
    ]
    arguments = entry.split()[1:]
    command = [sys.executable, *arguments, str(file)]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert (done.returncode, bool(done.stderr)) == (status, bool(status))
