"""Clusters and meetings of an edition by name, several in a row."""

from collections.abc import Iterable

from interface.words import listed
from matchmaking.queries.names import Names


def parties(names: Names, registrations: Iterable[int]) -> str:
    return listed(names.party(pk) for pk in registrations if pk in names.parties)


def meetings(names: Names, pks: Iterable[int]) -> str:
    return listed(names.meeting(pk) for pk in pks)
