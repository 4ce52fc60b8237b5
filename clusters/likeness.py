"""Rows found by words: case, accents and punctuation do not matter, slips are forgiven.

München is found as Munchen and as Muenchen.

The words are folded once by the database's own function and compared with `known_as`, all names
of a row folded alike (`interface/folding.py`). What has the words in a name comes before what
says them elsewhere, and names that are merely like them count only where nothing has them.
"""

import re
from collections.abc import Iterable
from enum import IntEnum
from functools import reduce
from operator import and_, or_
from typing import TypeVar

from django.db import connection
from django.db.models import (
    Case,
    F,
    FloatField,
    Func,
    IntegerField,
    Max,
    Model,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Greatest

from interface.folding import BETWEEN, folded

LEAST_LETTERS = 2
LONGEST = 100
# Within a word only what is long enough is no accident: "al" is in "Catalonia".
LEAST_WITHIN = 4
# As like as "helath" is to "health" (3 of 7 trigrams), and not as "demo" is to "Denmark" (2 of 5).
LIKE = 0.42
# Beside the likest, what is less than so much as like is noise: "Excellence" for "Valence".
NEARLY = 0.8
# "Rohne" for "Rhone": in a word so short, two letters that changed places leave no trigram alike.
SWAPPED = 0.9
LONGEST_SWAPPED = 12

# Where somebody types "ue" for "ü", as in Muenchen; at the end of a word it is just what it says.
_TRANSCRIBED = re.compile(r"([aou])e(?=[a-z])")

Found = TypeVar("Found", bound=Model)


class Rank(IntEnum):
    """How near a row is to the words, the nearest first."""

    EXACT = 0
    BEGINS = 1
    NAMED = 2
    WITHIN = 3
    SAID = 4
    LIKE = 5


def as_looked_for(words: str) -> str:
    """The words as names are kept for search; "" where nothing of them is left."""
    return all_as_looked_for([words])[words]


def all_as_looked_for(each: Iterable[str]) -> dict[str, str]:
    """Each of these texts as names are kept for search; one query."""
    kept = {words: words.replace("\x00", "")[:LONGEST].strip() for words in each}
    if not any(kept.values()):
        return kept
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT public.folded(words) "
            "FROM unnest(%s::text[]) WITH ORDINALITY AS typed (words, place) ORDER BY place",
            [list(kept.values())],
        )
        return {words: str(found) for words, (found,) in zip(kept, cursor, strict=True)}


def has(column: str, words: str) -> Q:
    """The column, which holds folded text, has every word, or a long part of one."""
    each = (_any(part, f"{column}__contains") for part in _parts(words))
    return reduce(and_, each, Q())


def begins_words(column: str, words: str) -> Q:
    """The column has words that begin with each of these."""
    each = (
        _any(word, f"{column}__contains", " {}")
        | _any(word, f"{column}__contains", BETWEEN + "{}")
        | _any(word, f"{column}__startswith")
        for word in _parts(words)
    )
    return reduce(and_, each, Q())


def spellings(words: str) -> list[str]:
    """Folded words as they were typed, and with ä, ö and ü in place of ae, oe and ue."""
    others = _TRANSCRIBED.sub(r"\1", words)
    return [words] if others == words or len(others) < LEAST_WITHIN else [words, others]


def _any(words: str, lookup: str, pattern: str = "{}") -> Q:
    """The words stand so, in one of their spellings."""
    ways = (Q(**{lookup: pattern.format(way)}) for way in spellings(words))
    return reduce(or_, ways)


def _parts(words: str) -> list[str]:
    """The words one by one; all together where one is a single sign, as in R&D."""
    parts = words.split()
    return [words] if any(len(part) == 1 for part in parts) else parts


def named(words: str, column: str = "known_as") -> Q:
    """A name has all the words: their beginnings, or long ones anywhere."""
    if min(len(word) for word in words.split()) < LEAST_WITHIN:
        return has(column, words) & begins_words(column, words)
    return has(column, words)


def rank(words: str, column: str = "known_as") -> Case:
    """The rank of a row that is named so, or that says so elsewhere."""
    whole = f"{BETWEEN}{{}}{BETWEEN}"
    return Case(
        When(_any(words, f"{column}__contains", whole), then=Rank.EXACT.value),
        When(_any(words, f"{column}__contains", BETWEEN + "{}"), then=Rank.BEGINS.value),
        When(begins_words(column, words), then=Rank.NAMED.value),
        When(named(words, column), then=Rank.WITHIN.value),
        default=Rank.SAID.value,
        output_field=IntegerField(),
    )


