"""Rows of text from CSV and XLSX. What is hostile or too large is refused before it is unpacked."""

import csv
import lzma
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Sequence, Sized
from datetime import datetime, time
from io import BytesIO, StringIO

from files.sheets.text import decoded
from interface.plain_text import plain

MOST_ROWS = 10_000
MOST_COLUMNS = 600
LONGEST_CELL = 5_000
MOST_CELLS = 200_000
# Cells that are looked at, with the empty ones that a far one leaves before it, and empty rows.
MOST_LOOKED_AT = 2_000_000
# No sheet has more.
LAST_ROW = 1_048_576
# What an XLSX may unpack to, and of how many parts it may be: a sheet of 10,000 full rows is 10 MB.
MOST_UNPACKED = 60_000_000
MOST_PARTS = 500
# Each cell of a full sheet is two or three elements, each of which begins and ends.
MOST_TAGS = 3_000_000
SEPARATORS = ",;\t|"
# Rows by which a separator is known.
LOOKED_AT = 20
PIECE = 64 * 1024

Row = list[str]


class Unreadable(Exception):
    """The file is broken, or no list of rows."""


class TooLarge(Exception):
    """It has more rows, columns, cells or signs in one than a list may have, or unpacks to more."""


class _Looking:
    """How many cells may still be looked at, over all sheets of a book."""

    def __init__(self) -> None:
        self.left = MOST_LOOKED_AT

    def at(self, row: Sized) -> None:
        """Raises `TooLarge`."""
        self.left -= max(len(row), 1)
        if self.left < 0:
            raise TooLarge


def rows_of_csv(content: bytes) -> list[Row]:
    """Rows without empty ones at the end, cells without spaces around.

    Raises `Unreadable`, `TooLarge`, `NoText`.
    """
    text = decoded(content)
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == len("sep=;"):
        separator, text = first.strip()[-1], rest
    else:
        separator = _separator(text)
    try:
        rows = csv.reader(StringIO(text, newline=""), delimiter=separator)
        return bounded(rows, _Looking())
    except csv.Error as error:
        raise Unreadable from error


def _separator(text: str) -> str:
    """The sign that parts most rows into equally many cells."""
    head = text[: PIECE * 4]

    def parted(separator: str) -> tuple[int, int]:
        rows: list[Row] = []
        try:
            for row in csv.reader(StringIO(head, newline=""), delimiter=separator):
                if len(rows) == LOOKED_AT:
                    break
                rows.append(row)
        except csv.Error:
            return (0, 0)
        widths = [len(row) for row in rows if any(row)]
        width = widths[0] if widths else 1
        return (widths.count(width) if width > 1 else 0, width)

    return max(SEPARATORS, key=parted)


def rows_of_xlsx(content: bytes) -> list[Row]:
    """The rows of the first sheet that has any, as text; dates and times by ISO 8601.

    Raises `Unreadable`, `TooLarge`.
    """
    from openpyxl import load_workbook  # noqa: PLC0415 - few processes ever read a sheet

    safe = _unpacked(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(safe, read_only=True, data_only=True, keep_links=False)
            looking = _Looking()
            for sheet in book.worksheets:
                # What a sheet says of its own size is not to be trusted.
                sheet.reset_dimensions()
                cells = sheet.iter_rows(max_row=LAST_ROW, values_only=True)
                if rows := bounded(cells, looking):
                    return rows
    except TooLarge:
        raise
    # Whatever openpyxl makes of a broken book.
    except Exception as error:
        raise Unreadable from error
    return []


# What the three ways to pack, and the archive around them, make of damage.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)


def _unpacked(content: bytes) -> BytesIO:
    """The same archive without compression, read part by part within bounds.

    The reader behind gets what was counted here, whatever the archive says of itself.
    """
    held = BytesIO()
    left, tags = MOST_UNPACKED, MOST_TAGS
    try:
        with zipfile.ZipFile(BytesIO(content)) as given, zipfile.ZipFile(held, "w") as plain:
            parts = given.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > left:
                raise TooLarge
            for part in parts:
                with given.open(part) as packed:
                    data = packed.read(left + 1)
                left -= len(data)
                tags -= data.count(b"<")
                if left < 0 or tags < 0:
                    raise TooLarge
                plain.writestr(part.filename, data)
    except BROKEN as error:
        raise Unreadable from error
    held.seek(0)
    return held


def _said(value: object) -> str:
    """A cell as text: 3 and not 3.0, a date without an hour that nobody gave."""
    match value:
        case None:
            said = ""
        case bool():
            said = str(value).lower()
        case float() if value.is_integer():
            said = str(int(value))
        case datetime() if value.time() == time():
            said = value.date().isoformat()
        case datetime():
            said = value.isoformat(" ", "minutes")
        case time():
            said = value.isoformat("minutes")
        case _:
            said = str(value)
    return said


def bounded(rows: Iterable[Sequence[object]], looking: _Looking) -> list[Row]:
    """Cells trimmed, without signs that turn text; empty ones and rows at the end are dropped.

    Raises `TooLarge`.
    """
    found: list[Row] = []
    count = 0
    for row in rows:
        looking.at(row)
        cells = _trimmed(row)
        count += len(cells)
        if len(cells) > MOST_COLUMNS or any(len(cell) > LONGEST_CELL for cell in cells):
            raise TooLarge
        if count > MOST_CELLS:
            raise TooLarge
        if len(found) < MOST_ROWS:
            found.append(cells)
        elif cells:
            raise TooLarge
    while found and not found[-1]:
        found.pop()
    return found


def _trimmed(row: Sequence[object]) -> Row:
    """The cells up to the last that says something."""
    end = len(row)
    while end and row[end - 1] in (None, ""):
        end -= 1
    cells = [plain(_said(cell)).strip() for cell in row[:end]]
    while cells and not cells[-1]:
        cells.pop()
    return cells
