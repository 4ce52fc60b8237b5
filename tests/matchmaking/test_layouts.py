"""Lists of organisers are read cell by cell; each fault says where it is and why."""

from collections import Counter
from datetime import date, time
from pathlib import Path

import pytest

from files.sheets.reading import rows_of_csv, rows_of_xlsx
from matchmaking.layouts import (
    DELEGATES,
    MATRIX,
    PARTICIPANTS,
    REQUESTS,
    columns_of,
    layout_of,
    missing,
    read,
)
from matchmaking.listed import MOST_FAULTS, At, Fault, Participant, Person, Read, Wished
from tests.files.sheets import xlsx_of

LISTS = Path(__file__).with_name("lists")


def list_called(name: str, kind: str = "csv") -> list[list[str]]:
    """A list that is kept beside the tests, as it is or as a sheet."""
    rows = rows_of_csv((LISTS / f"{name}.csv").read_bytes())
    return rows if kind == "csv" else rows_of_xlsx(xlsx_of(rows))


def understood(rows: list[list[str]]) -> Read:
    layout = layout_of(rows)
    return read(rows, layout, columns_of(rows[0], layout))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_matrix_of_buyers_and_suppliers(kind: str) -> None:
    rows = list_called("matrix", kind)
    assert layout_of(rows) == MATRIX
    found = understood(rows)
    assert found.wishes == [
        Wished(2, 2, "Nordic Batteries", "Lombardy Aerospace"),
        Wished(2, 4, "Nordic Batteries", "Baltic Wood", is_must=True, at=At("09:30", time(9, 30))),
        Wished(3, 3, "Adriatic Ships", "Catalonia Water"),
    ]
    assert found.faults == [Fault(4, 3, "no_mark", "maybe")]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_one_row_a_participant_with_its_partners_ranked(kind: str) -> None:
    rows = list_called("ranked", kind)
    assert layout_of(rows) == PARTICIPANTS
    found = understood(rows)
    assert found.participants == [
        Participant(2, "Nordic Batteries", seats=2),
        Participant(3, "Adriatic Ships", seats=1),
        Participant(4, "Baltic Wood"),
    ]
    assert [(one.to, one.is_must) for one in found.wishes] == [
        ("Lombardy Aerospace", True),
        ("Catalonia Water", False),
        ("Baltic Wood", False),
        ("Catalonia Water", True),
        ("Nordic Batteries", False),
    ]
    assert found.faults == []


@pytest.mark.parametrize(
    ("headings", "layout", "columns"),
    [
        (["Organización", "NUTS", "Seats"], PARTICIPANTS, ["cluster", "region", "seats"]),
        (["Company", "Name", "Job title", "Age"], DELEGATES, ["cluster", "name", "job-title", ""]),
        (["From", "To", "Priority"], REQUESTS, ["cluster", "to", "wish"]),
        (["CLUSTER ", "Choice 1", "choice_2"], PARTICIPANTS, ["cluster", "partner", "partner"]),
        (["Cluster", "Cluster"], PARTICIPANTS, ["cluster", ""]),
        (["whatever"], PARTICIPANTS, [""]),
    ],
)  # fmt: skip
def test_kind_and_columns_are_known_by_the_headings(
    headings: list[str], layout: str, columns: list[str]
) -> None:
    assert layout_of([headings]) == layout
    assert columns_of(headings, layout) == columns


def test_what_a_list_lacks_is_named() -> None:
    assert missing(["name", ""], DELEGATES) == ["cluster"]
    assert missing([], MATRIX) == []


# A row of each kind of fault, and a good one; the columns are those below.
COLUMNS = ["cluster", "region", "seats", "most", "partner"]
KINDS = [
    (["Good {n}", "", "2", "10", "Other"], ()),
    (["", "ES51", "1", "", "Other"], ("no_name",)),
    (["…", "", "", "", ""], ("no_name",)),
    (["Long {n}" + "x" * 200, "", "", "", ""], ("too_long",)),
    (["Words {n}", "", "two", "", ""], ("no_number",)),
    (["Minus {n}", "", "-1", "", ""], ("no_number",)),
    (["Nothing {n}", "", "0", "", ""], ("out_of_bounds",)),
    (["Eleven {n}", "", "11", "1001", ""], ("out_of_bounds", "out_of_bounds")),
    (["Itself {n}", "", "", "", "itself {n}"], ("itself",)),
    (["Half {n}", "", "1.5", "", "x" * 201], ("no_number", "too_long")),
]