def saying(rows: QuerySet[Found], words: str, *texts: str) -> QuerySet[Found]:
    """Rows one of whose texts has words that begin with each of these."""
    condition = Q()
    for number, text in enumerate(texts):
        rows = rows.alias(**{f"said_{number}": folded(F(text))})
        said = f"said_{number}"
        condition |= has(said, words) & begins_words(said, words)
    return rows.filter(condition)


def likeness(words: str, column: str = "known_as") -> Func:
    """How like the words the best stretch of the names is, from 0 to 1."""
    looked: Combinable = Value(words)
    alike = Func(looked, F(column), function="word_similarity", output_field=FloatField())
    if not (pattern := _swapped(words)):
        return alike
    swapped = Case(
        When(**{f"{column}__regex": pattern}, then=Value(SWAPPED)),
        default=Value(0.0),
        output_field=FloatField(),
    )
    return Greatest(alike, swapped)


def _swapped(words: str) -> str:
    """What finds names with the words in this order, if two neighbouring letters in each of them
    may have changed places; "" where no word is such that it matters.
    """
    ways = [_ways(word) for word in _parts(words)]
    if all(len(each) == 1 for each in ways):
        return ""
    beginning = rf"(^|[ {BETWEEN}])"
    return ".*".join(f"{beginning}({'|'.join(map(re.escape, each))})" for each in ways)


def _ways(word: str) -> list[str]:
    """The word as it stands, and with two neighbours in each other's place."""
    if not LEAST_WITHIN <= len(word) <= LONGEST_SWAPPED:
        return [word]
    pairs = range(len(word) - 1)
    turned = (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in pairs)
    return list(dict.fromkeys([word, *turned]))


def near(best: float) -> float:
    """The least likeness that counts where the likest has so much."""
    return max(LIKE, NEARLY * best)


def matching(rows: QuerySet[Found], words: str, most: int, also: Q | None = None) -> list[Found]:
    """The first rows named so, or that `also` holds for, the nearest first; else those like it.

    `words` as `as_looked_for` gives them.
    """
    found = rows.annotate(rank=rank(words)).filter(named(words) | (also or Q(pk__in=())))
    first = list(found.order_by("rank", "sort_name", "pk")[:most])
    return first or likest(rows, words, most)


def matching_at_once(rows: QuerySet[Found], words: str, most: int) -> list[Found]:
    """The same as `matching` finds, in one query, which compares every row: for some hundreds."""
    compared = rows.annotate(rank=rank(words), likeness=likeness(words))
    found = compared.filter(named(words) | Q(likeness__gte=LIKE))
    is_named = Q(rank__lt=Rank.SAID.value)
    nearest = Case(When(is_named, then=Value(1.0)), default=F("likeness"))
    first = list(found.order_by("rank", nearest.desc(), "sort_name", "pk")[:most])
    called = [row for row in first if getattr(row, "rank", None) != Rank.SAID]
    return called or _near_the_first(first)


def is_exact(found: Model) -> bool:
    """One that `matching` found has the words, and nothing else, as a name."""
    return getattr(found, "rank", None) == Rank.EXACT


def narrowed(rows: QuerySet[Found], words: str, also: Q | None = None) -> QuerySet[Found]:
    """The same rows as `matching` finds, in the order in which they stand."""
    known = rows.model._default_manager.order_by()
    found: QuerySet[Found] = rows.filter(
        pk__in=known.filter(named(words) | (also or Q(pk__in=()))).values("pk")
    )
    if found.exists():
        return found
    compared = known.alias(likeness=likeness(words))
    best = known.aggregate(best=Max(likeness(words)))["best"] or 0
    alike: QuerySet[Found] = rows.filter(
        pk__in=compared.filter(likeness__gte=near(best)).values("pk")
    )
    return alike


def by_likeness(rows: QuerySet[Found], words: str) -> QuerySet[Found]:
    """Rows whose names are like the words, the likest first."""
    compared = rows.annotate(rank=Value(Rank.LIKE.value), likeness=likeness(words))
    found: QuerySet[Found] = compared.filter(likeness__gte=LIKE)
    return found.order_by("-likeness", "known_as", "pk")


def likest(rows: QuerySet[Found], words: str, most: int) -> list[Found]:
    """The first rows whose names are like the words, without those that are much less so."""
    return _near_the_first(list(by_likeness(rows, words)[:most]))


def _near_the_first(rows: list[Found]) -> list[Found]:
    """Without what is noise beside the first, which is the likest."""
    least = near(getattr(rows[0], "likeness", 0)) if rows else 0
    return [row for row in rows if getattr(row, "likeness", 0) >= least]
