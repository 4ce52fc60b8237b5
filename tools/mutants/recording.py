"""Which tests run a line: recorded once by coverage, under a name that tells the code."""

import ast
import hashlib
import subprocess
import sys
from collections import Counter
from functools import cached_property
from pathlib import Path

from coverage import CoverageData

from tools.mutants.changes import Change, targets

# Tests that start processes of their own are left out: what those run is not seen from here.
CHOICE = "not drill and not processes and not browser"


class Recording:
    """Of the tree `tree`, kept in `folder`."""

    def __init__(self, tree: Path, folder: Path) -> None:
        self.tree = tree
        self.file = folder / f"tests-{self._fingerprint()}.coverage"

    def make(self) -> None:
        """Run all tests once, where there is no recording of this code yet."""
        if self.file.exists():
            return
        self.file.parent.mkdir(parents=True, exist_ok=True)
        new = self.file.with_suffix(".new")
        command = [sys.executable, "-m", "pytest", "-q", "-n", "auto", "--dist", "loadfile"]
        command += ["-m", CHOICE, "--cov", "--cov-context=test", "--cov-report="]
        configuration = self.tree / ".local" / "mutants" / "coveragerc"
        configuration.parent.mkdir(parents=True, exist_ok=True)
        sources = "\n    ".join(sorted({name.split("/")[0] for name in targets(self.tree)}))
        configuration.write_text(
            f"[run]\ndata_file = {new}\nrelative_files = True\nsource =\n    {sources}\n"
        )
        command += [f"--cov-config={configuration}"]
        subprocess.run(command, cwd=self.tree, check=True)
        new.rename(self.file)

    def tests_of(self, change: Change) -> list[str]:
        """The tests that run the line, or else the function around it, those that run least first.

        What runs when a module is loaded is run by all tests of the module.
        """
        contexts = self._contexts(change.file)
        for lines in ({change.line}, self._function(change), set(contexts)):
            tests = {test for line in lines for test in contexts.get(line, ())}
            if tests:
                return sorted(tests, key=lambda test: (self._size[test], test))
        return []

    def _function(self, change: Change) -> set[int]:
        text = (self.tree / change.file).read_text()
        around = [
            set(range(min([node.lineno, *(d.lineno for d in node.decorator_list)]), end + 1))
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.FunctionDef) and (end := node.end_lineno)
        ]
        return min((lines for lines in around if change.line in lines), key=len, default=set())

    def _contexts(self, file: str) -> dict[int, set[str]]:
        found = self._data.contexts_by_lineno(file)
        return {
            line: {context.rsplit("|", 1)[0] for context in contexts if "|" in context}
            for line, contexts in found.items()
        }

    @cached_property
    def _data(self) -> CoverageData:
        data = CoverageData(str(self.file))
        data.read()
        return data

    @cached_property
    def _size(self) -> Counter[str]:
        """How many of our lines each test runs."""
        sizes: Counter[str] = Counter()
        for file in targets(self.tree):
            for tests in self._contexts(file).values():
                sizes.update(tests)
        return sizes

    def _fingerprint(self) -> str:
        """Of all code and tests."""
        listed = subprocess.run(
            ["git", "ls-files", "-coz", "--exclude-standard", "*.py", "*.html", "pyproject.toml"],
            cwd=self.tree,
            capture_output=True,
            check=True,
        ).stdout.split(b"\0")
        seen = hashlib.sha256()
        for name in sorted(filter(None, listed)):
            path = self.tree / name.decode()
            if path.is_file():
                seen.update(name + path.read_bytes())
        return seen.hexdigest()[:16]
