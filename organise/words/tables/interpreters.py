"""Who interprets at an event, as a table."""

from django.utils.translation import gettext_lazy

from clusters.languages import languages_named
from events.models import Edition
from matchmaking.models import Interpreter
from organise.queries import tables as rows
from organise.words.tables.table import Column, Table, presence


def _there(edition: Edition, row: Interpreter) -> str:
    return presence(edition, row.presence)


INTERPRETERS = Table(
    "interpreters",
    gettext_lazy("Interpreters"),
    (
        Column("number", gettext_lazy("Number"), lambda _e, row: row.number),
        Column(
            "languages",
            gettext_lazy("Languages"),
            lambda _e, row: "; ".join(languages_named(row.languages)),
        ),
        Column("there", gettext_lazy("When there"), _there),
        Column("meetings", gettext_lazy("Meetings"), lambda _e, row: row.meetings),
        Column("name", gettext_lazy("Name"), lambda _e, row: row.name, is_personal=True),
    ),
    rows.interpreters,
)
