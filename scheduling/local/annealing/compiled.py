"""The moves as machine code: compiled by Numba once on a machine, then read from a cache.

Compiling takes six to seventeen seconds of one processor, so a process of its own does it, while
the caller goes on uncompiled. What it leaves is one object file that needs nothing of Numba, so
that reading it takes a tenth of a second. Run as a module, this is that process:

    python -m scheduling.local.annealing.compiled
"""

import atexit
import os
import platform
import subprocess
import sys
import tempfile
from array import array
from collections.abc import Callable, Iterator
from contextlib import suppress
from ctypes import CFUNCTYPE, c_double, c_int64, c_void_p
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from scheduling.local.annealing import compiler, memory, moves

ROOT = Path(__file__).resolve().parents[3]
OBJECT = "moves.o"
# What holds the machine code must live as long as the functions do.
_LINKED: list[Any] = []
_COMPILING: "list[subprocess.Popen[bytes]]" = []


@dataclass(frozen=True, slots=True)
class Moves:
    """`anneal` and `adopt`, and what makes a memory of the kind that they work on."""

    anneal: Callable[[Any, int, float], None]
    adopt: Callable[[Any, Any, Any], None]
    convert: Callable[[memory.Memory], Any]


PLAIN = Moves(moves.anneal, memory.adopt, list)


def start() -> "subprocess.Popen[bytes] | None":
    """The process that compiles into the cache; None if there is no folder for one.

    It goes on when the caller has its answer, for the next one, but not when the caller has ended.
    """
    if _folder() is None:
        return None
    if not _COMPILING or _COMPILING[-1].poll() is not None:
        _COMPILING.append(_compiling())
        atexit.register(_end, _COMPILING[-1])
    return _COMPILING[-1]


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    process.wait()


def _compiling() -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", __name__],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def is_ready() -> bool:
    """Whether the compiled moves are in the cache, for `load`."""
    folder = _folder()
    return folder is not None and (folder / OBJECT).exists()


@cache
def load() -> Moves:
    """The compiled moves, from the cache; compiled now if they are not in it."""
    folder = _folder()
    if folder is None:
        return _linked(compiler.object_file())
    compile_all()
    return _linked((folder / OBJECT).read_bytes())


def compile_all() -> None:
    """Compile into the cache, if there is a folder for one and nothing in it."""
    folder = _folder()
    if folder is None or is_ready():
        return
    code = compiler.object_file()
    # What could not be linked would end this process, and never be found in the cache.
    _linked(code).anneal(array("i", bytes(4 * memory.HEADER)), 0, 1.0)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        file.write(code)
    Path(file.name).replace(folder / OBJECT)


def _linked(code: bytes) -> Moves:
    """The functions of an object file, ready to be called with arrays of 32-bit integers."""
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    machine = llvm.Target.from_default_triple().create_target_machine(jit=True)
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    address = engine.get_function_address
    run = CFUNCTYPE(None, c_void_p, c_int64, c_int64, c_double)(address("anneal_at"))
    move = CFUNCTYPE(None, c_void_p, c_int64, c_void_p, c_void_p, c_int64)(address("adopt_at"))

    def anneal(mem: "array[int]", moves: int, heat: float) -> None:
        run(*mem.buffer_info(), moves, heat)

    def adopt(mem: "array[int]", before: "array[int]", after: "array[int]") -> None:
        move(*mem.buffer_info(), before.buffer_info()[0], *after.buffer_info())

    _LINKED.append(engine)
    return Moves(anneal, adopt, lambda mem: array("i", mem))


@cache
def _folder() -> Path | None:
    """The cache of this very code, private to this user: it holds code that will be run."""
    files = (__file__, compiler.__file__, *(part.__file__ for part in compiler.PARTS))
    text = b"".join(Path(str(file)).read_bytes() for file in files)
    made_by = f"{version('numba')} {version('llvmlite')} {sys.version} {platform.platform()}"
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
