"""The sources, how many facts rest on each, and which."""

import operator
from dataclasses import dataclass
from functools import reduce
from typing import Any

from django.db.models import Count, F, IntegerField, Model, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from archive.models import EditionFact, Lesson, SeriesFact
from clusters.models import (
    Fact,
    FundingProgrammeFact,
    OrganisationFact,
    ProjectFact,
    RegionFact,
    RegionPartnershipFact,
    Source,
)
from events.models import Edition

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
class Quotation:
    """A fact that rests on a source, and what it is about; without a page of its own no `url`."""

    fact: Fact
    about: str
    url: str


def quotations(source: Source) -> list[Quotation]:
    """Every fact that rests on the source, by what it is about; one query a kind of fact."""
    facts: list[Any] = [
        fact
        for model in FACTS
        for fact in model._default_manager.filter(source=source).select_related("subject")
        if _is_public(fact)
    ]
    return [Quotation(fact, str(fact.subject), _address(fact.subject)) for fact in facts]


def _is_public(fact: Any) -> bool:
    return not isinstance(fact.subject, Edition) or fact.subject.is_public


def _address(subject: Model) -> str:
    known = getattr(subject, "get_absolute_url", None)
    return str(known()) if known else ""


@dataclass(frozen=True, slots=True)
class RestsOn:
    """How much the register rests on."""

    sources: int
    facts: int


def counted() -> RestsOn:
    """The number of sources and of facts, every fact having a source; one query."""
    totals = all_sources().order_by().aggregate(sources=Count("pk"), facts=Sum("fact_count"))
    return RestsOn(totals["sources"], totals["facts"] or 0)
