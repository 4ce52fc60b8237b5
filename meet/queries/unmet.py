"""Which needs of a cluster have no partner at an event yet."""

from collections.abc import Iterator
from dataclasses import dataclass

from matchmaking.models import MeetingRequest
from meet.queries.partners import Circle, Partner, can_be_asked, needs_met


@dataclass(frozen=True, slots=True)
class UnmetNeed:
    """A need for which nobody is asked, asks us or has agreed.

    `offered` counts the clusters that offer it and that we could still ask; where there are none,
    `sector` is a sector to look in, if the need or the cluster has one.
    """

    text: str
    offered: int
    sector: str


def unmet(found: Circle) -> list[UnmetNeed]:
    """The unmet needs of the profile, in its order."""
    return list(_unmet(found))


def _unmet(found: Circle) -> Iterator[UnmetNeed]:
    for need in found.profile.needs:
        offering = [one for one in found.partners if need.text in needs_met(one)]
        if not any(_is_under_way(one) for one in offering):
            free = sum(_is_free(found, one) for one in offering)
            sectors = sorted(need.sectors or found.profile.sectors)
            yield UnmetNeed(need.text, free, sectors[0] if sectors else "")


def _is_under_way(one: Partner) -> bool:
    return bool(one.request and one.request.state in MeetingRequest.LIVE)


def _is_free(found: Circle, one: Partner) -> bool:
    return not one.bar and can_be_asked(found.ours, one.request)
