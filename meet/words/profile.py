"""How complete a cluster's profile is, in words."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from matchmaking.queries.profile import ProfileText


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a profile: what it is for, whether it is there, and where it is entered."""

    said: StrOrPromise
    is_there: bool
    field: str = ""
    address: str = ""

    @property
    def link(self) -> str:
        return self.address or f"#id_{self.field}"


@dataclass(frozen=True, slots=True)
class Completeness:
    parts: tuple[Part, ...]

    @property
    def done(self) -> int:
        return sum(part.is_there for part in self.parts)

    @property
    def missing(self) -> list[Part]:
        return [part for part in self.parts if not part.is_there]


def completeness(
    profile: ProfileText, *, has_labels: bool, has_logo: bool, logo_address: str
) -> Completeness:
    """Every part that helps others to find a cluster, in the order of what helps most."""
    return Completeness(
        (
            Part(_("Say what you offer"), bool(profile.offers), "offer-0-text"),
            Part(_("Say what you need"), bool(profile.needs), "need-0-text"),
            Part(_("Say in one sentence what you do"), bool(profile.summary), "summary"),
            Part(_("Choose your sectors"), bool(profile.sectors), "sectors_0"),
            Part(_("Name keywords"), bool(profile.keywords), "keywords"),
            Part(_("Name the languages you can meet in"), bool(profile.languages), "languages_0"),
            Part(_("Describe the cluster"), bool(profile.description), "description"),
            Part(_("Give your website"), bool(profile.website), "website"),
            Part(_("Show your logo"), has_logo, address=logo_address),
            Part(_("Enter your labels, if you hold some"), has_labels, "label-0-label"),
            Part(_("Link to a document about you"), bool(profile.documents), "document-0-url"),
        )
    )
