"""Sheets and archives as others make them, friendly and hostile."""

import zipfile
from collections.abc import Iterable, Sequence
from io import BytesIO

from openpyxl import Workbook, load_workbook


def xlsx_of(rows: Iterable[Sequence[object]]) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    held = BytesIO()
    book.save(held)
    return held.getvalue()


def cells_of(content: bytes) -> list[tuple[object, ...]]:
    """What a spreadsheet program finds in the first sheet: formulas stay formulas."""
    return list(load_workbook(BytesIO(content)).worksheets[0].values)


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """The same archive with one part put in or replaced."""
    held = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as given,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for info in given.infolist():
            if info.filename != name:
                made.writestr(info.filename, given.read(info))
        made.writestr(name, part)
    return held.getvalue()
