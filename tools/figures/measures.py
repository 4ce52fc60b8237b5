"""What a tree measures, from its text alone: modules, functions, docstrings, tests, templates.

A line counts unless it is empty.
"""

import ast
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

# Trees that are not ours keep tests beside the code, in `tests` or `test_….py`.
TESTS = ("tests", "test")
ROOT = "."
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One file of Python: its lines, those of each function, how many could have a docstring."""

    path: Path  # from the tree's root
    lines: int
    functions: tuple[int, ...]  # lines of each from its `def` on
    public: int  # modules, classes, functions without a leading underscore
    documented: int

    @property
    def app(self) -> str:
        return self.path.parts[0] if len(self.path.parts) > 1 else ROOT

    @property
    def is_test(self) -> bool:
        return (
            any(part in TESTS for part in self.path.parts[:-1])
            or self.path.name.startswith("test_")
            or self.path.name == "conftest.py"
        )


@dataclass(frozen=True)
class Tree:
    """All that is kept in one repository and was written by hand."""

    name: str
    code: tuple[Module, ...]
    tests: tuple[Module, ...]
    longest_template_line: int  # in characters
    longest_template: Path | None


def measure(root: Path) -> Tree:
    """The files that git keeps under `root`, migrations and vendored files aside."""
    kept = list(_kept_files(root))
    modules = [_module(root, path) for path in kept if path.suffix == ".py"]
    widest, template = max(
        ((_widest(root / path), path) for path in kept if path.suffix == ".html"),
        default=(0, None),
    )
    return Tree(
        name=_name(root),
        code=tuple(module for module in modules if not module.is_test),
        tests=tuple(module for module in modules if module.is_test),
        longest_template_line=widest,
        longest_template=template,
    )


def _kept_files(root: Path) -> Iterator[Path]:
    listed = _git(root, "ls-files", "-z")
    for path in map(Path, sorted(filter(None, listed.split("\0")))):
        if {"migrations", "vendor"}.isdisjoint(path.parts) and (root / path).is_file():
            yield path


def _name(root: Path) -> str:
    """The commit, by which a reader can measure the same."""
    return f"{root.resolve().name} {_git(root, 'rev-parse', '--short', 'HEAD').strip()}"


def _git(root: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=root, capture_output=True, text=True, check=True
    ).stdout


def _module(root: Path, path: Path) -> Module:
    text = (root / path).read_text(encoding="utf-8")
    lines = text.splitlines()
    tree = ast.parse(text)
    functions = [node for node in ast.walk(tree) if isinstance(node, Function)]
    public = [tree, *_public(tree)] if text.strip() else []
    return Module(
        path=path,
        lines=_filled(lines),
        functions=tuple(
            _filled(lines[function.lineno - 1 : function.end_lineno]) for function in functions
        ),
        public=len(public),
        documented=sum(ast.get_docstring(node) is not None for node in public),
    )


def _public(parent: ast.Module | ast.ClassDef) -> Iterator[ast.ClassDef | Function]:
    """Classes and functions that others may use; what is inside a function is its own affair."""
    for node in parent.body:
        if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from _public(node)


def _filled(lines: Sequence[str]) -> int:
    return sum(bool(line.strip()) for line in lines)


def _widest(path: Path) -> int:
    return max(map(len, path.read_text(encoding="utf-8").splitlines()), default=0)
