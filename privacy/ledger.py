"""The list of erasures: a file outside the database, which a restored backup is measured by.

A line is appended, and is on the disk, before the erasure is committed. If the process dies in
between, the line stands and the erasure does not: `privacy.services.ledger` then carries it out,
because the person had confirmed it. So no erasure is ever lost, whatever backup is restored.

A line is a kind and a key, `person` with a random number or `edition` with its own, and a full
stop, without which it was cut off by a full disk and names nobody.
"""

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

NAME = "erasures.txt"
END = b"\n"
WHOLE = "."


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that was erased."""

    kind: str
    key: str


class CannotBeWritten(OSError):
    """The list cannot be written to, so nothing may be erased now."""


def place() -> Path:
    return Path(settings.ERASURES_DIR) / NAME


def append(entry: Entry) -> None:
    """Write a line and wait until the disk has it. Raises CannotBeWritten."""
    path = place()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        is_new = not path.exists()
        with path.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.write(_after(file.fileno()) + f"{entry.kind} {entry.key} {WHOLE}".encode() + END)
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            _sync_folder(path.parent)
    except OSError as error:
        raise CannotBeWritten(str(error)) from error


def _after(descriptor: int) -> bytes:
    """What ends a line that was cut off, so that the next one begins anew."""
    size = os.fstat(descriptor).st_size
    return END if size and os.pread(descriptor, 1, size - 1) != END else b""


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def entries() -> list[Entry]:
    """Every erasure, each once, oldest first."""
    path = place()
    lines = path.read_bytes().split(END)[:-1] if path.exists() else []
    words = [line.decode("ascii", "replace").split() for line in lines]
    whole = [(said[0], said[1]) for said in words if len(said) == 3 and said[2] == WHOLE]  # noqa: PLR2004
    return list(dict.fromkeys(Entry(kind, key) for kind, key in whole))
