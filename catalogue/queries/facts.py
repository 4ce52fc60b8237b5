"""Facts by topic, with their sources, and the figures they state."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from clusters.models import Fact
from clusters.provenance import agree, numbers_allowed


@dataclass(frozen=True, slots=True)
class Topic:
    """What is known of one topic. `agrees` is False when its claims cannot all be true."""

    slug: str
    facts: tuple[Fact, ...]
    agrees: bool

    @property
    def one_source(self) -> bool:
        return len({fact.source_id for fact in self.facts}) == 1


def topics(facts: Iterable[Fact]) -> list[Topic]:
    """Facts grouped by topic, in the order in which the topics first appear."""
    grouped: defaultdict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        grouped[fact.topic].append(fact)
    return [Topic(slug, tuple(claims), agree(claims)) for slug, claims in grouped.items()]


@dataclass(frozen=True, slots=True, order=True)
class Stated:
    """A number with its qualifier, one of the codes of `clusters.models.Qualifier`."""

    number: int
    qualifier: str = "exactly"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of one topic: one value, or each of those that sources disagree about."""

    topic: str
    values: tuple[Stated, ...]
    agrees: bool = True

    @property
    def number(self) -> int | None:
        """The number that all sources can agree on, if there is one."""
        return self.values[0].number if self.agrees else None

    @property
    def is_exact(self) -> bool:
        return self.agrees and self.values[0].qualifier == "exactly"


def counted_figure(topic: str, number: int) -> Figure:
    """A figure that is counted here, not told by a source."""
    return Figure(topic, (Stated(number),))


def figures(facts: Iterable[Fact]) -> list[Figure]:
    """One figure for each topic with numbers; where sources disagree, all of them."""
    numbered = [fact for fact in facts if fact.number is not None]
    return [_figure(topic) for topic in topics(numbered)]


def _figure(topic: Topic) -> Figure:
    if topic.agrees:
        return Figure(topic.slug, (_stated(min(topic.facts, key=_looseness)),))
    return Figure(topic.slug, tuple(sorted({_stated(fact) for fact in topic.facts})), agrees=False)


def _looseness(fact: Fact) -> float:
    """How many numbers the claim allows: the tightest of claims that agree tells most."""
    return numbers_allowed(fact.qualifier, fact.number or 0).width


def _stated(fact: Fact) -> Stated:
    return Stated(fact.number or 0, fact.qualifier)


def sourced(manager: Any) -> list[Fact]:
    """The facts of one subject with their sources, in order, in one query."""
    return list(manager.select_related("source"))
