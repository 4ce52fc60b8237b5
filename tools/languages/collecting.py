"""Which texts are to be translated: every call in Python, every tag in a template."""

import ast
import io
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.extract import extract
from django.utils.translation import TranslatorCommentWarning
from django.utils.translation.template import templatize

Arguments = tuple[int | tuple[int, int] | tuple[int, str], ...]

# What gives a text: which argument is its context, which are its singular and plural.
FUNCTIONS: dict[str, Arguments | None] = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
IN_TEMPLATES = FUNCTIONS | {"_": None}
COMMENT = "Translators:"
# Command lines and files of the solver speak English; the others are not for readers.
NOT_READ = {"tests", "tools", "benchmarks", "scheduling", "demo"}
VARIABLE_TAG = re.compile(r"{%\s*translate\s+(?![\"'_])([^\s%]+)")


@dataclass(frozen=True, slots=True)
class Text:
    """One text: its words (one, or singular and plural), its context, where and what is said."""

    words: tuple[str, ...]
    context: str | None
    file: str
    line: int
    comments: tuple[str, ...] = field(default=())


def texts(root: Path) -> Iterator[Text]:
    """Every text of the site, file by file in the order of their names."""
    for path in python_files(root):
        yield from of_python(path.read_text(encoding="utf-8"), _named(path, root))
    for path in template_files(root):
        yield from of_template(path.read_text(encoding="utf-8"), _named(path, root))


def uncollected(root: Path) -> Iterator[str]:
    """Calls and tags whose text is not written where they stand, so that it cannot be read."""
    for path in python_files(root):
        yield from _calls_without_text(path.read_text(encoding="utf-8"), _named(path, root))
    for path in template_files(root):
        for found in VARIABLE_TAG.finditer(path.read_text(encoding="utf-8")):
            yield f"{_named(path, root)}: translates the variable {found[1]}"


def python_files(root: Path) -> list[Path]:
    rooms = (path.parent for path in root.glob("*/__init__.py") if path.parent.name not in NOT_READ)
    return sorted(path for room in rooms for path in room.rglob("*.py") if _is_read(path))


def template_files(root: Path) -> list[Path]:
    found = (root / "templates").rglob("*")
    return sorted(path for path in found if path.suffix in {".html", ".txt"})


def _is_read(path: Path) -> bool:
    return "migrations" not in path.parts


def _named(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def of_python(source: str, file: str) -> Iterator[Text]:
    known = {name: FUNCTIONS[origin] for name, origin in _imported(source).items()}
    return _extracted(source, file, known)


def of_template(source: str, file: str) -> Iterator[Text]:
    """As `of_python`. A comment for translators that Django would lose is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", TranslatorCommentWarning)
        read = templatize(source, origin=file)
    # What is left of HTML is letters X; its indentation means nothing to Python.
    lines = "\n".join(line.lstrip() for line in read.split("\n"))
    return _extracted(lines, file, IN_TEMPLATES)


def _extracted(source: str, file: str, known: dict[str, Arguments | None]) -> Iterator[Text]:
    found = extract(
        "python",
        io.BytesIO(source.encode()),
        keywords=known,
        comment_tags=[COMMENT],
        options={"encoding": "utf-8"},
    )
    for line, words, comments, context in found:
        each = (words,) if isinstance(words, str) else tuple(words)
        yield Text(each, context, file, line, tuple(comments))


def _imported(source: str) -> dict[str, str]:
    """The names under which this module knows Django's functions, `_` for instance."""
    imports = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom))
    return {
        name.asname or name.name: name.name
        for node in imports
        if node.module == "django.utils.translation"
        for name in node.names
        if name.name in FUNCTIONS
    }


def _calls_without_text(source: str, file: str) -> Iterator[str]:
    known = _imported(source)
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id not in known:
            continue
        wanted = FUNCTIONS[known[node.func.id]] or (1,)
        given = node.args[: len(wanted)]
        if not all(_is_text(argument) for argument in given):
            yield f"{file}:{node.lineno}: {node.func.id}() is not given its text as it stands"


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
