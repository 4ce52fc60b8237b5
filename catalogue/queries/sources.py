"""The sources, and how much rests on each."""

import operator
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from catalogue.queries.resting import KINDS, Kind
from clusters.models import Source
from interface.folding import sorted_as

FACTS = [kind for kind in KINDS if kind.is_fact]


def _count(found: QuerySet[Any]) -> Coalesce:
    rows = found.filter(source=OuterRef("pk")).values("source")
    counted = rows.annotate(total=Count("pk")).values("total")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def _total(kinds: Iterable[Kind]) -> Combinable:
    counts = (_count(found) for kind in kinds for found in kind.public())
    return reduce(operator.add, counts)


def all_sources() -> QuerySet[Source]:
    """Every source, the latest publication first.

    `fact_count` and `other_count` say how much rests on it that anybody may read: facts, and rows
    of other kinds.
    """
    return Source.objects.annotate(
        fact_count=_total(FACTS), other_count=_total(kind for kind in KINDS if not kind.is_fact)
    ).order_by(F("published_on").desc(nulls_last=True), sorted_as(F("title")), "pk")


@dataclass(frozen=True, slots=True)
class RestsOn:
    """How much the register rests on."""

    sources: int
    facts: int


def counted() -> RestsOn:
    """The number of sources and of facts, every fact having a source; one query."""
    rows = Source.objects.annotate(fact_count=_total(FACTS))
    totals = rows.aggregate(sources=Count("pk"), facts=Sum("fact_count"))
    return RestsOn(totals["sources"], totals["facts"] or 0)
