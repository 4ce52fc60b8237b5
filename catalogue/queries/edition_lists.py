"""What the archive knows of an edition, list by list."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from archive.models import Award
from clusters.models import FundingProgramme, FundingProgrammeFact, Region
from clusters.models.regions import nuts_country
from events.models import Edition
from matchmaking.queries.schedule import planned


def lists_of(edition: Edition, visible: QuerySet[Edition]) -> dict[str, QuerySet[Any]]:
    """What the archive may know of an edition, by the names of the page's lists."""
    earlier = edition.links_to_earlier.filter(earlier__in=visible)
    later = edition.links_to_later.filter(later__in=visible)
    delegations = edition.delegations.select_related("organisation__region", "project", "source")
    return {
        "facts": edition.facts.select_related("source"),
        "programmes": _funding(edition),
        "organisers": edition.organisers.accepted().select_related("organisation", "source"),
        "delegations": delegations,
        "appearances": edition.project_appearances.select_related("project", "source"),
        "awards": awards(edition.awards.all()),
        "lessons": edition.lessons.select_related("source"),
        "media": edition.media.select_related("source"),
        "earlier": earlier.select_related("earlier", "source"),
        "later": later.select_related("later", "source"),
    }


def glance_at(edition: Edition) -> dict[str, Any]:
    """What its country, sectors and partnerships are called, and how many meetings are planned;
    one query.
    """
    country = Region.objects.filter(code=nuts_country(edition.country_code) or "")
    sectors = edition.sectors.order_by("position")
    partnerships = edition.partnerships.order_by("sort_name", "pk")
    placed = planned().filter(edition=edition).order_by().values("edition")
    return dict(
        Edition.objects.filter(pk=edition.pk)
        .values(
            country=Subquery(country.order_by().values("name")[:1]),
            sector_names=ArraySubquery(sectors.values("name")),
            partnership_names=ArraySubquery(partnerships.values("name")),
            placed=Coalesce(Subquery(placed.annotate(rows=Count("pk")).values("rows")), 0),
        )
        .get()
    )


def _funding(edition: Edition) -> QuerySet[FundingProgramme]:
    facts = FundingProgrammeFact.objects.select_related("source")
    rows = edition.funding_programmes.select_related("operator")
    return rows.prefetch_related(Prefetch("facts", facts))


def awards(rows: QuerySet[Award]) -> QuerySet[Award]:
    """Awards with all that a page says of them."""
    return rows.select_related("project", "given_by", "edition", "source").prefetch_related(
        "recipients"
    )
