"""Lists are read from what offices write; what is written is alive nowhere."""

import zipfile
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest

from files.sheets import reading
from files.sheets.reading import TooLarge, Unreadable, rows_of_csv, rows_of_xlsx
from files.sheets.text import NoText
from files.sheets.writing import csv_pieces, xlsx
from tests.files.sheets import cells_of, with_part, xlsx_of

ROWS = [["Nom", "Città", "Días"], ["Éco-Énergie €", "Forlì", "año, «dos»"], ["Łódź"[2:], "", "x"]]
SHEET = "xl/worksheets/sheet1.xml"
HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


def line(cells: list[str], separator: str) -> str:
    return separator.join(f'"{cell}"' for cell in cells)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separator_and_ends_of_lines_are_found(separator: str, end: str) -> None:
    text = end.join(line(row, separator) for row in ROWS)
    assert rows_of_csv(text.encode()) == ROWS


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_encoding_is_found(encoding: str) -> None:
    rows = [row if encoding != "cp1252" else [c.replace("ź", "z") for c in row] for row in ROWS]
    text = "\r\n".join(line(row, ";") for row in rows)
    assert rows_of_csv(text.encode(encoding)) == rows


def test_excels_own_line_about_the_separator_is_no_row() -> None:
    assert rows_of_csv(b"sep=|\r\na|b\r\n") == [["a", "b"]]


def test_lines_within_a_cell_and_empty_ends() -> None:
    assert rows_of_csv(b'a,"b\nc",,\n,,\n\n') == [["a", "b\nc"]]


def test_what_is_no_text_is_said_to_be_none() -> None:
    with pytest.raises(NoText):
        rows_of_csv(b"a,b\x00\x01")


def test_a_sheet_gives_text_as_a_person_reads_it() -> None:
    from datetime import date, datetime, time  # noqa: PLC0415

    row = [3.0, 2.5, True, date(2027, 5, 4), datetime(2027, 5, 4, 9, 30), time(9, 5), None, " x "]  # noqa: DTZ001
    assert rows_of_xlsx(xlsx_of([row])) == [
        ["3", "2.5", "true", "2027-05-04", "2027-05-04 09:30", "09:05", "", "x"]
    ]


def test_formulas_are_not_counted_and_an_empty_first_sheet_is_passed_over() -> None:
    from io import BytesIO  # noqa: PLC0415

    from openpyxl import Workbook  # noqa: PLC0415

    book = Workbook()
    book.create_sheet("second").append(["=1+1", "kept"])
    held = BytesIO()
    book.save(held)
    assert rows_of_xlsx(held.getvalue()) == [["", "kept"]]


def far_cell(reference: str) -> bytes:
    row = "".join(sign for sign in reference if sign.isdigit())
    cell = f'<row r="{row}"><c r="{reference}" t="inlineStr"><is><t>x</t></is></c></row>'
    return with_part(xlsx_of([["a"]]), SHEET, f"{HEAD}{cell}</sheetData></worksheet>".encode())


@pytest.mark.parametrize("reference", ["XFD2", "A10500", "A1048576"])
def test_a_cell_far_out_is_too_large_and_costs_nothing(reference: str) -> None:
    with pytest.raises(TooLarge):
        rows_of_xlsx(far_cell(reference))


@pytest.mark.parametrize(
    "row",
    ['<row><c r="XFD{n}"/></row>', '<row r="1"/>', "<row/>"],
    ids=["far", "again", "empty"],
)
def test_rows_of_nothing_are_given_up(row: str) -> None:
    """A few KB that would be padded to gigabytes of empty cells."""
    body = "".join(row.format(n=n) for n in range(1, 2001)) * (1 if "XFD" in row else 1_600)
    hollow = with_part(xlsx_of([["a"]]), SHEET, f"{HEAD}{body}</sheetData></worksheet>".encode())
    with pytest.raises(TooLarge):
        rows_of_xlsx(hollow)


def test_what_is_looked_at_is_counted_over_all_sheets() -> None:
    from io import BytesIO  # noqa: PLC0415

    from openpyxl import Workbook  # noqa: PLC0415

    book, held = Workbook(), BytesIO()
    for _ in range(3):
        book.create_sheet().cell(row=1, column=1)
    book.save(held)
    hollow = held.getvalue()
    body = "".join(f'<row><c r="XFD{n}"/></row>' for n in range(1, 51))
    for number in range(1, 5):
        sheet = f"xl/worksheets/sheet{number}.xml"
        hollow = with_part(hollow, sheet, f"{HEAD}{body}</sheetData></worksheet>".encode())
    with pytest.raises(TooLarge):
        rows_of_xlsx(hollow)


