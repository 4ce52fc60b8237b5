"""All that the page of one edition shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, TypedDict

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    OuterRef,
    QuerySet,
    prefetch_related_objects,
)
from django.http import QueryDict
from django_stubs_ext import WithAnnotations

from accounts.models import User
from archive.models import Award, Delegation, EditionLink, Lesson, MediaLink, ProjectAppearance
from catalogue.maps import Place
from catalogue.queries.edition_lists import glance_at, lists_of
from catalogue.queries.editions import run_here
from catalogue.queries.facts import Figure, Topic, counted_figure, figures, topics
from catalogue.queries.matrix import Group, Matrix, by_region, matrix
from catalogue.queries.regions import located
from catalogue.queries.text_languages import TextLanguage, text_languages
from clusters.models import Fact, FundingProgramme, Organisation, Region
from events.models import Edition, EditionOrganiser
from events.queries.programme import ProgrammeDay, programme_days
from events.rules import is_open_for_registration
from interface.counting import loaded
from interface.parts import Part, part
from matchmaking.queries.programme import FullDay, full_programme
from translations.queries import bring, text_of

MOST_FIGURES, MOST_CLUSTERS = 4, 60
MEETS = "meets"


@dataclass(frozen=True, slots=True)
class Title:
    """The name in the header; one that says "A meets B" comes apart, its verb between the two."""

    first: str
    meets: str = ""
    second: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Funding:
    """A funding programme with its facts."""

    programme: FundingProgramme
    topics: tuple[Topic, ...]


class SectorNames(TypedDict):
    sector_names: list[str]


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A region's group of clusters, and those of them that are shown."""

    group: Group
    clusters: tuple[Organisation, ...]


@dataclass(frozen=True, slots=True)
class ShownGroups:
    """The clusters that take part, a part of a long list at a time."""

    part: Part[tuple[Group, Organisation]]
    groups: tuple[ShownGroup, ...]


@dataclass(frozen=True, slots=True)
class EditionPage:
    """One edition, whole; every list is loaded.

    `is_chosen` where a text could be shown in another language to another reader.
    """

    edition: Edition
    languages: tuple[TextLanguage, ...]
    title: Title
    first_region: Region | None
    second_region: Region | None
    places: tuple[Place, ...]
    place: str
    sectors: tuple[str, ...]
    partnerships: tuple[str, ...]
    figures: tuple[Figure, ...]
    topics: tuple[Topic, ...]
    days: tuple[ProgrammeDay, ...]
    programme: tuple[FullDay, ...]
    groups: ShownGroups
    matrix: Matrix | None
    organisers: tuple[EditionOrganiser, ...]
    delegations: tuple[Delegation, ...]
    appearances: tuple[ProjectAppearance, ...]
    awards: tuple[Award, ...]
    lessons: tuple[Lesson, ...]
    media: tuple[MediaLink, ...]
    programmes: tuple[Funding, ...]
    earlier: tuple[EditionLink, ...]
    later: tuple[EditionLink, ...]
    siblings: tuple[Edition, ...]
    next_edition: Edition | None
    is_open: bool
    is_chosen: bool

    @property
    def has_outcomes(self) -> bool:
        return bool(self.appearances or self.awards)

    @property
    def dates_are_inferred(self) -> bool:
        """No source states the dates outright."""
        dated = [fact for fact in self._facts("dates") if fact.starts_on]
        return bool(dated) and all(fact.is_inferred for fact in dated)

    @property
    def host_is_inferred(self) -> bool:
        """No source names the host region outright, and a fact says so."""
        facts = self._facts("host-region")
        return bool(facts) and all(fact.is_inferred for fact in facts)

    @property
    def dates_disagree(self) -> bool:
        return any(topic.slug == "dates" and not topic.agrees for topic in self.topics)

    def _facts(self, slug: str) -> list[Fact]:
        return [fact for topic in self.topics if topic.slug == slug for fact in topic.facts]


