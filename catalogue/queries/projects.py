"""The collaboration projects, and what the register knows of one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import F, Prefetch, QuerySet

from archive.models import Award, Delegation, ProjectAppearance
from catalogue.queries.edition_lists import awards
from catalogue.queries.edition_page import Funding
from catalogue.queries.facts import Figure, Topic, figures, sourced, topics
from clusters.models import (
    FundingProgramme,
    FundingProgrammeFact,
    Project,
    ProjectMarket,
    ProjectPartner,
    Region,
    WorkPackage,
)
from events.models import Edition


class Status(StrEnum):
    """Where a project stands by its dates."""

    UNKNOWN = ""
    PLANNED = "planned"
    RUNNING = "running"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class MetAt:
    """An edition where a project met or was shown, with all that it did there."""

    edition: Edition
    appearances: tuple[ProjectAppearance, ...]
    delegations: tuple[Delegation, ...]


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """One project, whole."""

    project: Project
    status: Status
    figures: tuple[Figure, ...]
    topics: tuple[Topic, ...]
    partners: tuple[ProjectPartner, ...]
    regions: tuple[Region, ...]
    work_packages: tuple[WorkPackage, ...]
    markets: tuple[ProjectMarket, ...]
    programme: Funding | None
    met_at: tuple[MetAt, ...]
    awards: tuple[Award, ...]


def all_projects() -> QuerySet[Project]:
    """The latest first, those without dates last."""
    partners = ProjectPartner.objects.select_related("organisation", "region")
    return (
        Project.objects.select_related("programme")
        .prefetch_related("sectors", Prefetch("partners", partners))
        .order_by(F("starts_on").desc(nulls_last=True), "sort_name", "pk")
    )


def status(project: Project, today: date) -> Status:
    if project.starts_on is None:
        return Status.UNKNOWN
    if project.starts_on > today:
        return Status.PLANNED
    if project.ends_on is None:
        return Status.UNKNOWN
    return Status.FINISHED if project.ends_on < today else Status.RUNNING


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project of `all_projects` as a list shows it."""

    project: Project
    status: Status


def project_rows(projects: Iterable[Project], today: date) -> list[ProjectRow]:
    return [ProjectRow(project, status(project, today)) for project in projects]


def project_page(project: Project, *, today: date) -> ProjectPage:
    facts = sourced(project.facts)
    partners = tuple(project.partners.select_related("organisation__region", "region", "source"))
    return ProjectPage(
        project=project,
        status=status(project, today),
        figures=tuple(figures(facts)),
        topics=tuple(topics(facts)),
        partners=partners,
        regions=tuple({row.region.pk: row.region for row in partners if row.region}.values()),
        work_packages=tuple(project.work_packages.select_related("source")),
        markets=tuple(project.markets.select_related("source")),
        programme=_programme(project),
        met_at=tuple(_met_at(project)),
        awards=tuple(awards(project.awards.all())),
    )


def _met_at(project: Project) -> list[MetAt]:
    """Each public edition once, the earliest first."""
    public = Edition.objects.public().values("pk")
    appearances = project.appearances.filter(edition__in=public).select_related("source")
    delegations = project.delegations.filter(edition__in=public).select_related("source")
    places = {row.edition_id for row in appearances} | {row.edition_id for row in delegations}
    return [
        MetAt(
            edition,
            tuple(row for row in appearances if row.edition_id == edition.pk),
            tuple(row for row in delegations if row.edition_id == edition.pk),
        )
        for edition in Edition.objects.filter(pk__in=places).order_by("starts_on", "pk")
    ]


def _programme(project: Project) -> Funding | None:
    if project.programme_id is None:
        return None
    facts = FundingProgrammeFact.objects.select_related("source")
    programme = (
        FundingProgramme.objects.select_related("operator")
        .prefetch_related(Prefetch("facts", facts))
        .get(pk=project.programme_id)
    )
    return Funding(programme, tuple(topics(programme.facts.all())))
