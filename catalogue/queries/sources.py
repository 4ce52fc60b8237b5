"""The sources, and how many facts rest on each."""

import operator
from dataclasses import dataclass
from functools import reduce

from django.db.models import Count, F, IntegerField, Model, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from archive.models import EditionFact, Lesson, SeriesFact
from clusters.models import (
    FundingProgrammeFact,
    OrganisationFact,
    ProjectFact,
    RegionFact,
    RegionPartnershipFact,
    Source,
)

FACTS: tuple[type[Model], ...] = (
    EditionFact,
    FundingProgrammeFact,
    Lesson,
    OrganisationFact,
    ProjectFact,
    RegionFact,
    RegionPartnershipFact,
    SeriesFact,
)


def _count(model: type[Model]) -> Coalesce:
    rows = model._default_manager.filter(source=OuterRef("pk")).order_by().values("source")
    counted = rows.annotate(total=Count("pk")).values("total")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def all_sources() -> QuerySet[Source]:
    """Every source with `fact_count`, the latest publication first."""
    counts = (_count(model) for model in FACTS)
    total: Combinable = reduce(operator.add, counts)
    return Source.objects.annotate(fact_count=total).order_by(
        F("published_on").desc(nulls_last=True), "title", "pk"
    )


@dataclass(frozen=True, slots=True)
class RestsOn:
    """How much the register rests on."""

    sources: int
    facts: int


def counted() -> RestsOn:
    """The number of sources and of facts, every fact having a source; one query."""
    totals = all_sources().order_by().aggregate(sources=Count("pk"), facts=Sum("fact_count"))
    return RestsOn(totals["sources"], totals["facts"] or 0)
