"""A table of an event: what its columns are called, what stands in each, and the file of it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django_stubs_ext import StrOrPromise, StrPromise
from psycopg.types.range import Range

from events.models import Edition, Export
from files.sheets.writing import Cell, csv_pieces, xlsx
from organise.queries.tables import local

CLUSTER, STATE = gettext_lazy("Cluster"), pgettext_lazy("column", "State")
REGION, COUNTRY = gettext_lazy("Region"), gettext_lazy("Region code")


@dataclass(frozen=True)
class Column:
    """What a column is called, and what a row has in it, of the event or whatever else the table
    is of. `is_personal`: it names people.
    """

    code: str
    heading: StrOrPromise
    value: Callable[[Any, Any], Cell]
    is_personal: bool = False


@dataclass(frozen=True)
class Table:
    """A table of an event, or of what somebody runs, with its columns and rows."""

    code: str
    title: StrPromise
    columns: tuple[Column, ...]
    rows: Callable[[Any], Iterator[Any]]

    @property
    def plain(self) -> list[tuple[str, StrOrPromise]]:
        """The columns that name nobody, by code."""
        return [(one.code, one.heading) for one in self.columns if not one.is_personal]

    @property
    def personal(self) -> list[tuple[str, StrOrPromise]]:
        return [(one.code, one.heading) for one in self.columns if one.is_personal]

    def chosen(self, codes: Sequence[str], *, has_personal: bool) -> list[Column]:
        """The columns of these codes, those of people only where they were asked for."""
        return [
            column
            for column in self.columns
            if column.code in codes and (has_personal or not column.is_personal)
        ]


def presence(edition: Edition, periods: Sequence[Range[datetime]] | None) -> str:
    """When somebody is there: the periods, each as two instants; throughout, or on no day."""
    if periods is None:
        return _("There throughout")
    stretches = (f"{local(edition, one.lower)}/{local(edition, one.upper)}" for one in periods)
    return "; ".join(stretches) or _("There on no day")


def cells(table: Table, columns: Sequence[Column], of: Any) -> Iterator[list[Cell]]:
    """The headings, then the rows of this event, or for this person."""
    yield [str(column.heading) for column in columns]
    for row in table.rows(of):
        yield [column.value(of, row) for column in columns]


def table_file(
    table: Table, columns: Sequence[Column], edition: Edition, form: Export.Form
) -> bytes:
    """The table as CSV or XLSX."""
    return written(str(table.title), cells(table, columns, edition), form)


def written(title: str, found: Iterable[Sequence[Cell]], form: Export.Form) -> bytes:
    if form == Export.Form.XLSX:
        return xlsx(title, found)
    return b"".join(csv_pieces(found))
