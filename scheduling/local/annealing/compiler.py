"""Makes machine code of the moves, by Numba, which nothing else imports."""

import os
from collections.abc import Iterator
from types import FunctionType, ModuleType
from typing import Any

from scheduling.local.annealing import chains, memory, moves

PARTS: tuple[ModuleType, ...] = (memory, chains, moves)


def object_file() -> bytes:
    """`anneal_at` and `adopt_at` for any processor of this kind; they need only the C library."""
    os.environ["NUMBA_OPT"] = "1"  # level 3 compiles for twice as long, for nothing
    os.environ["NUMBA_CPU_NAME"] = "generic"
    import llvmlite.binding as llvm

    whole = llvm.parse_assembly("")
    for entry in _entries():
        module = llvm.parse_assembly(entry.inspect_llvm())
        module.get_function(entry.native_name).name = entry.__name__
        whole.link_in(module)
    whole.link_in(llvm.parse_assembly(_stubs(whole)))
    machine = llvm.Target.from_default_triple().create_target_machine(opt=2, jit=True)
    code: bytes = machine.emit_object(whole)
    return code


def _entries() -> Iterator[Any]:
    """The two functions as Numba's, each with everything that it calls."""
    import numba

    compiler: Any = numba
    names: dict[str, Any] = {"carray": compiler.carray}
    for part in PARTS:
        names.update(vars(part))
    for name, function in list(_functions()):
        inner = compiler.njit(error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True)
        names[name] = inner(FunctionType(function.__code__, names, name))
    integer, heat = compiler.types.int64, compiler.types.float64
    mem = compiler.types.CPointer(compiler.types.int32)
    for entry, kinds in (
        (anneal_at, (mem, integer, integer, heat)),
        (adopt_at, (mem, integer, mem, mem, integer)),
    ):
        outer = compiler.cfunc(compiler.types.void(*kinds), error_model="numpy")
        yield outer(FunctionType(entry.__code__, names, entry.__name__))


def _stubs(module: Any) -> str:
    """What Numba's own functions would be needed for: raising errors, which no move does."""
    functions = [f.name for f in module.functions if f.is_declaration]
    others = [v.name for v in module.global_variables if v.is_declaration]
    return "\n".join(
        [
            "declare void @llvm.trap()",
            *(
                f'define void @"{name}"() {{ call void @llvm.trap() unreachable }}'
                for name in functions
                if not name.startswith("llvm.")
            ),
            *(f'@"{name}" = global ptr null' for name in others),
        ]
    )


def anneal_at(mem: Any, size: int, moves: int, heat: float) -> None:  # pragma: no cover - compiled
    """`anneal` for a memory of that size at an address."""
    anneal(carray(mem, size), moves, heat)  # type: ignore[name-defined] # noqa: F821


def adopt_at(
    mem: Any, size: int, before: Any, after: Any, meetings: int
) -> None:  # pragma: no cover - compiled
    """`adopt` for a memory and two lists of slots at addresses."""
    adopt(carray(mem, size), carray(before, meetings), carray(after, meetings))  # type: ignore[name-defined] # noqa: F821


def _functions() -> Iterator[tuple[str, FunctionType]]:
    for part in PARTS:
        for name, value in vars(part).items():
            if isinstance(value, FunctionType) and value.__module__ == part.__name__:
                yield name, value