@pytest.mark.parametrize(
    "packed",
    [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA],
    ids=["stored", "deflated", "bzip2", "lzma"],
)
def test_a_damaged_sheet_is_unreadable_wherever_it_is_damaged(packed: int) -> None:
    whole = xlsx_of([["a", "b"]] * 20)
    held = BytesIO()
    with zipfile.ZipFile(BytesIO(whole)) as given, zipfile.ZipFile(held, "w", packed) as made:
        for info in given.infolist():
            made.writestr(info.filename, given.read(info))
    for position in range(0, len(held.getvalue()), 13):
        damaged = bytearray(held.getvalue())
        damaged[position : position + 6] = b"\xff" * len(damaged[position : position + 6])
        with suppress(Unreadable, TooLarge):
            rows_of_xlsx(bytes(damaged))


@pytest.mark.parametrize("part", ["xl/media/bomb.bin", "xl/sharedStrings.xml"])
def test_an_archive_that_unpacks_to_too_much_is_refused(part: str) -> None:
    bomb = with_part(xlsx_of([["a"]]), part, b"0" * (reading.MOST_UNPACKED + 1))
    assert len(bomb) < 100_000
    with pytest.raises(TooLarge):
        rows_of_xlsx(bomb)


def test_an_archive_that_lies_about_its_size_is_unreadable() -> None:
    content = with_part(xlsx_of([["a"]]), "xl/media/lie.bin", b"0" * 70_000)
    lying = content.replace((70_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    with pytest.raises(Unreadable):
        rows_of_xlsx(lying)


def test_entities_that_grow_are_not_followed() -> None:
    names = "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "aaaaaaaaaa"}">' for n in range(9)
    )
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>&e8;</t></is></c></row>'
    text = f"<!DOCTYPE x [{names}]>{HEAD}{cell}</sheetData></worksheet>"
    with pytest.raises(Unreadable):
        rows_of_xlsx(with_part(xlsx_of([["a"]]), SHEET, text.encode()))


@pytest.mark.parametrize(
    "rows",
    [[["x"]] * 10_001, [["x"] * 601], [["x" * 5_001]], [["x"] * 500] * 401],
    ids=["rows", "columns", "signs", "cells"],
)
def test_more_than_a_list_may_have_is_too_large(rows: list[list[str]]) -> None:
    text = "\n".join(",".join(row) for row in rows)
    with pytest.raises(TooLarge):
        rows_of_csv(text.encode())


LIVE = ["=1+1", "+CMD()", "-2+3", "@SUM(A1)", "\t=1", " =1", "＝1+1", "\r=1"]


@pytest.mark.parametrize("cell", LIVE)
def test_no_cell_is_a_formula(cell: str, tmp_path: Path) -> None:
    written = b"".join(csv_pieces([["heading"], [cell]])).decode("utf-8-sig")
    assert written.split("\r\n", 1)[1].lstrip('"').startswith("'")
    sheet = xlsx("Title", [["heading"], [cell]])
    assert rows_of_xlsx(sheet) == [["heading"], [cell.strip()]]
    from io import BytesIO  # noqa: PLC0415

    from openpyxl import load_workbook  # noqa: PLC0415

    assert load_workbook(BytesIO(sheet)).worksheets[0]["A2"].data_type != "f"


def test_numbers_with_a_sign_stay_numbers_and_text_has_a_mark_for_excel() -> None:
    assert b"".join(csv_pieces([["-3", "+4.5", None, 7, "a;b", 'q"q']])) == (
        b'\xef\xbb\xbf-3,+4.5,,7,a;b,"q""q"\r\n'
    )


def test_a_sheet_takes_any_title_and_any_sign() -> None:
    sheet = xlsx("Who [met] whom / when: a title that is too long", [["a"], ["b\x00\x0bc"], [5]])
    assert cells_of(sheet) == [("a",), ("bc",), (5,)]


def test_a_long_table_is_written_piece_by_piece() -> None:
    assert len(list(csv_pieces([["x"]] * 1000))) > 3
