"""Lists that organisers have: what their columns are, and what stands in their rows.

Four layouts: one row a participant, with its partners ranked; one row a delegate; one row a wish;
and a matrix, one side down and the other across, with an X or a time where two are to meet.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, time

from matchmaking.listed import At, Fault, Faults, Participant, Person, Read, Wished

Row = Sequence[str]

PARTICIPANTS, DELEGATES, REQUESTS, MATRIX = "participants", "delegates", "requests", "matrix"
CLUSTER, REGION, SEATS, MOST, PARTNER = "cluster", "region", "seats", "most", "partner"
NAME, JOB_TITLE, TO, WISH, WAY = "name", "job-title", "to", "wish", "way"

FIELDS: Mapping[str, tuple[str, ...]] = {
    PARTICIPANTS: (CLUSTER, REGION, SEATS, MOST, WAY, PARTNER),
    DELEGATES: (CLUSTER, NAME, JOB_TITLE),
    REQUESTS: (CLUSTER, TO, WISH),
    MATRIX: (),
}
NEEDED: Mapping[str, tuple[str, ...]] = {
    PARTICIPANTS: (CLUSTER,),
    DELEGATES: (CLUSTER, NAME),
    REQUESTS: (CLUSTER, TO),
    MATRIX: (),
}
# What a column is called in lists of offices, in small letters; a number behind does not count.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    PARTNER: ("partner", "choice", "preference", "rank", "wants to meet", "ranked", "préférence"),
    CLUSTER: (
        "cluster", "organisation", "organization", "company", "participant", "from", "buyer",
        "supplier", "requester", "clúster", "organización", "empresa", "entreprise", "azienda",
    ),
    REGION: ("region code", "region", "nuts", "región", "région", "regione", "regió"),
    SEATS: ("meetings at a time", "seats", "tables"),
    MOST: ("most meetings in all", "most meetings", "max meetings", "maximum"),
    WAY: ("how it takes part", "takes part", "participation", "attendance", "mode", "modalidad"),
    JOB_TITLE: ("job title", "title", "position", "function", "cargo", "poste", "ruolo"),
    NAME: ("delegate", "full name", "name", "person", "nombre", "nom", "nome"),
    TO: ("to", "with", "invitee", "asks for", "supplier", "meets"),
    WISH: ("wish of who asked", "wish", "priority", "weight"),
}  # fmt: skip
MUST = frozenset({"must", "10", "high", "yes", "x", "1st"})
WOULD_LIKE = frozenset({"", "would like", "1", "low", "medium", "no"})
# How a cluster takes part, as lists say it; empty is on site.
ON_SITE, ONLINE, BOTH = "on_site", "online", "both"
WAYS: Mapping[str, str] = {
    "": ON_SITE,
    **dict.fromkeys(
        ("on site", "onsite", "in person", "presencial", "sur place", "in presenza"), ON_SITE
    ),
    **dict.fromkeys(("online", "remote", "virtual", "en línea", "en línia", "en ligne"), ONLINE),
    **dict.fromkeys(("both", "hybrid", "on site or online", "ambos", "les deux"), BOTH),
}
CROSS = frozenset({"x", "✓", "✔", "1", "yes", "×"})
TIME = re.compile(r"(?:(\d{4}-\d{2}-\d{2})[ T])?([01]?\d|2[0-3])[:.h]([0-5]\d)")
# Partners that come first in a ranking are musts.
FIRST_RANKS = 1
LONGEST_NAME = 200
LONGEST_PERSON = 150
MOST_SEATS = 10
HIGHEST_LIMIT = 1000
# Digits of a number that may be meant; more are out of every bound.
MOST_DIGITS = 9
LETTERS = re.compile(r"[\W\d_]+")


def layout_of(rows: Sequence[Row]) -> str:
    """The layout that a list most probably has."""
    headings = rows[0] if rows else ()
    if {CLUSTER, NAME} <= set(columns_of(headings, DELEGATES)):
        return DELEGATES
    if {CLUSTER, TO} <= set(columns_of(headings, REQUESTS)):
        return REQUESTS
    marks = [cell for row in rows[1:] for cell in row[1:] if cell]
    crossed = [cell for cell in marks if _is_mark(cell)]
    return MATRIX if marks and len(crossed) * 2 > len(marks) else PARTICIPANTS


def columns_of(headings: Row, layout: str) -> list[str]:
    """What each column is, by its heading; "" for one that is not read."""
    found: list[str] = []
    for heading in headings:
        named = " ".join(LETTERS.sub(" ", heading.lower()).split())
        fits = (one for one in FIELDS[layout] if named in HEADINGS[one])
        taken = next((one for one in fits if one == PARTNER or one not in found), "")
        found.append(taken)
    return found


def missing(columns: Sequence[str], layout: str) -> list[str]:
    """The fields without which such a list says nothing."""
    return [one for one in NEEDED[layout] if one not in columns]


def read(rows: Sequence[Row], layout: str, columns: Sequence[str]) -> Read:
    """What the rows below the headings say; each fault keeps its cell out, or its row."""
    found = Read([CLUSTER] if layout == MATRIX else columns)
    if layout == MATRIX:
        _matrix(rows, found)
        return found
    each = {PARTICIPANTS: _participant, DELEGATES: _person, REQUESTS: _wish}[layout]
    seen: set[tuple[str, ...]] = set()
    for number, row in enumerate(rows[1:], 2):
        if not any(row):
            continue
        key = tuple(cell.lower() for cell in row)
        if key in seen:
            column = found.column(CLUSTER)
            found.faults.append(Fault(number, column, "twice", cell_at(rows, number, column)[:80]))
            continue
        seen.add(key)
        cells = _Cells(number, row, columns, found.faults)
        if cells.cluster:
            each(cells, found)
    return found


class _Cells:
    """The cells of a row by what their columns are."""

    def __init__(self, row: int, cells: Row, columns: Sequence[str], faults: Faults) -> None:
        self.row = row
        self.cells = cells
        self.columns = columns
        self.faults = faults
        self.cluster = self.name(CLUSTER, LONGEST_NAME)

    def fault(self, column: int, code: str, said: str = "") -> None:
        self.faults.append(Fault(self.row, column, code, said[:80]))

    def at(self, what: str) -> list[tuple[int, str]]:
        """The columns, from 1, of this kind, with what stands in them."""
        return [
            (position + 1, self.cells[position] if position < len(self.cells) else "")
            for position, column in enumerate(self.columns)
            if column == what
        ]

    def text(self, what: str) -> tuple[int, str]:
        return next(iter(self.at(what)), (0, ""))

    def name(self, what: str, longest: int) -> str:
        """A name that must be there; "" with a fault where it is not."""
        column, said = self.text(what)
        if not any(sign.isalnum() for sign in said):
            self.fault(column, "no_name", said)
        elif len(said) > longest:
            self.fault(column, "too_long", said)
        else:
            return said
        return ""

    def number(self, what: str, most: int) -> int | None:
        column, said = self.text(what)
        if not said:
            return None
        if not (said.isascii() and said.isdigit()):
            self.fault(column, "no_number", said)
        elif len(said) > MOST_DIGITS or not 1 <= int(said) <= most:
            self.fault(column, "out_of_bounds", said)
        else:
            return int(said)
        return None

    def way(self) -> str:
        column, said = self.text(WAY)
        found = WAYS.get(" ".join(said.lower().replace("-", " ").replace("_", " ").split()))
        if found is None:
            self.fault(column, "no_way", said)
        return found or ON_SITE


def _participant(cells: _Cells, found: Read) -> None:
    entry = Participant(
        row=cells.row,
        cluster=cells.cluster,
        region=cells.text(REGION)[1].upper(),
        seats=cells.number(SEATS, MOST_SEATS) or MOST_SEATS,
        most=cells.number(MOST, HIGHEST_LIMIT),
        takes_part=cells.way(),
    )
    if cells.cluster.lower() in found.named:
        cells.fault(cells.text(CLUSTER)[0], "twice", cells.cluster)
    else:
        found.named.add(cells.cluster.lower())
        found.participants.append(entry)
    ranked = [(column, said) for column, said in cells.at(PARTNER) if said]
    for rank, (column, said) in enumerate(ranked):
        _add_wish(cells, found, column, said, is_must=rank < FIRST_RANKS)


def _person(cells: _Cells, found: Read) -> None:
    if name := cells.name(NAME, LONGEST_PERSON):
        column, job_title = cells.text(JOB_TITLE)
        if len(job_title) > LONGEST_PERSON:
            cells.fault(column, "too_long", job_title)
            job_title = ""
        found.people.append(Person(cells.row, cells.cluster, name, job_title))


def _wish(cells: _Cells, found: Read) -> None:
    column, said = cells.text(WISH)
    wish = said.lower()
    if wish not in MUST | WOULD_LIKE:
        cells.fault(column, "no_wish", said)
        return
    if to := cells.name(TO, LONGEST_NAME):
        _add_wish(cells, found, cells.text(TO)[0], to, is_must=wish in MUST)


def _add_wish(
    cells: _Cells, found: Read, column: int, to: str, *, is_must: bool, at: At | None = None
) -> None:
    if to.lower() == cells.cluster.lower():
        cells.fault(column, "itself", to)
    elif len(to) > LONGEST_NAME:
        cells.fault(column, "too_long", to)
    else:
        found.wishes.append(Wished(cells.row, column, cells.cluster, to, is_must, at))


def cell_at(rows: Sequence[Row], row: int, column: int) -> str:
    """What stands in a cell by its numbers, from 1; "" beside the list."""
    if not (0 < row <= len(rows) and 0 < column <= len(rows[row - 1])):
        return ""
    return rows[row - 1][column - 1]


def meant_at(rows: Sequence[Row], layout: str, row: int, column: int) -> str:
    """The same; for a cross in a matrix whom it means, which stands above it."""
    said = cell_at(rows, row, column)
    is_cross = layout == MATRIX and column > 1 and said.lower() in CROSS
    return (cell_at(rows, 1, column) or said) if is_cross else said


def _is_mark(cell: str) -> bool:
    return cell.lower() in CROSS or _time(cell) is not None


def _time(cell: str) -> At | None:
    """The time that a cell says, if it is one."""
    found = TIME.fullmatch(cell)
    if found is None:
        return None
    day, hour, minute = found.groups()
    try:
        on = date.fromisoformat(day) if day else None
    except ValueError:
        return None
    return At(cell, time(int(hour), int(minute)), on)


def _matrix(rows: Sequence[Row], found: Read) -> None:
    """A time is a firm wish; what becomes of it depends on the event's windows."""
    across = rows[0] if rows else ()
    for number, row in enumerate(rows[1:], 2):
        if not any(row):
            continue
        cells = _Cells(number, row, [CLUSTER], found.faults)
        for column, cell in enumerate(row[1:], 2):
            if not cell or not cells.cluster:
                continue
            to = across[column - 1] if column <= len(across) else ""
            if not _is_mark(cell):
                cells.fault(column, "no_mark", cell)
            elif not to:
                cells.fault(column, "no_heading", cell)
            else:
                at = None if cell.lower() in CROSS else _time(cell)
                _add_wish(cells, found, column, to, is_must=at is not None, at=at)
