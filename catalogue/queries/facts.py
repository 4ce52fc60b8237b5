"""Facts by topic, with their sources, and the figures they state."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from clusters.models import Fact
from clusters.provenance import agree, numbers_allowed

# Names that a slug cannot spell.
TITLES = {
    "cluster-organisations-in-andalusia": "Cluster organisations in Andalusia",
    "rank-in-spain": "Rank in Spain",
    "start-ups": "Start-ups",
}


def title_of(topic: str) -> str:
    """ "bilateral-meetings" in words: "Bilateral meetings"."""
    return TITLES.get(topic) or topic.replace("-", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Topic:
    """What is known of one topic. `agrees` is False when its claims cannot all be true."""

    slug: str
    title: str
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
    return [
        Topic(slug, title_of(slug), tuple(found), agree(found)) for slug, found in grouped.items()
    ]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number for people. `words` has the qualifier; a conflict names each value: "4 or 5"."""

    topic: str
    term: str
    words: str
    number: int | None
    agrees: bool = True


def figures(facts: Iterable[Fact]) -> list[Figure]:
    """One figure for each topic with numbers; where sources disagree, all of them."""
    numbered = [fact for fact in facts if fact.number is not None]
    return [_figure(topic) for topic in topics(numbered)]


def _figure(topic: Topic) -> Figure:
    term = topic.title[:1].lower() + topic.title[1:]
    if topic.agrees:
        closest = min(topic.facts, key=_looseness)
        return Figure(topic.slug, term, _words(closest), closest.number)
    said = sorted({(fact.number, _words(fact)) for fact in topic.facts})
    return Figure(topic.slug, term, " or ".join(words for _, words in said), None, agrees=False)


def _looseness(fact: Fact) -> float:
    """How many numbers the claim allows: the tightest of claims that agree tells most."""
    return numbers_allowed(fact.qualifier, fact.number or 0).width


def _words(fact: Fact) -> str:
    prefix = "" if fact.qualifier == "exactly" else f"{fact.get_qualifier_display()} "
    return f"{prefix}{fact.number:,}"


def sourced(manager: Any) -> list[Fact]:
    """The facts of one subject with their sources, in order, in one query."""
    return list(manager.select_related("source"))
