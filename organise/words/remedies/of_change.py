"""The parties and meetings that a change of a remedy speaks of, by name."""

from matchmaking.queries.names import Names
from matchmaking.queries.remedy_changes import RemedyChange
from matchmaking.words.names import parties


def party(names: Names, change: RemedyChange) -> str:
    return parties(names, [change.registration or 0]) or "–"


def meeting(names: Names, change: RemedyChange) -> str:
    return names.meeting(change.meeting or 0)
