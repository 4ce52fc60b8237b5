"""The programme with who speaks."""

from django.utils.translation import gettext_lazy

from events.models import Edition, Session
from organise.queries import tables as rows
from organise.queries.tables import local
from organise.words.tables.table import Column, Table


def _speakers(_edition: Edition, row: Session) -> str:
    return "; ".join(map(str, row.speakers.all()))


def _begins(edition: Edition, row: Session) -> str:
    return local(edition, row.period.lower) if row.period else (str(row.day_on or ""))


PROGRAMME = Table(
    "programme",
    gettext_lazy("Programme"),
    (
        Column("begins", gettext_lazy("Begins"), _begins),
        Column(
            "ends",
            gettext_lazy("Ends"),
            lambda e, row: local(e, row.period.upper) if row.period else "",
        ),
        Column("title", gettext_lazy("Title"), lambda _e, row: row.title),
        Column("place", gettext_lazy("Place"), lambda _e, row: row.place),
        Column("speakers", gettext_lazy("Speakers"), _speakers, is_personal=True),
    ),
    rows.programme,
)
