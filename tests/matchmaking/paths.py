"""Who writes placements, found by reading the code: acts from which calls lead to the rows."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from tools.devservers.local import CHECKOUT

# What alone makes rows of placements; a test holds it to that.
WRITER = ("matchmaking.services.placing.whole", "write_rows")
ROWS = {"Placement", "PlacementParticipant"}
MAKING = {"create", "bulk_create", "get_or_create", "update_or_create"}
APPS = ("accounts", "catalogue", "clusters", "events", "archive", "matchmaking", "meet", "organise")

Function = tuple[str, str]


@cache
def modules() -> dict[str, ast.Module]:
    found = {}
    for app in APPS:
        for path in sorted((CHECKOUT / app).rglob("*.py")):
            name = ".".join(path.relative_to(CHECKOUT).with_suffix("").parts)
            if "migrations" not in path.parts:
                found[name.removesuffix(".__init__")] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def functions() -> Iterator[tuple[Function, ast.FunctionDef]]:
    for module, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                yield (module, node.name), node


@cache
def names(module: str) -> dict[str, Function]:
    """What a name of this module is: a function of its own, or one that is imported."""
    found: dict[str, Function] = {}
    for node in ast.walk(modules()[module]):
        if isinstance(node, ast.FunctionDef):
            found[node.name] = (module, node.name)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                found[alias.asname or alias.name] = (node.module, alias.name)
    return found


def origin(function: Function) -> Function:
    """Where a function is written, however often its name is handed on."""
    module, name = function
    while module in modules() and names(module).get(name, (module, name)) != (module, name):
        module, name = names(module)[name]
    return module, name


def used_in(module: str, function: ast.FunctionDef) -> set[Function]:
    """The functions that it calls or hands on: by name, as `module.name`, or a method beside it."""
    known, found = names(module), set()
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and node.id in known:
            found.add(origin(known[node.id]))
        elif isinstance(node, ast.Attribute):
            at = node.value.id if isinstance(node.value, ast.Name) else ""
            owner = ".".join(known.get(at, (module,)))
            found.add(origin((owner if owner in modules() else module, node.attr)))
    return found


def makers() -> set[Function]:
    """Functions that make rows of placements themselves."""
    found = set()
    for key, function in functions():
        for node in ast.walk(function):
            if isinstance(node, ast.Attribute) and node.attr in MAKING:
                inside = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
                found |= {key} if ROWS & inside else set()
    return found


def is_act(function: Function) -> bool:
    return bool(set(function[0].split(".")) & {"services", "runs"})


def paths(*writers: Function) -> set[str]:
    """Acts that end in rows of placements, or in one of these, and that views, tasks or the admin
    call.
    """
    callers: dict[Function, set[Function]] = defaultdict(set)
    for key, function in functions():
        for used in used_in(key[0], function):
            callers[used].add(key)
    reached: set[Function] = set()
    todo = list(writers or [WRITER])
    while todo:
        for caller in callers[todo.pop()] - reached:
            if is_act(caller):
                reached.add(caller)
                todo.append(caller)
    reached.update(writer for writer in writers if is_act(writer))
    outer = {key for key in reached if any(not is_act(caller) for caller in callers[key])}
    return {f"{module.partition('.')[2]}.{name}" for module, name in outer}
