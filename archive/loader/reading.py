"""YAML into trees whose every node knows its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from archive.loader.problems import Problem

# The same parser in C where PyYAML has it: a tenth of the time.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Text:
    """One value. Line breaks and runs of blanks count as one blank."""

    line: int
    value: str


@dataclass(frozen=True)
class Rows:
    line: int
    items: tuple[Node, ...]


@dataclass(frozen=True)
class Table:
    line: int
    items: Mapping[str, Node]
    lines: Mapping[str, int]
    """The line of each key."""


Node = Text | Rows | Table


def read_tree(path: Path, problems: list[Problem]) -> Table | None:
    """The file's tree; `None`, with the problem noted, when it is not YAML with keys."""
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        problems.append(_not_yaml(path.name, error))
        return None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        problems.append(Problem(path.name, 1, f"not YAML in UTF-8: {error}"))
        return None
    if not isinstance(root, yaml.MappingNode):
        problems.append(Problem(path.name, 1, "the file must hold sections such as editions:"))
        return None
    return _table(root, path.name, problems)


def _not_yaml(file: str, error: yaml.MarkedYAMLError) -> Problem:
    """Where reading stopped, and where what it was reading began."""
    stopped = error.problem_mark or error.context_mark
    begun = (
        f" {error.context} from line {error.context_mark.line + 1}" if error.context_mark else ""
    )
    line = stopped.line + 1 if stopped else 1
    return Problem(file, line, f"not YAML: {error.problem or 'unreadable'}{begun}")


def _node(node: yaml.Node, file: str, problems: list[Problem]) -> Node:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _table(node, file, problems)
    if isinstance(node, yaml.SequenceNode):
        return Rows(line, tuple(_node(item, file, problems) for item in node.value))
    return Text(line, " ".join(str(node.value).split()))


def _table(node: yaml.MappingNode, file: str, problems: list[Problem]) -> Table:
    items: dict[str, Node] = {}
    lines: dict[str, int] = {}
    for key_node, value_node in node.value:
        key, line = str(key_node.value), key_node.start_mark.line + 1
        if key in items:
            problems.append(Problem(file, line, f"'{key}' stands here twice"))
        items[key] = _node(value_node, file, problems)
        lines[key] = line
    return Table(node.start_mark.line + 1, items, lines)
