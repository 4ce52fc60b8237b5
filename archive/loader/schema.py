"""What may stand in the register's files: one `Kind` per sort of row.

A key in a file is the name of a model's column, and the column itself says what it takes: its
type, its length, its choices, whether it may be missing. Only what the columns cannot say
stands here.
"""

from django.db import models

from archive import models as archive
from archive.loader.kinds import Kind
from archive.loader.values import DATED_COLUMNS, FIGURE_COLUMNS, PERIOD_COLUMNS
from clusters import models as clusters
from events import models as events


def _facts(name: str, model: type[models.Model], section: str = "facts") -> Kind:
    """Facts keep their name, and so their row, when their words are corrected."""
    return Kind(
        name,
        section,
        model,
        key=("topic", "source", "statement"),
        columns=("topic", "statement", "source", "passage", "inferred_because"),
        owner="subject",
        named_by=("topic", "source"),
        spreads={"figure": FIGURE_COLUMNS, "dates": PERIOD_COLUMNS},
    )


def _part(
    name: str,
    section: str,
    model: type[models.Model],
    *,
    owner: str,
    key: tuple[str, ...],
    more: tuple[str, ...] = (),
    parts: tuple[Kind, ...] = (),
) -> Kind:
    """Rows inside another, each resting on a passage."""
    columns = (*key, *more, "source", "passage")
    return Kind(name, section, model, key, columns, owner, parts=parts)


SOURCE = Kind(
    "source",
    "sources",
    clusters.Source,
    ("slug",),
    ("slug", "title", "publisher", "published_on", "url", "note"),
)
SECTOR = Kind("sector", "sectors", clusters.Sector, ("slug",), ("slug", "name", "position"))
FORMER_CODE = Kind(
    "former code",
    "former_codes",
    clusters.RegionFormerCode,
    ("code",),
    ("code", "nuts_version"),
    owner="region",
)
REGION_NAME = Kind(
    "region name",
    "names",
    clusters.RegionName,
    ("language", "name"),
    ("language", "name"),
    owner="region",
)
REGION = Kind(
    "region",
    "regions",
    clusters.Region,
    ("code",),
    (
        *("code", "scheme", "level", "nuts_version", "name", "local_name", "local_language"),
        *("parent", "latitude", "longitude", "note"),
    ),
    parts=(FORMER_CODE, REGION_NAME, _facts("region fact", clusters.RegionFact)),
)
SMALL_REGION = Kind(
    "small region",
    "small_regions",
    clusters.SmallRegion,
    ("code",),
    ("code", "name", "latin_name", "region"),
)
PARTNERSHIP = Kind(
    "partnership",
    "partnerships",
    clusters.RegionPartnership,
    ("slug",),
    ("slug", "name", "description", "regions"),
    parts=(_facts("partnership fact", clusters.RegionPartnershipFact),),
)
ORGANISATION = Kind(
    "organisation",
    "organisations",
    clusters.Organisation,
    ("slug",),
    (
        *("slug", "kind", "name", "short_name", "name_language", "region", "parent", "sectors"),
        *("summary", "description", "website", "founded_year", "member_count"),
    ),
    parts=(_facts("organisation fact", clusters.OrganisationFact),),
)
LABEL = Kind(
    "label", "labels", clusters.Label, ("slug",), ("slug", "name", "issuer", "description")
)
PROGRAMME = Kind(
    "programme",
    "programmes",
    clusters.FundingProgramme,
    ("slug",),
    ("slug", "kind", "name", "description", "operator", "parent", "started_year"),
    parts=(_facts("programme fact", clusters.FundingProgrammeFact),),
)
PROJECT = Kind(
    "project",
    "projects",
    clusters.Project,
    ("slug",),
    ("slug", "name", "full_name", "summary", "description", "programme", "sectors", "website"),
    spreads={"dates": DATED_COLUMNS},
    parts=(
        _part(
            "partner",
            "partners",
            clusters.ProjectPartner,
            owner="project",
            key=("organisation",),
            more=("role", "region"),
        ),
        _part(
            "work package",
            "work_packages",
            clusters.WorkPackage,
            owner="project",
            key=("number",),
            more=("title",),
        ),
        _part(
            "market",
            "markets",
            clusters.ProjectMarket,
            owner="project",
            key=("country_code",),
            more=("name",),
        ),
        _facts("project fact", clusters.ProjectFact),
    ),
)
SERIES = Kind(
    "series",
    "series",
    events.Series,
    ("slug",),
    ("slug", "name", "aim", "organiser"),
    parts=(_facts("series fact", archive.SeriesFact),),
)
SPEAKER = _part(
    "speaker",
    "speakers",
    events.Speaker,
    owner="session",
    key=("name", "organisation"),
    more=("role", "topic"),
)
SESSION = _part(
    "session",
    "sessions",
    events.Session,
    owner="edition",
    key=("day_on", "title"),
    more=("kind", "description", "day_title", "place", "visited"),
    parts=(SPEAKER,),
)
EDITION = Kind(
    "edition",
    "editions",
    events.Edition,
    ("slug",),
    (
        *("slug", "series", "ordinal", "kind", "name", "summary", "host_region", "guest_regions"),
        *("sectors", "partnerships", "funding_programmes", "time_zone", "venue", "city"),
        *("country_code", "latitude", "longitude", "state"),
    ),
    spreads={"dates": DATED_COLUMNS},
    fallbacks={"state": "finished"},
    fixed={"is_recorded": True},
    parts=(
        _part(
            "organiser",
            "organisers",
            events.EditionOrganiser,
            owner="edition",
            key=("organisation",),
            more=("role",),
        ),
        SESSION,
        _part(
            "delegation",
            "delegations",
            archive.Delegation,
            owner="edition",
            key=("organisation", "project", "name"),
            more=("description",),
        ),
        _part(
            "project at an edition",
            "projects",
            archive.ProjectAppearance,
            owner="edition",
            key=("project", "kind"),
        ),
        _part(
            "media link",
            "media",
            archive.MediaLink,
            owner="edition",
            key=("kind", "title"),
            more=("url",),
        ),
        _part(
            "link",
            "follows",
            archive.EditionLink,
            owner="later",
            key=("earlier",),
            more=("reason",),
        ),
        _facts("lesson", archive.Lesson, "lessons"),
        _facts("edition fact", archive.EditionFact),
    ),
)
AWARD = Kind(
    "award",
    "awards",
    archive.Award,
    ("slug",),
    (
        *("slug", "kind", "name", "project", "recipients", "given_by", "edition", "year"),
        *("source", "passage"),
    ),
)

SECTIONS = (
    *(SOURCE, SECTOR, REGION, SMALL_REGION, PARTNERSHIP, ORGANISATION, LABEL),
    *(PROGRAMME, PROJECT, SERIES, EDITION, AWARD),
)
"""The sections of a file, in an order in which each needs only those before it."""


def _with_parts(kinds: tuple[Kind, ...]) -> list[Kind]:
    return [found for kind in kinds for found in (kind, *_with_parts(kind.parts))]


KINDS = {kind.name: kind for kind in _with_parts(SECTIONS)}
"""Every kind by name, owners before their parts."""

BY_MODEL = {kind.model: kind for kind in SECTIONS}
"""The kinds that others may point to."""
