"""What calendar programs call an agenda, and where a meeting is."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from interface.plain_text import isolated


def calendar_name(edition: object, cluster: object) -> str:
    """What a calendar program calls a cluster's agenda."""
    names = {"edition": isolated(str(edition)), "cluster": isolated(str(cluster))}
    return _("%(edition)s: %(cluster)s") % names


def feed_name(cluster: object | None) -> str:
    """What a calendar program calls all agendas of a person, or those of one cluster."""
    if cluster:
        return _("clustermeet: %(cluster)s") % {"cluster": cluster}
    return _("clustermeet: my agendas")


def place_of(table: int | None, room: str, venue: str, address: str = "") -> str:
    """Where a meeting is, from the table to the house, or at which address."""
    if table is None:
        return address or pgettext("meeting", "Online")
    number = _("Table %(number)s") % {"number": table}
    return ", ".join(part for part in (number, isolated(room), isolated(venue)) if part)
