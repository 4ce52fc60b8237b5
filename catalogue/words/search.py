"""What a search found, in words: its kind, what is said beside a name, and its address."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalogue.queries.search import Hit, Hits
from clusters.models import Organisation
from events.models import Edition
from translations.queries import Text, text_of

TITLES: dict[str, Promise] = {
    "editions": _("Editions"),
    "series": _("Series"),
    "regions": _("Regions"),
    "partnerships": _("Partnerships of regions"),
    "organisations": _("Clusters and organisations"),
    "projects": _("Projects"),
    "speakers": _("Speakers"),
    "programmes": _("Programmes and calls"),
    "awards": _("Awards"),
    "sectors": _("Sectors"),
    "sources": _("Sources"),
}
PAGES = {
    "edition": "edition-detail",
    "series": "series-detail",
    "region": "region-detail",
    "project": "project-detail",
    "source": "source-detail",
    Organisation.Kind.CLUSTER.value: "cluster-detail",
}


@dataclass(frozen=True, slots=True)
class ShownHit:
    """A hit as a page shows it; without an address where no page shows the thing."""

    name: str
    note: str
    url: str
    is_demo: bool
    language: str = ""


@dataclass(frozen=True, slots=True)
class ShownHits:
    """The hits of one kind under their title."""

    title: Promise
    hits: tuple[ShownHit, ...]
    more: bool


def shown(found: Hits, editions: Mapping[int, Edition]) -> ShownHits:
    """The `editions` among them say their names as `bring` found them."""
    own = editions if found.kind == "editions" else {}
    hits = tuple(_hit(found.kind, hit, own.get(hit.pk)) for hit in found.hits)
    return ShownHits(TITLES[found.kind], hits, found.more)


def _hit(kind: str, hit: Hit, edition: Edition | None) -> ShownHit:
    name = text_of(edition, "name") if edition else Text(hit.name, "")
    return ShownHit(name.text, _note(kind, hit), _url(hit.place), hit.is_demo, name.language)


def _note(kind: str, hit: Hit) -> str:
    notes = list(hit.notes)
    if kind == "organisations":
        long_name, body, region = notes
        notes = [
            long_name if long_name != hit.name else "",
            str(Organisation.Kind(body).label),
            region,
        ]
    return " · ".join(note for note in notes if note)


def _url(place: str) -> str:
    if not place:
        return ""
    page, slug = place.split("/", 1)
    if page == "sector":
        return f"{reverse('cluster-list')}?sector={slug}"
    return reverse(PAGES.get(page, "organisation-detail"), args=[slug])
