"""A change is tried in a copy of the tree: applied, tested, taken back."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tools.mutants.changes import Change

# A change that makes a loop endless is noticed by its time.
SECONDS = 300
# Where tests keep the statements that make all tables (tests/support/databases.py).
MIGRATED = ".local/tests"
KILLED, SURVIVED, TIMED_OUT, UNTESTED = "killed", "survived", "timed out", "untested"
# What pytest exits with: all well; tests failed; a module could not be loaded.
PASSED, FAILED, BROKEN = 0, 1, 2
NOTICED = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", re.MULTILINE)


@dataclass(frozen=True)
class Outcome:
    """What became of a change, and the test that noticed it."""

    kind: str
    test: str = ""


@dataclass(frozen=True)
class Copy:
    """A copy of the tree with a database of its own; only one change is tried in it at a time."""

    folder: Path
    number: int

    def outcome(self, change: Change, tests: Sequence[str]) -> Outcome:
        """Raises RuntimeError when the tests do not run at all."""
        if not tests:
            return Outcome(UNTESTED)
        file = self.folder / change.file
        text, times = file.read_text(), file.stat()
        file.write_text(change.applied(text))
        try:
            failed = self.failing(tests, "-x")
        except subprocess.TimeoutExpired:
            return Outcome(TIMED_OUT)
        finally:
            file.write_text(text)
            os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
        return Outcome(KILLED, failed[0]) if failed else Outcome(SURVIVED)

    def failing(self, tests: Sequence[str], *options: str, seconds: float = SECONDS) -> list[str]:
        """Those of the tests that fail, or the modules that cannot be loaded."""
        listed, told = self.folder / "tests.txt", self.folder / "told.txt"
        listed.write_text("\n".join(tests))
        command = [sys.executable, "-m", "pytest", "-q", "-rfE", "--tb=no", "--show-capture=no"]
        command += ["-p", "no:randomly", "-p", "no:cacheprovider", *options, f"@{listed}"]
        with told.open("wb") as output, self._ended(command, output) as process:
            status = process.wait(seconds)
        if status == PASSED:
            return []
        failed = NOTICED.findall(told.read_text())
        if status not in {FAILED, BROKEN} or not failed:
            raise RuntimeError(told.read_text()[-2000:])
        return failed

    @contextmanager
    def _ended(self, command: list[str], output: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
        """The command in a session of its own, which has ended afterwards."""
        process = subprocess.Popen(
            command,
            cwd=self.folder,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def _environment(self) -> dict[str, str]:
        database = re.sub(r"/[^/]+$", f"/mutants_{self.number}", os.environ["DATABASE_URL"])
        # A changed file must not leave its bytecode behind.
        return os.environ | {"DATABASE_URL": database, "PYTHONDONTWRITEBYTECODE": "1"}


@contextmanager
def copy_of(tree: Path, number: int) -> Iterator[Copy]:
    """Of what git knows or would take, with the environment of the tree."""
    folder = Path(tempfile.mkdtemp(prefix="clustermeet-mutants-"))
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-coz", "--exclude-standard"],
            cwd=tree,
            capture_output=True,
            check=True,
        ).stdout.decode()
        for name in filter(None, listed.split("\0")):
            if (tree / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(tree / name, folder / name)
        # No change is one of migrations: a database that is migrated already serves the copies too.
        (tree / MIGRATED).mkdir(parents=True, exist_ok=True)
        (folder / MIGRATED).parent.mkdir()
        (folder / MIGRATED).symlink_to(tree / MIGRATED)
        yield Copy(folder, number)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
