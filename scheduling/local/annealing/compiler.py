"""Makes machine code of the moves, by Numba, which nothing else imports."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from scheduling.local.annealing import chains, memory, moves

PARTS: tuple[ModuleType, ...] = (memory, chains, moves)


def functions(folder: str | None, begin: Callable[[], Any]) -> list[Any]:
    """`anneal_at` and `adopt_at` as Numba's C functions, read from the folder if they are in it.

    What is not there yet is compiled and, where there is a folder, kept. `begin` gives a context
    for the work on each. They are made for any processor of this kind.
    """
    import numba

    settings: Any = numba.config
    before = settings.CACHE_DIR, settings.CPU_NAME
    settings.CACHE_DIR, settings.CPU_NAME = folder or before[0], "generic"
    try:
        return list(_made(numba, kept_for=folder and _kept_for(Path(folder)), begin=begin))
    finally:
        settings.CACHE_DIR, settings.CPU_NAME = before


def _kept_for(folder: Path) -> str:
    """The file that Numba keeps machine code for, in the folder itself.

    Numba takes code as it was made of a file of that path and that time of change: of ours it would
    be compiled anew for every checkout, though the folder is named after all that it is made of.
    """
    file = folder / "moves.py"
    with suppress(FileExistsError):
        file.touch(exist_ok=False)
    return str(file)


def _made(numba: Any, *, kept_for: str | None, begin: Callable[[], Any]) -> Iterator[Any]:
    """The two functions, each with everything that it calls."""
    names: dict[str, Any] = {"carray": numba.carray}
    for part in PARTS:
        names.update(vars(part))
    for name, function in list(_functions()):
        names[name] = numba.njit(error_model="numpy")(FunctionType(function.__code__, names, name))
    integer, heat = numba.types.int64, numba.types.float64
    mem = numba.types.CPointer(numba.types.int32)
    for entry, kinds in (
        (anneal_at, (mem, integer, integer, heat)),
        (adopt_at, (mem, integer, mem, mem, integer)),
    ):
        outer = numba.cfunc(numba.types.void(*kinds), error_model="numpy", cache=bool(kept_for))
        code = entry.__code__.replace(co_filename=kept_for or __file__)
        with begin():
            made = outer(FunctionType(code, names, entry.__name__))
        yield made


def anneal_at(mem: Any, size: int, moves: int, heat: float) -> None:  # pragma: no cover - compiled
    """`anneal` for a memory at an address: `size` 32-bit integers as `memory` describes them."""
    anneal(carray(mem, size), moves, heat)  # type: ignore[name-defined] # noqa: F821


def adopt_at(
    mem: Any, size: int, before: Any, after: Any, meetings: int
) -> None:  # pragma: no cover - compiled
    """`adopt` for such a memory and two lists of slots, one 32-bit integer for each meeting."""
    adopt(carray(mem, size), carray(before, meetings), carray(after, meetings))  # type: ignore[name-defined] # noqa: F821


def _functions() -> Iterator[tuple[str, FunctionType]]:
    for part in PARTS:
        for name, value in vars(part).items():
            if isinstance(value, FunctionType) and value.__module__ == part.__name__:
                yield name, value
