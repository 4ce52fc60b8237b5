"""CSV into the same trees as YAML: many rows of one section, a line each.

The file is named after its section, the first column is the rows' key, and an empty cell says
nothing. `names:es` is the name in Spanish: a column of a part that tells the part's rows apart.
"""

import csv
from collections import defaultdict
from pathlib import Path

from archive.loader.problems import Problem
from archive.loader.reading import Node, Rows, Table, Text

PARTS = {"names": ("language", "name"), "former_codes": ("nuts_version", "code")}
"""What stands in the column's title behind the colon, and what in its cells."""


def read_rows(path: Path, problems: list[Problem]) -> Table | None:
    """The file's tree; `None`, with the problem noted, when it is no table."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file, strict=True)
            titles = next(reader, [])
            rows = [(reader.line_num, cells) for cells in reader if cells]
    except (UnicodeDecodeError, csv.Error) as error:
        problems.append(Problem(path.name, 1, f"not CSV in UTF-8: {error}"))
        return None
    items: dict[str, Node] = {}
    lines: dict[str, int] = {}
    for line, cells in rows:
        if len(cells) != len(titles):
            problems.append(
                Problem(path.name, line, f"{len(cells)} cells under {len(titles)} titles")
            )
        elif cells[0] in items:
            problems.append(Problem(path.name, line, f"'{cells[0]}' stands here twice"))
        else:
            items[cells[0]] = _row(titles[1:], cells[1:], line)
            lines[cells[0]] = line
    return Table(1, {path.stem: Table(1, items, lines)}, {path.stem: 1})


def _row(titles: list[str], cells: list[str], line: int) -> Table:
    items: dict[str, Node] = {}
    parts: defaultdict[str, list[Node]] = defaultdict(list)
    for title, cell in zip(titles, cells, strict=True):
        section, colon, named = title.partition(":")
        value = Text(line, " ".join(cell.split()))
        if value.value and colon and section in PARTS:
            parts[section].append(_part(section, Text(line, named), value))
        elif value.value:
            items[title] = value
    items |= {section: Rows(line, tuple(rows)) for section, rows in parts.items()}
    return Table(line, items, dict.fromkeys(items, line))


def _part(section: str, named: Text, value: Text) -> Table:
    """A part without a name in the title, such as a name of no language, has its value alone."""
    title, content = PARTS[section]
    items: dict[str, Node] = {title: named, content: value} if named.value else {content: value}
    return Table(value.line, items, dict.fromkeys(items, value.line))
