"""What the kinds of things are called that a search finds."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TITLES: dict[str, Promise] = {
    "editions": _("Editions"),
    "series": _("Series"),
    "regions": _("Regions"),
    "organisations": _("Clusters and organisations"),
    "projects": _("Projects"),
    "sources": _("Sources"),
}
