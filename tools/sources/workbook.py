"""The sheets of an .xlsx file as rows of text, with the standard library alone."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def rows(path: Path, sheet: str, *, columns: int) -> Iterator[list[str]]:
    """Each row's first cells, blanks run together; an empty cell is an empty text."""
    with ZipFile(path) as book:
        shared = [_said(item) for item in _xml(book, "xl/sharedStrings.xml")]
        for row in _xml(book, _part(book, sheet)).iter(f"{SPACE}row"):
            cells = {_column(cell): _value(cell, shared) for cell in row}
            yield [cells.get(column, "") for column in range(columns)]


def _part(book: ZipFile, sheet: str) -> str:
    """The file of the sheet with this name."""
    related = {
        item.get("Id"): item.get("Target", "") for item in _xml(book, "xl/_rels/workbook.xml.rels")
    }
    for item in _xml(book, "xl/workbook.xml").iter(f"{SPACE}sheet"):
        if item.get("name") == sheet:
            return "xl/" + related[item.get(RELATED)].removeprefix("/xl/")
    raise KeyError(sheet)


def _xml(book: ZipFile, part: str) -> ElementTree.Element:
    return ElementTree.fromstring(book.read(part))  # noqa: S314 (a file that we fetched ourselves)


def _column(cell: ElementTree.Element) -> int:
    """0 of "A7", 26 of "AA7"."""
    number = 0
    for letter in re.sub(r"\d", "", cell.get("r", "")):
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _value(cell: ElementTree.Element, shared: list[str]) -> str:
    if cell.get("t") == "inlineStr":
        return _said(cell)
    written = cell.findtext(f"{SPACE}v") or ""
    return shared[int(written)] if cell.get("t") == "s" and written else written


def _said(item: ElementTree.Element) -> str:
    return " ".join("".join(text.text or "" for text in item.iter(f"{SPACE}t")).split())
