"""One search over the whole register: accents, case and punctuation do not matter.

One statement looks at every kind of thing at once: at names in any language, and at what is said
of the thing (its summary, its facts, its offers). A thing named exactly so comes first, with its
kind. Where no name and no text has the words, names that are like them are found instead, so that
a slip is forgiven and nothing that is merely like a name hides it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from catalogue.queries.search_kinds import MOST, ORDER, Rows, kinds
from clusters.likeness import LEAST_LETTERS, Rank, as_looked_for, near
from events.models import Edition

Row = tuple[str, int, int, str, str, str, str, str, bool, float]


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: its name, what is said beside it, and which page shows it.

    `place` is a kind of page and what its address needs; `notes` are data for words.
    """

    name: str
    place: str
    notes: tuple[str, str, str]
    is_demo: bool = False
    pk: int = 0


@dataclass(frozen=True, slots=True)
class Hits:
    """Things of one kind; `more` when there are others beyond the first twenty."""

    kind: str
    hits: tuple[Hit, ...]
    more: bool


def search(words: str, user: User | AnonymousUser) -> list[Hits]:
    """Kinds with at least one hit, the nearest first. Nothing for fewer than two letters."""
    looked = as_looked_for(words)
    if len(looked) < LEAST_LETTERS:
        return []
    sought = kinds(user)
    rows = _together(kind.found(looked) for kind in sought)
    return _by_kind(_told(rows) or _likest(_together(kind.like(looked) for kind in sought)))


def editions_found(found: Iterable[Hits]) -> dict[int, Edition]:
    """The editions among the hits, by key, for their names in the reader's language."""
    keys = [hit.pk for hits in found if hits.kind == "editions" for hit in hits.hits]
    return Edition.objects.in_bulk(keys) if keys else {}


def _together(parts: Iterable[Rows]) -> list[Row]:
    """All hits of all kinds in one statement."""
    first, *others = parts
    return list(first.union(*others, all=True))


def _told(rows: list[Row]) -> list[Row]:
    """Without words inside of others, where a name begins with them or has a word that does."""
    is_begun = any(row[1] < Rank.WITHIN for row in rows)
    return [row for row in rows if row[1] != Rank.WITHIN] if is_begun else rows


def _likest(rows: list[Row]) -> list[Row]:
    """Without what is noise beside the likest of all kinds."""
    least = near(max((row[-1] for row in rows), default=0))
    return [row for row in rows if row[-1] >= least]


def _by_kind(rows: list[Row]) -> list[Hits]:
    """The exact name first; then kinds in their order, each with what is nearest first."""
    ordered: dict[str, dict[int, tuple[int, Hit]]] = {kind: {} for kind in ORDER}
    for kind, ranked, pk, name, place, *notes, is_demo, _ in rows:
        hits = ordered[kind]
        if pk not in hits or ranked < hits[pk][0]:
            hit = Hit(name, place, tuple(notes), is_demo, pk)  # type: ignore[arg-type]
            hits[pk] = (ranked, hit)
    filled = {kind: sorted(hits.values(), key=_nearest) for kind, hits in ordered.items() if hits}
    by_best = sorted(filled, key=lambda kind: _group(filled[kind][0][0]))
    return [
        Hits(kind, tuple(hit for _, hit in filled[kind][:MOST]), len(filled[kind]) > MOST)
        for kind in by_best
    ]


def _nearest(ranked: tuple[int, Hit]) -> int:
    return ranked[0]


def _group(near: int) -> int:
    """Exact names, other names, what is merely said: kinds keep their order within each."""
    return {Rank.EXACT: 0, Rank.SAID: 2}.get(Rank(near), 1)
