"""An event's log as a table: when something happened, of which kind it is, and what."""

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from django.utils.translation import gettext_lazy, pgettext_lazy

from events.models import Edition
from matchmaking.queries.log import KINDS
from matchmaking.words.log import Line, lines
from organise.queries import tables as rows
from organise.queries.tables import AT_ONCE, local
from organise.words.tables.table import Column, Table

KIND_OF = {name: title for title, names in KINDS.values() for name in names}


class Told(NamedTuple):
    """What the log says in one line, and of which kind it is."""

    line: Line
    table: str


def _told(edition: Edition) -> Iterator[Told]:
    entries = rows.logged(edition)
    while found := list(islice(entries, AT_ONCE)):
        for entry, line in zip(found, lines(found), strict=True):
            yield Told(line, entry.table_name)


LOG = Table(
    "log",
    gettext_lazy("Log"),
    (
        Column(
            "happened_at",
            pgettext_lazy("column", "When"),
            lambda e, row: local(e, row.line.happened_at),
        ),
        Column(
            "kind",
            pgettext_lazy("column", "What it is about"),
            lambda _e, row: str(KIND_OF.get(row.table, "")),
        ),
        Column(
            "sentence",
            pgettext_lazy("column", "What happened"),
            lambda _e, row: row.line.sentence,
            is_personal=True,
        ),
    ),
    _told,
)
