"""The moves as machine code: compiled by Numba once on a machine, then read from its cache.

Compiling takes some twenty seconds of one processor, reading what is kept about one. So a
worker process reads it once, at its start; elsewhere a thread does, beside a search that goes on
uncompiled until then. Where nothing is kept yet, that thread first has a process of its own compile
it. Run as a module, this is that process, and compiles beforehand:

    python -m scheduling.local.annealing.compiled
"""

import atexit
import fcntl
import os
import platform
import subprocess
import sys
import tempfile
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from ctypes import CFUNCTYPE, c_double, c_int64, c_void_p
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any

from scheduling.local.annealing import compiler, memory, moves

ROOT = Path(__file__).resolve().parents[3]
# It appears in the cache once all is there and has been called.
COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class Moves:
    """`anneal` and `adopt`, and what makes a memory of the kind that they work on.

    Memory is a flat list of integers as `memory` describes it, or an `array("i")` of the same.
    """

    anneal: Callable[[Any, int, float], None]
    adopt: Callable[[Any, Any, Any], None]
    convert: Callable[[memory.Memory], Any]


PLAIN = Moves(moves.anneal, memory.adopt, list)


def ready() -> Moves | None:
    """The compiled moves, if this process has loaded them."""
    return _LOADER.moves


def load() -> Moves:
    """The compiled moves, now: read from the cache, or compiled if they are not in it."""
    return _LOADER.load()


def start() -> None:
    """Begin to load the compiled moves in a thread, so that they are `ready` some seconds later.

    Where they are not in the cache they are compiled first, by a process of its own; where there is
    no folder for a cache, nothing happens.
    """
    _LOADER.start()


def is_reading() -> bool:
    """Whether another thread of this process is reading them now."""
    return _LOADER.is_reading


class _Loader:
    """Loads once, whoever asks. What it has begun does not outlive the program, nor delay its end
    by more than the reading of one function."""

    def __init__(self) -> None:
        self.moves: Moves | None = None
        self.is_reading = False
        self._loading, self._native, self._starting = Lock(), Lock(), Lock()
        self._ending = Event()
        self._thread: Thread | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def load(self) -> Moves:
        with self._loading:
            if self.moves is None:
                self.moves = _callable(*compiler.functions(_folder(), self._begin))
        return self.moves

    def start(self) -> None:
        with self._starting:
            if self._thread is None and self.moves is None and _folder() is not None:
                self._thread = Thread(target=self._load_beside, name="compiled moves", daemon=True)
                atexit.register(self._end)
                self._thread.start()

    def _load_beside(self) -> None:
        with suppress(_Ending):
            if not is_compiled():
                self._process = _compiling()
                self._process.wait()
            if is_compiled():
                self.is_reading = True
                try:
                    self.load()
                finally:
                    self.is_reading = False

    @contextmanager
    def _begin(self) -> Iterator[None]:
        """While machine code is being read, the program does not end."""
        with self._native:
            if self._ending.is_set():
                raise _Ending
            yield

    def _end(self) -> None:
        self._ending.set()
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
        self._native.acquire()


class _Ending(Exception):
    """The program ends."""


_LOADER = _Loader()


def _callable(anneal_at: Any, adopt_at: Any) -> Moves:
    """Numba's C functions, to be called with arrays of 32-bit integers; they hold no lock."""
    run = CFUNCTYPE(None, c_void_p, c_int64, c_int64, c_double)(anneal_at.address)
    move = CFUNCTYPE(None, c_void_p, c_int64, c_void_p, c_void_p, c_int64)(adopt_at.address)

    def anneal(mem: "array[int]", moves: int, heat: float) -> None:
        run(*mem.buffer_info(), moves, heat)

    def adopt(mem: "array[int]", before: "array[int]", after: "array[int]") -> None:
        move(*mem.buffer_info(), before.buffer_info()[0], *after.buffer_info())

    # What holds the machine code must live as long as the functions do.
    vars(anneal)["code"], vars(adopt)["code"] = anneal_at, adopt_at
    return Moves(anneal, adopt, lambda mem: array("i", mem))


def is_compiled() -> bool:
    """Whether the compiled moves are in the cache."""
    folder = _folder()
    return folder is not None and (Path(folder) / COMPLETE).exists()


def compile_all() -> None:
    """Compile into the cache, if there is a folder for one and they are not in it.

    Of several processes that want to, one does, and the others wait for it.
    """
    folder = _folder()
    if folder is None:
        return
    with (Path(folder) / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_compiled():
            # What could not be called would end this process, and never be said to be complete.
            load().anneal(array("i", bytes(4 * memory.HEADER)), 0, 1.0)
            (Path(folder) / COMPLETE).touch()


def _compiling() -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", __name__],
        cwd=ROOT,
        # Level 3 compiles for longer, for nothing.
        env={**os.environ, "NUMBA_OPT": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@cache
def _folder() -> str | None:
    """The cache of this very code, private to this user: it holds code that will be run."""
    files = (__file__, compiler.__file__, *(part.__file__ for part in compiler.PARTS))
    text = b"".join(Path(str(file)).read_bytes() for file in files)
    made_by = f"{version('numba')} {sys.version} {platform.platform()}"
    name = sha256(text + made_by.encode()).hexdigest()[:16]
    for base in _bases():
        try:
            (base / name).mkdir(mode=0o700, parents=True, exist_ok=True)
            owners = {path.stat().st_uid for path in (base, base / name)}
            with tempfile.TemporaryFile(dir=base / name):
                pass
        except OSError:
            continue
        if owners == {os.geteuid()}:
            return str(base / name)
    return None


def _bases() -> Iterator[Path]:
    given = os.environ.get("XDG_CACHE_HOME")
    if given:
        yield Path(given) / "clustermeet"
    with suppress(RuntimeError):  # nobody knows this user's home
        yield Path.home() / ".cache" / "clustermeet"
    with suppress(FileNotFoundError):  # nothing here can be written to
        yield Path(tempfile.gettempdir()) / f"clustermeet-{os.geteuid()}"


if __name__ == "__main__":
    compile_all()
