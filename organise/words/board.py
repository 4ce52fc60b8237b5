"""Why a meeting cannot be at a time, as the grid says it in a cell."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interface.words import listed
from matchmaking.queries.possible import Absence, Obstacle
from organise.queries.sheets import Sheet


def why_not(found: Obstacle) -> str:
    """ "Water (Opening) and Energy are not available", "Water is busy"."""
    if found.away:
        words = ngettext(
            "%(clusters)s is not available", "%(clusters)s are not available", len(found.away)
        )
        return words % {"clusters": listed(_absent(absence) for absence in found.away)}
    if found.busy:
        words = ngettext("%(clusters)s is busy", "%(clusters)s are busy", len(found.busy))
        return words % {"clusters": listed(party.name for party in found.busy)}
    if found.is_outside:
        return _("They agreed to meet at other times only")
    return _("Nobody is free to interpret")


def _absent(absence: Absence) -> str:
    if not absence.session:
        return absence.party.name
    said = {"cluster": absence.party.name, "session": absence.session}
    # Translators: a cluster, and in brackets the session that it takes part in.
    return _("%(cluster)s (%(session)s)") % said


def sheet(shown: Sheet) -> str:
    """ "Hall", "Hall, tables 1–12", "Tables 1–12", "Hall and Gallery"."""
    said = {"rooms": listed(shown.rooms), "first": shown.number, "last": shown.last}
    if not shown.rooms:
        return _("Tables %(first)s–%(last)s") % said
    if shown.is_part:
        # Translators: a room, and which of its tables
        return _("%(rooms)s, tables %(first)s–%(last)s") % said
    return str(said["rooms"])
