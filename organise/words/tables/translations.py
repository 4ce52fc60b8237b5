"""What is written of an event in other languages, beside the originals."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Edition
from organise.queries import tables as rows
from organise.words.tables.table import Column, Table
from translations import declaring
from translations.queries import Pair


def _called(_edition: Edition, row: Pair) -> str:
    said = declaring.of(type(row.record))
    return str(said.called if said else "")


def _field(_edition: Edition, row: Pair) -> str:
    said = declaring.of(type(row.record))
    return str(said.fields[row.field] if said else row.field)


def _stale(_edition: Edition, row: Pair) -> str:
    return _("yes") if row.is_stale else ""


TRANSLATIONS = Table(
    "translations",
    gettext_lazy("Translations"),
    (
        Column("belongs_to", gettext_lazy("Belongs to"), _called),
        Column("record", gettext_lazy("Record"), lambda _e, row: str(row.record)),
        Column("key", gettext_lazy("Key"), lambda _e, row: row.name),
        Column("field", gettext_lazy("Field"), _field),
        Column("language", gettext_lazy("Language"), lambda _e, row: row.language),
        Column("text", gettext_lazy("Text"), lambda _e, row: row.text),
        Column("written_in", gettext_lazy("Written in"), lambda _e, row: row.original.language),
        Column("original", gettext_lazy("Original"), lambda _e, row: row.original.text),
        Column("stale", gettext_lazy("Changed since"), _stale),
    ),
    rows.translations,
)
