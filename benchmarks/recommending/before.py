"""How the site recommended until 28 November 2026, kept to be compared with.

Words were compared without case, accents, English plurals and small words, in one language.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from matchmaking.recommending import Line, Profile

_SMALL = (
    "a about all an and any are as at be by can de del en for from in into is it its la los more "
    "need new of offer on or our other that the their them they this through to us we with you "
    "your cluster member company project partner"
)
SMALL_WORDS = frozenset(_SMALL.split())
SHORTEST_PLURAL = {"ies": 5, "s": 4}


def score(ours: Profile, theirs: Profile) -> float:
    """How well two clusters fit: the parts of needs that are met, and 0.2 for a common sector."""
    met = [*_met(ours.needs, theirs.offers), *_met(theirs.needs, ours.offers)]
    return sum(met) + 0.2 * len(ours.sectors & theirs.sectors)


def _met(needs: Iterable[Line], offers: tuple[Line, ...]) -> list[float]:
    return [max((_share(need, offer) for offer in offers), default=0.0) for need in needs]


def _share(need: Line, offer: Line) -> float:
    """Which part of the shorter line the two have in common, 0 when too little."""
    needed, offered = _words(need.text), _words(offer.text)
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
