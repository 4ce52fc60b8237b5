"""All that the page of one edition shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from accounts.models import User
from archive.models import Award, Delegation, EditionLink, Lesson, MediaLink, ProjectAppearance
from catalogue.maps import Place
from catalogue.queries.editions import run_here
from catalogue.queries.facts import Figure, Topic, counted_figure, figures, sourced, topics
from catalogue.queries.matrix import Group, Matrix, by_region, matrix
from catalogue.queries.regions import located
from clusters.models import Fact, FundingProgramme, FundingProgrammeFact, Organisation, Region
from clusters.models.regions import nuts_country
from events.models import Edition, EditionOrganiser, Session
from events.queries.programme import ProgrammeDay, programme_days
from events.rules import is_open_for_registration
from matchmaking.queries.schedule import planned

MOST_FIGURES = 4
MEETS = "meets"


@dataclass(frozen=True, slots=True)
class Title:
    """The name in the header; one that says "A meets B" comes apart, its verb between the two."""

    first: str
    meets: str = ""
    second: str = ""


@dataclass(frozen=True, slots=True)
class Funding:
    """A funding programme with its facts."""

    programme: FundingProgramme
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class EditionPage:
    """One edition, whole; every list is loaded."""

    edition: Edition
    title: Title
    first_region: Region | None
    second_region: Region | None
    places: tuple[Place, ...]
    place: str
    figures: tuple[Figure, ...]
    topics: tuple[Topic, ...]
    days: tuple[ProgrammeDay, ...]
    groups: tuple[Group, ...]
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
    asked: Mapping[str, str] = MappingProxyType({}),
) -> EditionPage:
    """The page of an edition that this person may see.

    Of a large event the address says (`asked`) which part of who meets whom is shown.
    """
    _load_lists(edition)
    first, second = marked_regions(edition)
    marks = {region.code: mark for region, mark in ((first, "a"), (second, "b")) if region}
    groups = by_region(_clusters(edition), marks)
    facts = sourced(edition.facts)
    siblings = _siblings(edition)
    visible = Edition.objects.visible_to(user)
    return EditionPage(
        edition=edition,
        title=title(edition),
        first_region=first,
        second_region=second,
        places=tuple(_places(edition, first, second)),
        place=_address(edition),
        figures=tuple(figures(facts) or _counted(edition, groups))[:MOST_FIGURES],
        topics=tuple(topics(facts)),
        days=tuple(_days(edition)),
        groups=tuple(groups),
        matrix=matrix(edition, groups, asked),
        organisers=tuple(edition.organisers.accepted().select_related("organisation", "source")),
        delegations=tuple(
            edition.delegations.select_related("organisation__region", "project", "source")
        ),
        appearances=tuple(edition.project_appearances.select_related("project", "source")),
        awards=tuple(awards(edition.awards.all())),
        lessons=tuple(edition.lessons.select_related("source")),
        media=tuple(edition.media.select_related("source")),
        programmes=tuple(
            Funding(row, tuple(topics(row.facts.all()))) for row in edition.funding_programmes.all()
        ),
        earlier=tuple(
            edition.links_to_earlier.filter(earlier__in=visible).select_related("earlier", "source")
        ),
        later=tuple(
            edition.links_to_later.filter(later__in=visible).select_related("later", "source")
        ),
        siblings=siblings,
        next_edition=_next(edition, siblings),
        is_open=is_open_for_registration(edition, now),
    )


def _load_lists(edition: Edition) -> None:
    facts = FundingProgrammeFact.objects.select_related("source")
    programmes = FundingProgramme.objects.select_related("operator").prefetch_related(
        Prefetch("facts", facts)
    )
    prefetch_related_objects(
        [edition],
        "guest_regions", "sectors", "partnerships", Prefetch("funding_programmes", programmes),
    )  # fmt: skip


def title(edition: Edition) -> Title:
    first, meets, second = edition.name.partition(f" {MEETS} ")
    return Title(first, meets.strip(), second) if meets else Title(edition.name)


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


def _address(edition: Edition) -> str:
    """ "Veles e Vents, Valencia, Spain", as far as it is known."""
    code = nuts_country(edition.country_code)
    country = Region.objects.filter(code=code).first() if code else None
    parts = (edition.venue, edition.city, country.name if country else "")
    return ", ".join(part for part in parts if part)


def _clusters(edition: Edition) -> list[Organisation]:
    """The clusters that take part in an edition run here: the approved ones."""
    return list(
        Organisation.objects.filter(registrations__in=edition.registrations.approved())
        .select_related("region")
        .prefetch_related("sectors")
    )


def _counted(edition: Edition, groups: Sequence[Group]) -> list[Figure]:
    """The figures of an edition run here."""
    placed = planned().filter(edition=edition).count()
    clusters = sum(len(group.clusters) for group in groups)
    regions = [counted_figure("regions", len(groups))] if groups else []
    return [*run_here(clusters, placed), *regions]


def _days(edition: Edition) -> list[ProgrammeDay]:
    days = programme_days(edition)
    sessions: list[Session] = [session for day in days for session in day.sessions]
    prefetch_related_objects(sessions, "source", "speakers__source")
    return days


def awards(rows: QuerySet[Award]) -> QuerySet[Award]:
    """Awards with all that a page says of them."""
    return rows.select_related("project", "given_by", "edition", "source").prefetch_related(
        "recipients"
    )


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
