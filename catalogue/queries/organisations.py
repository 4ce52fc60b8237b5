"""Clusters and other organisations, and what the register knows of one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    Model,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    When,
)

from archive.models import Award, Delegation
from catalogue.queries.edition_lists import awards
from catalogue.queries.edition_page import Funding
from catalogue.queries.facts import Topic, topics
from clusters.languages import languages_named
from clusters.models import (
    Document,
    FundingProgramme,
    FundingProgrammeFact,
    LabelAward,
    Organisation,
    ProjectPartner,
)
from clusters.queries import held_labels
from events.models import Edition, EditionOrganiser, Registration, Series, Session, Speaker
from events.queries.programme import has_agreed
from interface.counting import loaded
from matchmaking.models import PlacementParticipant
from matchmaking.queries.profile import profiles
from matchmaking.queries.schedule import planned
from matchmaking.recommending import Line

AFTER_PUBLICATION = (Edition.State.PUBLISHED, Edition.State.RUNNING, Edition.State.FINISHED)


class PartKind(StrEnum):
    OWNER = "owner"
    ROLE = "role"
    DELEGATION = "delegation"
    TALK = "talk"
    VISIT = "visit"
    REGISTERED = "registered"


@dataclass(frozen=True, slots=True)
class Part:
    """What an organisation was at an edition. `row` is the sourced row that says so, if any."""

    kind: PartKind
    row: Delegation | EditionOrganiser | Speaker | None = None


@dataclass(frozen=True, slots=True)
class Appearance:
    """An edition with every part that an organisation had in it."""

    edition: Edition
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class PartnerMet:
    """Another cluster and in how many meetings of published schedules both sit."""

    cluster: Organisation
    meetings: int


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """One organisation, whole. Nobody's name is here."""

    organisation: Organisation
    topics: tuple[Topic, ...]
    labels: tuple[LabelAward, ...]
    offers: tuple[Line, ...]
    needs: tuple[Line, ...]
    keywords: tuple[str, ...]
    languages: tuple[str, ...]
    documents: tuple[Document, ...]
    appearances: tuple[Appearance, ...]
    series: tuple[Series, ...]
    partners: tuple[PartnerMet, ...]
    roles: tuple[ProjectPartner, ...]
    awards: tuple[Award, ...]
    awards_given: tuple[Award, ...]
    programmes: tuple[Funding, ...]
    parts: tuple[Organisation, ...]

    @property
    def named(self) -> list[Model | None]:
        """Every edition that it names, and every session."""
        editions = [appearance.edition for appearance in self.appearances]
        rows = [part.row for appearance in self.appearances for part in appearance.parts]
        sessions = [row.session for row in rows if isinstance(row, Speaker)]
        given = [award.edition for award in (*self.awards, *self.awards_given)]
        return [*editions, *sessions, *given]


def all_clusters() -> QuerySet[Organisation]:
    return (
        Organisation.objects.clusters()
        .select_related("region")
        .prefetch_related("sectors")
        .order_by("sort_name", "pk")
    )


def all_other_organisations() -> QuerySet[Organisation]:
    """Every organisation that is no cluster."""
    return (
        Organisation.objects.exclude(kind=Organisation.Kind.CLUSTER)
        .select_related("region")
        .prefetch_related("sectors")
    )


def organisation_page(organisation: Organisation, *, today: date) -> OrganisationPage:
    """The page of an organisation. What there is none of is not asked for."""
    lists = loaded(**_lists(organisation, today))
    known = profiles([organisation.pk])[organisation.pk]
    programmes = (Funding(row, tuple(topics(row.facts.all()))) for row in lists["programmes"])
    won = lists["awards"]
    return OrganisationPage(
        organisation=organisation,
        topics=tuple(topics(lists["facts"])),
        labels=lists["labels"],
        offers=known.offers,
        needs=known.needs,
        keywords=known.keywords,
        languages=tuple(languages_named(organisation.languages)),
        documents=lists["documents"],
        appearances=tuple(_by_edition(_parts(organisation, lists))),
        series=lists["series"],
        partners=tuple(PartnerMet(row, row.meetings) for row in lists["partners"]),
        roles=lists["roles"],
        awards=tuple(award for award in won if award.is_own),
        awards_given=tuple(award for award in won if award.given_by_id == organisation.pk),
        programmes=tuple(programmes),
        parts=lists["parts"],
    )


