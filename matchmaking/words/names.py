"""Clusters and meetings of an edition by name, several in a row, and their places."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from interface.words import listed
from matchmaking.queries.names import Names


def parties(names: Names, registrations: Iterable[int]) -> str:
    return listed(names.party(pk) for pk in registrations if pk in names.parties)


def meetings(names: Names, pks: Iterable[int]) -> str:
    return listed(names.meeting(pk) for pk in pks)


def where(names: Names, slot: int, table: int | None) -> str:
    """ "Friday 4 June, 09:30, table 2"; what is no longer in the grid is left out.

    Without a table "Friday 4 June, 09:30, online".
    """
    if table is None:
        # Translators: when and where a meeting is, within a sentence
        return _("%(when)s, online") % {"when": names.slot(slot)} if slot in names.slots else ""
    if table not in names.tables:
        return names.slot(slot) if slot in names.slots else ""
    at = {"number": names.tables[table].number}
    if slot not in names.slots:
        # Translators: where a meeting is, within a sentence
        return _("table %(number)s") % at
    # Translators: when and where a meeting is, within a sentence
    return _("%(when)s, table %(number)s") % {"when": names.slot(slot), **at}
