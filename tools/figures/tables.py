"""The figures as tables in Markdown."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import groupby
from statistics import median

from tools.figures.measures import ROOT, Module, Tree


def beside_each_other(trees: Sequence[Tree]) -> str:
    """A row for each figure, a column for each tree."""
    columns = [_figures(tree) for tree in trees]
    heads = ["", *(tree.name for tree in trees)]
    rows = [[name, *(column[name] for column in columns)] for name in columns[0]]
    return _table(heads, rows)


def by_app(tree: Tree) -> str:
    """A row for each folder with code, with the lines of the tests that mirror it."""
    code = _grouped(tree.code, lambda module: module.app)
    mirrored = _grouped(tree.tests, partial(_mirrored, _homes(tree.code)))
    rows = [
        [
            f"`{app}/`" if app != ROOT else "the root",
            f"{_lines(modules):,}",
            str(len(modules)),
            _spread(_functions(modules)),
            _spread([module.lines for module in modules]),
            f"{_lines(mirrored.pop(app, [])):,}",
        ]
        for app, modules in code.items()
    ]
    common = sum(_lines(modules) for modules in mirrored.values())
    rows.append(["tests of several", "", "", "", "", f"{common:,}"])
    heads = [tree.name, "lines", "modules", "lines a function", "lines a module", "lines of tests"]
    return _table(heads, rows)


def _homes(code: Iterable[Module]) -> dict[str, str]:
    """The app in which each folder of code lies, by the folder's name; apps by their own."""
    code = list(code)
    inner = {part: module.app for module in code for part in module.path.parts[1:-1]}
    return inner | {module.app: module.app for module in code}


def _mirrored(homes: Mapping[str, str], module: Module) -> str:
    """The app whose tests these are: tests mirror the code."""
    first, *folders, _file = (*module.path.parts[:-1], module.path.name)
    folder = folders[0] if first == "tests" and folders else first
    return homes.get(folder, "")


def _figures(tree: Tree) -> dict[str, str]:
    code, tests = _lines(tree.code), _lines(tree.tests)
    public = sum(module.public for module in tree.code)
    documented = sum(module.documented for module in tree.code)
    return {
        "lines of code": f"{code:,}",
        "modules": str(len(tree.code)),
        "lines a function: median, 90 %, longest": _spread(_functions(tree.code)),
        "lines a module: median, 90 %, longest": _spread([module.lines for module in tree.code]),
        "lines of tests": f"{tests:,}",
        "tests to code": f"{tests / code:.2f}" if code else "–",
        "public names with a docstring": f"{documented / public:.0%}" if public else "–",
        "longest line of a template": _longest_line(tree),
    }


def _longest_line(tree: Tree) -> str:
    if tree.longest_template is None:
        return "–"
    return f"{tree.longest_template_line} (`{tree.longest_template}`)"


def _grouped(modules: Iterable[Module], key: Callable[[Module], str]) -> dict[str, list[Module]]:
    ordered = sorted(modules, key=key)
    return {app: list(group) for app, group in groupby(ordered, key)}


def _lines(modules: Iterable[Module]) -> int:
    return sum(module.lines for module in modules)


def _functions(modules: Iterable[Module]) -> list[int]:
    return [lines for module in modules for lines in module.functions]


def _spread(sizes: Sequence[int]) -> str:
    """Median, the size within which nine of ten are, and the largest."""
    if not sizes:
        return "–"
    ordered = sorted(sizes)
    within = ordered[-(-len(ordered) * 9 // 10) - 1]
    return f"{median(ordered):.0f}, {within}, {ordered[-1]}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    ruler = ["---", *("---:" for _ in heads[1:])]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [heads, ruler, *rows])
