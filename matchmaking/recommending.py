"""Why two clusters should meet: what one needs and the other offers.

Pure and simple, so that every reason can be read off the two profiles. A need meets an offer when
enough of the words of the shorter line are in the other one: one word is enough when the lines
name a common sector, half of them when a line names none, all of them when their sectors differ.
Words are compared without case, accents, plural endings and small words.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

_SMALL = (
    "a about all an and any are as at be by can de del en for from in into is it its la los more "
    "need new of offer on or our other that the their them they this through to us we with you "
    "your cluster member company project partner"
)
SMALL_WORDS = frozenset(_SMALL.split())
SHORTEST_PLURAL = {"ies": 5, "s": 4}


class Kind(Enum):
    """Who gains: `WE_NEED` is our need that they offer, `THEY_NEED` theirs that we offer."""

    WE_NEED = "we_need"
    THEY_NEED = "they_need"
    SECTOR = "sector"


@dataclass(frozen=True, slots=True)
class Line:
    """One offer or need; `sectors` are any hashable marks, such as names."""

    text: str
    sectors: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Profile:
    offers: tuple[Line, ...] = ()
    needs: tuple[Line, ...] = ()
    sectors: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason in favour: the need that is met, or the sector in common. `weight` is 0 to 1."""

    kind: Kind
    text: str
    weight: float


def reasons(ours: Profile, theirs: Profile) -> list[Reason]:
    """Why we should meet them, the strongest first: needs before sectors."""
    found = [
        *_met(Kind.WE_NEED, ours.needs, theirs.offers),
        *_met(Kind.THEY_NEED, theirs.needs, ours.offers),
    ]
    common = [Reason(Kind.SECTOR, name, 0.2) for name in sorted(ours.sectors & theirs.sectors)]
    return sorted(found, key=lambda reason: -reason.weight) + common


def score(found: Iterable[Reason]) -> float:
    """How well two clusters fit: the sum of the weights."""
    return sum(reason.weight for reason in found)


def words(text: str) -> frozenset[str]:
    """The weighty words of a text: lower case, no accents, singular."""
    return _words(text)


def _met(kind: Kind, needs: Iterable[Line], offers: tuple[Line, ...]) -> Iterator[Reason]:
    for need in needs:
        share = max((_share(need, offer) for offer in offers), default=0.0)
        if share:
            yield Reason(kind, need.text, share)


def _share(need: Line, offer: Line) -> float:
    """Which part of the shorter line the two have in common, 0 when too little."""
    needed, offered = words(need.text), words(offer.text)
    shorter = min(len(needed), len(offered))
    if not shorter:
        return 0.0
    share = len(needed & offered) / shorter
    return share if share and share >= _least(need.sectors, offer.sectors) else 0.0


def _least(ours: frozenset[str], theirs: frozenset[str]) -> float:
    if ours & theirs:
        return 0.0
    return 1.0 if ours and theirs else 0.5


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    stems = {_singular(word) for word in re.findall(r"\w+", plain)}
    return frozenset(stem for stem in stems - SMALL_WORDS if len(stem) > 1)


def _singular(word: str) -> str:
    """A plural's simple stem: batteries → battery, sensors → sensor; glass stays glass."""
    if word.endswith("ies") and len(word) >= SHORTEST_PLURAL["ies"]:
        return word[:-3] + "y"
    is_plural = word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return word[:-1] if is_plural and len(word) >= SHORTEST_PLURAL["s"] else word
