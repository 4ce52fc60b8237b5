"""Why a meeting cannot be at a time, as the grid says it in a cell."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interface.words import listed
from organise.queries.board import Absence, Obstacle


def why_not(found: Obstacle) -> str:
    """ "Water (Opening) and Energy are not available", "Water is busy"."""
    if found.away:
        words = ngettext(
            "%(clusters)s is not available", "%(clusters)s are not available", len(found.away)
        )
        return words % {"clusters": listed(_absent(absence) for absence in found.away)}
    words = ngettext("%(clusters)s is busy", "%(clusters)s are busy", len(found.busy))
    return words % {"clusters": listed(party.name for party in found.busy)}


def _absent(absence: Absence) -> str:
    if not absence.session:
        return absence.party.name
    said = {"cluster": absence.party.name, "session": absence.session}
    # Translators: a cluster, and in brackets the session that it takes part in.
    return _("%(cluster)s (%(session)s)") % said
