"""Why two clusters should meet: what one needs and the other offers, and what they share.

Pure, so that every reason can be read off the two profiles. A need meets an offer when enough of
the words of the shorter line mean something in the other one: a third of them when the
lines name a common sector, half when a line names none, nearly all when their sectors differ.
What words mean, in five languages, says `wording`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from matchmaking.recommending.profile import NO_PAST, Line, Met, Past, Profile
from matchmaking.recommending.wording import gist, meanings

# The least part of the shorter line that must be met, by the sectors that the lines name.
LEAST_COMMON, LEAST_OPEN, LEAST_OTHER = 0.3, 0.5, 0.8
TOGETHER_WEIGHT, MET_WEIGHT, PARTNERSHIP_WEIGHT, SECTOR_WEIGHT = 0.3, 0.2, 0.3, 0.2
# Of a keyword in common, and how many of them count.
KEYWORD_WEIGHT, MOST_KEYWORDS = 0.25, 2


class Kind(Enum):
    """`WE_NEED` is our need that they offer, `THEY_NEED` theirs that we offer.

    `TOGETHER` is a project of both, `MET` an event where they met, `PLANNED` one of which nobody
    says whether they did.
    """

    WE_NEED = "we_need"
    THEY_NEED = "they_need"
    TOGETHER = "together"
    MET = "met"
    PLANNED = "planned"
    PARTNERSHIP = "partnership"
    KEYWORD = "keyword"
    SECTOR = "sector"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason in favour: the need that is met, or what the two have in common.

    `offer` is the line that meets a need; `weight` is 0 to 1, `stars` are what we
    gave the meeting before, 0 for none.
    """

    kind: Kind
    text: str
    weight: float
    offer: str = ""
    stars: int = 0

    @property
    def is_worded_alike(self) -> bool:
        """Whether need and offer say the same words, in any form."""
        return set(meanings(self.text)) == set(meanings(self.offer))


def reasons(ours: Profile, theirs: Profile, past: Past = NO_PAST) -> list[Reason]:
    """Why we should meet them: needs, the best met first, then the past, then what is in common."""
    found = [
        *_met(Kind.WE_NEED, ours.needs, theirs.offers),
        *_met(Kind.THEY_NEED, theirs.needs, ours.offers),
    ]
    return [
        *sorted(found, key=lambda reason: -reason.weight),
        *(Reason(Kind.TOGETHER, name, TOGETHER_WEIGHT) for name in past.together),
        *(_before(met) for met in past.met[:1]),
        *_in_common(ours, theirs),
    ]


def _before(met: Met) -> Reason:
    kind = Kind.MET if met.was_held else Kind.PLANNED
    return Reason(kind, met.event, MET_WEIGHT, stars=met.stars)


def score(found: Iterable[Reason]) -> float:
    """How well two clusters fit: the sum of the weights."""
    return sum(reason.weight for reason in found)


def is_enough(share: float, ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether so much of the shorter line is met that a need with our sectors meets an offer."""
    if ours & theirs:
        return share >= LEAST_COMMON
    return share >= (LEAST_OTHER if ours and theirs else LEAST_OPEN)


def is_one_region(one: str, other: str) -> bool:
    """A region's code is a prefix of its children's codes."""
    return bool(one and other) and (one.startswith(other) or other.startswith(one))


def shared_keywords(ours: Profile, theirs: Profile) -> list[str]:
    """Our keywords that one of theirs says too, whatever its form or language, in our order."""
    others = theirs.keywords
    return [one for one in ours.keywords if any(mean_the_same(one, other) for other in others)]


def mean_the_same(one: str, other: str) -> bool:
    """Whether each word of the two means something that is in the other, or they are written alike.

    The latter for what says nothing in any of the languages: "AI", "C++".
    """
    if one.casefold() == other.casefold():
        return True
    whole = max(len(meanings(one)), len(meanings(other)))
    return 0 < whole == min(_said(one, other), _said(other, one))


def _in_common(ours: Profile, theirs: Profile) -> Iterator[Reason]:
    """Partnerships of their regions, where these are two, keywords and sectors."""
    if not is_one_region(ours.region, theirs.region):
        for name in sorted(ours.partnerships & theirs.partnerships):
            yield Reason(Kind.PARTNERSHIP, name, PARTNERSHIP_WEIGHT)
    for word in shared_keywords(ours, theirs)[:MOST_KEYWORDS]:
        yield Reason(Kind.KEYWORD, word, KEYWORD_WEIGHT)
    for name in sorted(ours.sectors & theirs.sectors):
        yield Reason(Kind.SECTOR, name, SECTOR_WEIGHT)


def _met(kind: Kind, needs: Iterable[Line], offers: tuple[Line, ...]) -> Iterator[Reason]:
    """Each need with the offer that meets it best; of equals the one that says more of it."""
    for need in needs:
        met = [(*_share(need, offer), -place) for place, offer in enumerate(offers)]
        share, _, place = max(met, default=(0.0, 0, 0))
        if share:
            yield Reason(kind, need.text, share, offers[-place].text)


def _share(need: Line, offer: Line) -> tuple[float, int]:
    """Which part of the shorter line the two have in common, 0 when too little; in words too."""
    shorter = min(len(meanings(need.text)), len(meanings(offer.text)))
    said = min(_said(need.text, offer.text), _said(offer.text, need.text))
    share = said / shorter if shorter else 0.0
    return (share, said) if share and is_enough(share, need.sectors, offer.sectors) else (0.0, 0)


def _said(this: str, that: str) -> int:
    """How many words of this text mean something that is in that one."""
    there = gist(that)
    return sum(not there.isdisjoint(word) for word in meanings(this))