def test_five_thousand_rows_with_faults_of_every_kind_lose_none() -> None:
    rows = [["h"] * 5]
    expected: Counter[str] = Counter()
    for number in range(500):
        for cells, codes in KINDS:
            rows.append([cell.format(n=number) for cell in cells])
            expected.update(codes)
    # A row that stands there twice, a cluster that stands there twice, an empty one.
    rows += [rows[1], ["GOOD 0", "", "3", "", ""], ["", "", "", "", ""]]
    found = read(rows, PARTICIPANTS, COLUMNS)
    expected += Counter({"no_name": -499 * 2})
    counted = Counter(fault.code for fault in found.faults)
    assert counted == +(expected + Counter({"twice": 499 * 2 + 2}))
    assert len(found.participants) == 500 * 7
    where = {(fault.row, fault.column, fault.code) for fault in found.faults}
    assert {
        (3, 1, "no_name"),
        (6, 3, "no_number"),
        (9, 4, "out_of_bounds"),
        (10, 5, "itself"),
    } < where
    assert (5003, 1, "twice") in where


@pytest.mark.parametrize("said", ["1000000000", "9" * 5_000, "000000001" + "9" * 300])
def test_a_number_that_is_too_long_to_be_meant_is_out_of_bounds(said: str) -> None:
    found = read([["h"] * 5, ["Good", "", said, said, ""]], PARTICIPANTS, COLUMNS)
    assert [(one.seats, one.most) for one in found.participants] == [(10, None)]
    assert [fault.code for fault in found.faults] == ["out_of_bounds"] * 2


def test_the_first_faults_are_kept_and_all_are_counted() -> None:
    found = read([["", *["B"] * 500], *[["A", *["?"] * 500]] * 30], MATRIX, [])
    assert (len(found.faults), found.faults.all_count) == (MOST_FAULTS, 15_000)


def test_wishes_of_a_list_of_requests_are_said_in_words() -> None:
    rows = [
        ["From", "To", "Wish"],
        ["A", "B", "Must"],
        ["A", "C", ""],
        ["A", "D", "perhaps"],
        ["A", "", ""],
    ]
    found = read(rows, REQUESTS, ["cluster", "to", "wish"])
    assert [(one.to, one.is_must) for one in found.wishes] == [("B", True), ("C", False)]
    assert found.faults == [Fault(4, 3, "no_wish", "perhaps"), Fault(5, 2, "no_name")]


def test_people_have_names_and_titles_that_fit() -> None:
    rows = [
        ["Cluster", "Name", "Title"],
        ["A", "Ada", "x" * 151],
        ["A", "y" * 151, ""],
        ["A", "Bo"],
    ]
    found = read(rows, DELEGATES, ["cluster", "name", "job-title"])
    assert found.people == [Person(2, "A", "Ada"), Person(4, "A", "Bo")]
    assert [(fault.row, fault.column, fault.code) for fault in found.faults] == [
        (2, 3, "too_long"),
        (3, 2, "too_long"),
    ]


def test_a_mark_below_no_heading_is_said() -> None:
    found = read([["", "B"], ["A", "x", "x"]], MATRIX, [])
    assert found.faults == [Fault(2, 3, "no_heading", "x")]


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("9.30", At("9.30", time(9, 30))),
        ("2094-06-03 09:30", At("2094-06-03 09:30", time(9, 30), date(2094, 6, 3))),
        ("2094-06-31 09:30", None),
        ("24:00", None),
    ],
)
def test_a_time_of_a_matrix_is_one_that_there_is(said: str, at: At | None) -> None:
    found = read([["", "B"], ["A", said]], MATRIX, [])
    assert [one.at for one in found.wishes] == ([at] if at else [])
    assert found.faults == ([] if at else [Fault(2, 2, "no_mark", said)])


@pytest.mark.parametrize(
    ("said", "way", "faults"),
    [
        ("Online", "online", []),
        ("on-site", "on_site", []),
        ("On site or online", "both", []),
        ("", "on_site", []),
        ("by boat", "on_site", ["no_way"]),
    ],
)
def test_a_list_says_how_a_cluster_takes_part(said: str, way: str, faults: list[str]) -> None:
    rows = [["Cluster", "Takes part"], ["Water", said]]
    found = read(rows, PARTICIPANTS, columns_of(rows[0], PARTICIPANTS))
    assert [one.takes_part for one in found.participants] == [way]
    assert [fault.code for fault in found.faults] == faults
