"""Clusters and other organisations, and what the register knows of one."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import F, Prefetch, Q, QuerySet

from archive.models import Award, Delegation
from catalogue.queries.edition_page import Funding, awards
from catalogue.queries.facts import Topic, sourced, topics
from clusters.models import (
    FundingProgrammeFact,
    LabelAward,
    Organisation,
    ProjectPartner,
)
from events.models import Edition, EditionOrganiser, Registration, Series, Speaker
from matchmaking.models import Need, Offer, PlacementParticipant
from matchmaking.queries.schedule import planned

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
    offers: tuple[Offer, ...]
    needs: tuple[Need, ...]
    appearances: tuple[Appearance, ...]
    series: tuple[Series, ...]
    partners: tuple[PartnerMet, ...]
    roles: tuple[ProjectPartner, ...]
    awards: tuple[Award, ...]
    awards_given: tuple[Award, ...]
    programmes: tuple[Funding, ...]
    parts: tuple[Organisation, ...]


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
    """The page of an organisation."""
    roles = organisation.project_roles.select_related("project", "region", "source")
    return OrganisationPage(
        organisation=organisation,
        topics=tuple(topics(sourced(organisation.facts))),
        labels=tuple(held_labels(organisation, today)),
        offers=tuple(organisation.offers.all()),
        needs=tuple(organisation.needs.all()),
        appearances=tuple(_appearances(organisation)),
        series=tuple(organisation.series.all()),
        partners=tuple(_partners(organisation)),
        roles=tuple(roles.order_by("project__sort_name")),
        awards=tuple(_awards(organisation)),
        awards_given=tuple(awards(organisation.awards_given.all())),
        programmes=tuple(_programmes(organisation)),
        parts=tuple(organisation.parts.all()),
    )


def held_labels(organisation: Organisation, today: date) -> QuerySet[LabelAward]:
    """The labels that have not lapsed; `valid_until` is the first day without one."""
    return organisation.label_awards.filter(
        Q(valid_until=None) | Q(valid_until__gt=today), awarded_on__lte=today
    ).select_related("label__issuer")


def _appearances(organisation: Organisation) -> list[Appearance]:
    """Public editions that it organised, came to, spoke at or was visited in, the latest first."""
    public = Edition.objects.public().values("pk")
    organised = organisation.organiser_roles.accepted().filter(edition__in=public)
    came = organisation.delegations.filter(edition__in=public)
    talks = organisation.talks.filter(session__edition__in=public)
    parts: list[tuple[Edition, Part]] = [
        *((edition, Part(PartKind.OWNER)) for edition in organisation.editions_owned.public()),
        *(
            (row.edition, Part(PartKind.ROLE, row))
            for row in organised.select_related("edition", "source")
        ),
        *(
            (row.edition, Part(PartKind.DELEGATION, row))
            for row in came.select_related("edition", "source")
        ),
        *(
            (row.session.edition, Part(PartKind.TALK, row))
            for row in talks.select_related("session__edition", "source")
        ),
        *((edition, Part(PartKind.VISIT)) for edition in _visits(organisation)),
        *((edition, Part(PartKind.REGISTERED)) for edition in _registered(organisation)),
    ]
    return _by_edition(parts)


def _by_edition(parts: list[tuple[Edition, Part]]) -> list[Appearance]:
    """The latest edition first; undated ones at the end."""
    by_edition: defaultdict[Edition, list[Part]] = defaultdict(list)
    for edition, part in parts:
        by_edition[edition].append(part)
    by_name = sorted(by_edition, key=lambda edition: edition.sort_name)
    latest_first = sorted(by_name, key=lambda edition: edition.starts_on or date.min, reverse=True)
    return [Appearance(edition, tuple(by_edition[edition])) for edition in latest_first]


def _visits(organisation: Organisation) -> QuerySet[Edition]:
    return Edition.objects.public().filter(sessions__visited=organisation).distinct()


def _registered(organisation: Organisation) -> QuerySet[Edition]:
    approved = Registration.objects.approved().filter(cluster=organisation)
    return Edition.objects.public().filter(registrations__in=approved)


def _partners(organisation: Organisation) -> list[PartnerMet]:
    """Clusters in the same meetings of published schedules, the most frequent first."""
    own = PlacementParticipant.objects.filter(
        registration__cluster=organisation,
        placement__in=planned().filter(edition__state__in=AFTER_PUBLICATION),
    )
    seats = PlacementParticipant.objects.filter(placement__in=own.values("placement")).exclude(
        registration__cluster=organisation
    )
    met = Counter(seats.values_list("registration__cluster", flat=True))
    others = Organisation.objects.filter(pk__in=met).select_related("region")
    partners = [PartnerMet(cluster, met[cluster.pk]) for cluster in others]
    return sorted(partners, key=lambda partner: (-partner.meetings, partner.cluster.sort_name))


def _awards(organisation: Organisation) -> QuerySet[Award]:
    """Awards that it received, itself or through a project of its own."""
    own = Q(recipients=organisation) | Q(project__partners__organisation=organisation)
    return awards(Award.objects.filter(pk__in=Award.objects.filter(own).values("pk")))


def _programmes(organisation: Organisation) -> list[Funding]:
    facts = FundingProgrammeFact.objects.select_related("source")
    rows = organisation.programmes.prefetch_related(Prefetch("facts", facts)).order_by(
        F("started_year").asc(nulls_last=True), "sort_name"
    )
    return [Funding(programme, tuple(topics(programme.facts.all()))) for programme in rows]
