"""Tables for a terminal and for a Markdown file alike."""

from collections.abc import Iterable, Mapping
from math import isnan


def row(cells: Iterable[object], columns: Mapping[str, int]) -> str:
    """One line of a table, given its columns' widths: the first to the left, numbers right."""
    texts = [_text(cell) for cell in cells]
    first, *others = columns.values()
    padded = [texts[0].ljust(first)]
    padded += [text.rjust(width) for text, width in zip(texts[1:], others, strict=True)]
    return "| " + " | ".join(padded) + " |"


def head(columns: Mapping[str, int]) -> str:
    """The names of the columns and the line below them; a width is at least 2."""
    first, *others = columns.values()
    rules = ["-" * first, *("-" * (width - 1) + ":" for width in others)]
    return row(columns, columns) + "\n| " + " | ".join(rules) + " |"


def _text(cell: object) -> str:
    if cell is None or (isinstance(cell, float) and isnan(cell)):
        return "–"
    return f"{cell:.2f}" if isinstance(cell, float) else str(cell)
