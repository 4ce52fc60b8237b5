"""What a row that rests on a source is, above what it says."""

from collections.abc import Mapping

from django.db.models.enums import ChoicesType
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from archive.models import Award, MediaLink, ProjectAppearance
from catalogue.words.topics import title_of
from clusters.models import ProjectPartner
from events.models import EditionOrganiser, Session

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
