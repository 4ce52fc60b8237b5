"""Rows as CSV and XLSX in which nothing is live: no cell is a formula, whoever wrote it."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import Protocol

Cell = str | int | None
Rows = Iterable[Sequence[Cell]]

# What spreadsheets take for the beginning of a formula; a number with a sign is none.
LIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")
# Signs that XML cannot hold.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LONGEST_CELL = 32_767
LONGEST_TITLE = 31
NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\']")
# What is written before it is handed on.
LINES_AT_ONCE = 200


class _Echo(Protocol):
    def write(self, line: str, /) -> object: ...


def inert(cell: Cell) -> str:
    """A cell of CSV that no program takes for a formula."""
    text = "" if cell is None else str(cell)
    is_live = text.lstrip(" ").startswith(LIVE) and not NUMBER.fullmatch(text)
    return f"'{text}" if is_live else text


def csv_pieces(rows: Rows) -> Iterator[bytes]:
    """RFC 4180 in UTF-8 with a mark, by which Excel knows the encoding; piece by piece."""
    lines: list[str] = ["\ufeff"]
    echo: _Echo = _Lines(lines)
    writer = csv.writer(echo)
    for row in rows:
        writer.writerow([inert(cell) for cell in row])
        if len(lines) > LINES_AT_ONCE:
            yield "".join(lines).encode()
            lines.clear()
    yield "".join(lines).encode()


class _Lines:
    """What the writer writes to."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines

    def write(self, line: str) -> None:
        self.lines.append(line)


def xlsx(title: str, rows: Rows) -> bytes:
    """One sheet; its first row is the heading. Text stays text, whatever it begins with."""
    from openpyxl import Workbook  # noqa: PLC0415 - few processes ever write a sheet
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.styles import Font  # noqa: PLC0415

    book = Workbook(write_only=True)
    sheet = book.create_sheet(NOT_IN_TITLES.sub(" ", title)[:LONGEST_TITLE])
    sheet.freeze_panes = "A2"

    def cell(value: Cell, is_heading: bool) -> object:
        if isinstance(value, int):
            return value
        made = WriteOnlyCell(sheet)
        made._value = UNWRITABLE.sub("", value or "")[:LONGEST_CELL]
        made.data_type = "s"
        if is_heading:
            made.font = Font(bold=True)
        return made

    for number, row in enumerate(rows):
        sheet.append([cell(value, not number) for value in row])
    held = BytesIO()
    book.save(held)
    return held.getvalue()
