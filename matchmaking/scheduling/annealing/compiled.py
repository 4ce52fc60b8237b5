"""The moves as machine code, by Numba; compiled once on a machine, then read from a cache.

Compiling takes six to ten seconds of one processor, reading back half a second. So a process of
its own compiles, while the caller goes on uncompiled. Run as a module, this is that process:

    python -m matchmaking.scheduling.annealing.compiled
"""

import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from matchmaking.scheduling.annealing import chains, memory, moves

PARTS: tuple[ModuleType, ...] = (memory, chains, moves)
ENTRIES = ("anneal", "adopt")
ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class Moves:
    """`anneal` and `adopt`, and what makes a memory of the kind that they work on."""

    anneal: Callable[[Any, int, float], None]
    adopt: Callable[[Any, Any, Any], None]
    convert: Callable[[memory.Memory], Any]


PLAIN = Moves(moves.anneal, memory.adopt, list)


def start() -> "subprocess.Popen[bytes] | None":
    """A process that compiles into the cache; None if there is no folder for one."""
    if _folder() is None:
        return None
    return subprocess.Popen(
        [sys.executable, "-m", __name__],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def is_ready() -> bool:
    """Whether `load` will find the compiled moves in the cache."""
    folder = _folder()
    return folder is not None and (folder / "ready").exists()


@cache
def load() -> Moves:
    """The compiled moves, from the cache where they are in it."""
    os.environ.setdefault("NUMBA_OPT", "1")  # level 3 compiles for twice as long, for nothing
    import numpy as np
    from numba import config, njit

    config.CACHE_DIR = str(_folder() or "")  # type: ignore[attr-defined] # set at its import
    options: dict[str, Any] = {
        "nogil": True,
        "error_model": "numpy",
        "cache": _folder() is not None,
        "no_cfunc_wrapper": True,
    }
    names: dict[str, Any] = {}
    for part in PARTS:
        names.update(vars(part))
    for name, function in list(_functions()):
        options["no_cpython_wrapper"] = name not in ENTRIES
        names[name] = njit(**options)(FunctionType(function.__code__, names, name))
    anneal, adopt = (names[name] for name in ENTRIES)
    return Moves(anneal, adopt, lambda mem: np.array(mem, dtype=np.int32))


def compile_all() -> None:
    """Compile for the types in use, and note in the cache that all is there."""
    found = load()
    mem = found.convert([0] * memory.HEADER)
    found.anneal(mem, 0, 1.0)
    found.adopt(mem, mem, mem)
    folder = _folder()
    if folder is not None:
        (folder / "ready").touch()


def _functions() -> Iterator[tuple[str, FunctionType]]:
    for part in PARTS:
        for name, value in vars(part).items():
            if isinstance(value, FunctionType) and value.__module__ == part.__name__:
                yield name, value


@cache
def _folder() -> Path | None:
    """The cache of this very code, private to this user: it holds code that will be run."""
    files = [Path(str(part.__file__)) for part in PARTS]
    text = b"".join(file.read_bytes() for file in files)
    # Numba finds what it compiled again only for the same file, untouched since.
    stamps = [(str(file), file.stat().st_mtime_ns) for file in files]
    made_by = f"{version('numba')} {version('numpy')} {sys.version} {platform.machine()} {stamps}"
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
            return base / name
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