def edition_page(
    edition: Edition,
    *,
    user: User | AnonymousUser,
    now: datetime,
    asked: QueryDict | None = None,
    wished: Sequence[str] = (),
) -> EditionPage:
    """The page of an edition that this person may see, its texts in the first wished language.

    Of a large event the address says (`asked`) which part of its clusters and of who meets whom is
    shown. What there is none of is not asked for.
    """
    asked = asked if asked is not None else QueryDict()
    prefetch_related_objects([edition], "guest_regions")
    first, second = marked_regions(edition)
    marks = {region.code: mark for region, mark in ((first, "a"), (second, "b")) if region}
    groups = by_region(_clusters(edition), marks)
    lists = loaded(**lists_of(edition, Edition.objects.visible_to(user)))
    facts, funded = lists.pop("facts"), lists.pop("programmes")
    glance = glance_at(edition)
    siblings = _siblings(edition)
    days = programme_days(edition)
    named = [*siblings, *_named_by(lists)]
    bring([edition, *named, *(session for day in days for session in day.sessions)], wished)
    return EditionPage(
        edition=edition,
        languages=text_languages(edition, wished),
        title=title(edition),
        first_region=first,
        second_region=second,
        places=tuple(_places(edition, first, second)),
        place=_address(edition, glance["country"] or ""),
        sectors=tuple(glance["sector_names"]),
        partnerships=tuple(glance["partnership_names"]),
        figures=tuple(figures(facts) or _counted(groups, glance["placed"]))[:MOST_FIGURES],
        topics=tuple(topics(facts)),
        days=tuple(days),
        programme=tuple(full_programme(edition, days, once=True)),
        groups=_shown(groups, asked),
        matrix=matrix(edition, groups, asked, now),
        programmes=tuple(Funding(row, tuple(topics(row.facts.all()))) for row in funded),
        siblings=siblings,
        next_edition=_next(edition, siblings),
        is_open=is_open_for_registration(edition, now),
        is_chosen=any(len(row.languages) > 1 for row in [edition, *named]),
        **lists,
    )


def _named_by(lists: Mapping[str, Iterable[Any]]) -> list[Edition]:
    """The other editions that its lists name, and this one where an award does."""
    links = [*(row.earlier for row in lists["earlier"]), *(row.later for row in lists["later"])]
    return [*links, *(award.edition for award in lists["awards"])]


def _shown(groups: Sequence[Group], asked: QueryDict) -> ShownGroups:
    """The clusters of one part of the list, in their groups."""
    everybody = [(group, cluster) for group in groups for cluster in group.clusters]
    shown = part(everybody, "clusters", asked, MOST_CLUSTERS)
    return ShownGroups(
        shown,
        tuple(
            ShownGroup(group, tuple(cluster for _, cluster in members))
            for group, members in groupby(shown, key=itemgetter(0))
        ),
    )


def title(edition: Edition) -> Title:
    name = text_of(edition, "name")
    first, meets, second = name.text.partition(f" {MEETS} ")
    if not meets:
        return Title(name.text, language=name.language)
    return Title(first, meets.strip(), second, name.language)


def marked_regions(edition: Edition) -> tuple[Region | None, Region | None]:
    """The guest and the host where exactly two regions meet; else the marks would mislead."""
    guests = list(edition.guest_regions.all())
    if len(guests) == 1 and edition.host_region:
        return guests[0], edition.host_region
    return None, None


def _places(edition: Edition, first: Region | None, second: Region | None) -> list[Place]:
    if first and second:
        places = [located(first, "a"), located(second, "b")]
        return [place for place in places if place]
    regions = [edition.host_region, *edition.guest_regions.all()]
    places = [located(region, "") for region in regions if region]
    if edition.latitude is not None and edition.longitude is not None:
        city = Place(
            edition.city or edition.name, float(edition.latitude), float(edition.longitude), "a"
        )
        places = [city, *places[1:]] if edition.host_region else [city, *places]
    return [place for place in places if place]


def _address(edition: Edition, country: str) -> str:
    """ "Valencia, Spain", as far as it is known."""
    return ", ".join(part for part in (edition.city, country) if part)


def _clusters(edition: Edition) -> "QuerySet[WithAnnotations[Organisation, SectorNames]]":
    """The clusters that take part in an edition run here: those approved that are shown.

    Each with the names of its sectors.
    """
    sectors = Organisation.sectors.through.objects.filter(organisation=OuterRef("pk"))
    names = sectors.order_by("sector__position").values("sector__name")
    shown: QuerySet[Organisation] = Organisation.objects.filter(
        registrations__in=edition.registrations.shown()
    )
    return shown.select_related("region").annotate(sector_names=ArraySubquery(names))


def _counted(groups: Sequence[Group], placed: int) -> list[Figure]:
    """The figures of an edition run here."""
    clusters = sum(len(group.clusters) for group in groups)
    regions = [counted_figure("regions", len(groups))] if groups else []
    return [*run_here(clusters, placed), *regions]


def _siblings(edition: Edition) -> tuple[Edition, ...]:
    """The public editions of the same series, the first one first."""
    if edition.series is None:
        return ()
    return tuple(edition.series.editions.public().order_by("starts_on", "ordinal", "pk"))


def _next(edition: Edition, siblings: Sequence[Edition]) -> Edition | None:
    """The first sibling that begins later and was not cancelled."""
    begins = edition.starts_on
    held = (row for row in siblings if row.state != Edition.State.CANCELLED)
    later = (row for row in held if begins and row.starts_on and row.starts_on > begins)
    return next(later, None)