def _lists(organisation: Organisation, today: date) -> dict[str, QuerySet[Any]]:
    """What the register may know of an organisation."""
    public = Edition.objects.public().values("pk")
    roles = organisation.organiser_roles.accepted().filter(edition__in=public)
    came = organisation.delegations.filter(edition__in=public)
    talks = organisation.talks.agreed().filter(session__edition__in=public)
    projects = organisation.project_roles.select_related("project", "region", "source")
    return {
        "facts": organisation.facts.select_related("source"),
        "labels": held_labels(organisation, today),
        "editions": _editions(organisation),
        "organised": roles.select_related("edition", "source"),
        "came": came.select_related("edition", "source"),
        "talks": talks.select_related("session__edition", "source"),
        "series": organisation.series.all(),
        "partners": _partners(organisation),
        "roles": projects.order_by("project__sort_name"),
        "awards": _awards(organisation),
        "programmes": _programmes(organisation),
        "parts": organisation.parts.all(),
        "documents": organisation.documents.all(),
    }


def _parts(
    organisation: Organisation, lists: Mapping[str, Sequence[Any]]
) -> list[tuple[Edition, Part]]:
    """Its parts in public editions: it organised, came, spoke, was visited, is registered."""
    editions = lists["editions"]
    owned = (edition for edition in editions if edition.owner_id == organisation.pk)
    visited = (edition for edition in editions if edition.is_visited)
    registered = (edition for edition in editions if edition.is_registered)
    return [
        *((edition, Part(PartKind.OWNER)) for edition in owned),
        *((row.edition, Part(PartKind.ROLE, row)) for row in lists["organised"]),
        *((row.edition, Part(PartKind.DELEGATION, row)) for row in lists["came"]),
        *((row.session.edition, Part(PartKind.TALK, row)) for row in lists["talks"]),
        *((edition, Part(PartKind.VISIT)) for edition in visited),
        *((edition, Part(PartKind.REGISTERED)) for edition in registered),
    ]


def _by_edition(parts: Iterable[tuple[Edition, Part]]) -> list[Appearance]:
    """The latest edition first; undated ones at the end."""
    by_edition: defaultdict[Edition, list[Part]] = defaultdict(list)
    for edition, part in parts:
        by_edition[edition].append(part)
    by_name = sorted(by_edition, key=lambda edition: edition.sort_name)
    latest_first = sorted(by_name, key=lambda edition: edition.starts_on or date.min, reverse=True)
    return [Appearance(edition, tuple(by_edition[edition])) for edition in latest_first]


def _editions(organisation: Organisation) -> QuerySet[Edition]:
    """Public editions that it owns, was visited in or takes part in, each with which of these."""
    visits = Session.objects.filter(edition=OuterRef("pk"), visited=organisation)
    shown = Registration.objects.shown().filter(edition=OuterRef("pk"), cluster=organisation)
    is_named = has_agreed(OuterRef("pk"), organisation.pk)
    rows = Edition.objects.public().annotate(
        is_visited=Q(Exists(visits)) & is_named, is_registered=Exists(shown)
    )
    return rows.filter(Q(owner=organisation) | Q(is_visited=True) | Q(is_registered=True))


def _partners(organisation: Organisation) -> QuerySet[Organisation]:
    """Clusters in the same meetings of published schedules, the most frequent first.

    Each with the number of `meetings`. Where either is not shown as one that takes part, it is
    not said whom it met.
    """
    shown = PlacementParticipant.objects.filter(
        registration__in=Registration.objects.shown().values("pk"),
        placement__in=planned().filter(edition__state__in=AFTER_PUBLICATION),
    )
    own = shown.filter(registration__cluster=organisation)
    seats = shown.filter(placement__in=own.values("placement"))
    theirs = seats.filter(registration__cluster=OuterRef("pk")).order_by()
    together = theirs.values("registration__cluster").annotate(rows=Count("pk")).values("rows")
    met = Organisation.objects.filter(pk__in=seats.values("registration__cluster"))
    rows = met.exclude(pk=organisation.pk).select_related("region")
    return rows.annotate(meetings=Subquery(together)).order_by("-meetings", "sort_name")


def _awards(organisation: Organisation) -> QuerySet[Award]:
    """Awards that it gave, and those that `is_own`: it received them, itself or by a project."""
    received = Q(recipients=organisation) | Q(project__partners__organisation=organisation)
    own = Award.objects.filter(received).values("pk")
    rows: QuerySet[Award] = Award.objects.annotate(
        is_own=Case(When(pk__in=own, then=True), default=False)
    )
    return awards(rows.filter(Q(is_own=True) | Q(given_by=organisation)))


def _programmes(organisation: Organisation) -> QuerySet[FundingProgramme]:
    facts = FundingProgrammeFact.objects.select_related("source")
    rows = organisation.programmes.prefetch_related(Prefetch("facts", facts))
    return rows.order_by(F("started_year").asc(nulls_last=True), "sort_name")
