"""What a row that rests on a source is, above what it says."""

from collections.abc import Callable, Mapping

from django.db.models.enums import ChoicesType
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from archive.models import Award, MediaLink, ProjectAppearance
from catalogue.queries.columns import Rests
from catalogue.words.topics import title_of
from clusters.models import ProjectPartner
from events.models import EditionOrganiser, Session
from interface.words import number

# Those of which the code alone says what they are.
TITLES: dict[str, Promise] = {
    "delegation": _("Delegation"),
    "label": _("Label"),
    "link": _("Belongs together with"),
    "market": _("Market"),
    "speaker": _("Speaker"),
    "work_package": _("Work package"),
}
# Those of which the row says it.
CHOICES: dict[str, ChoicesType] = {
    "appearance": ProjectAppearance.Kind,
    "award": Award.Kind,
    "media": MediaLink.Kind,
    "organiser": EditionOrganiser.Role,
    "partner": ProjectPartner.Role,
    "session": Session.Kind,
}


def kind_of(row: Mapping[str, str]) -> str:
    """Of a row of `catalogue.queries.resting`."""
    code, detail = row["rests_code"], row["rests_detail"]
    if code in CHOICES:
        return str(CHOICES[code](detail).label)
    return str(TITLES[code]) if code in TITLES else title_of(detail)


# What columns taken from a source hold, by `Taken.code`.
COUNTED: dict[str, Callable[[int], str]] = {
    "regions": lambda n: ngettext(
        "The code and level of %(count)s region, and what it lies in",
        "The codes and levels of %(count)s regions, and what they lie in",
        n,
    ),
    "local_names": lambda n: ngettext(
        "The local name of %(count)s region", "The local names of %(count)s regions", n
    ),
    "former_codes": lambda n: ngettext(
        "%(count)s earlier code of a region", "%(count)s earlier codes of regions", n
    ),
    "small_regions": lambda n: ngettext(
        "The code and name of %(count)s small region, and the region that it lies in",
        "The codes and names of %(count)s small regions, and the regions that they lie in",
        n,
    ),
    "points": lambda n: ngettext(
        "The point on the map of %(count)s region", "The points on the map of %(count)s regions", n
    ),
    "other_names": lambda n: ngettext(
        "%(count)s name of a region in another language",
        "%(count)s names of regions in other languages",
        n,
    ),
    "sectors": lambda n: ngettext("%(count)s sector", "%(count)s sectors", n),
}


def taken(rests: Rests) -> str:
    """Of a part of `catalogue.queries.columns`."""
    return COUNTED[rests.code](rests.count) % {"count": number(rests.count)}
