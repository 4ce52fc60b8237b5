"""Hall's theorem: everything has a place unless some things together have too few places.

Philip Hall, *On representatives of subsets*, 1935; the matching is found by augmenting paths.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shortage:
    """These things can go to these places only, which hold fewer."""

    things: tuple[int, ...]
    places: tuple[int, ...]


def shortage(choices: Mapping[int, Sequence[int]], room: Sequence[int]) -> Shortage | None:
    """The first shortage that is met when each thing is given one of its choices of place, in
    which `room[place]` things can be; None if everything has its place.
    """
    inside: list[set[int]] = [set() for _ in room]
    for thing, places in choices.items():
        free = next((place for place in places if len(inside[place]) < room[place]), None)
        if free is not None:
            inside[free].add(thing)
        elif (found := _augment(thing, choices, room, inside)) is not None:
            return found
    return None


def _augment(
    thing: int, choices: Mapping[int, Sequence[int]], room: Sequence[int], inside: list[set[int]]
) -> Shortage | None:
    """Give the thing a place by moving others along a shortest path, or tell why there is none."""
    came: dict[int, int] = {}  # the thing that would come to a place
    things = {thing: -1}  # and the place that it comes from
    for mover in (queue := [thing]):
        for place in choices[mover]:
            if place in came:
                continue
            came[place] = mover
            if len(inside[place]) < room[place]:
                _shift(place, came, things, inside)
                return None
            for other in sorted(inside[place]):
                if other not in things:
                    things[other] = place
                    queue.append(other)
    return Shortage(tuple(sorted(things)), tuple(sorted(came)))


def _shift(
    place: int, came: dict[int, int], things: dict[int, int], inside: list[set[int]]
) -> None:
    while place >= 0:
        mover = came[place]
        inside[place].add(mover)
        place = things[mover]
        if place >= 0:
            inside[place].remove(mover)
