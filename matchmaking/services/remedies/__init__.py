"""Doing what would place a meeting: by the organiser alone, or by asking a cluster."""

from matchmaking.services.remedies.applying import Wish, apply, want_again
from matchmaking.services.remedies.asking import answer, take_back
from matchmaking.services.remedies.refusals import (
    AskAnswered,
    AskClosed,
    AskMoved,
    AskRefused,
    RemediesClosed,
    RemedyChanged,
    RemedyRefused,
)

__all__ = [
    "AskAnswered",
    "AskClosed",
    "AskMoved",
    "AskRefused",
    "RemediesClosed",
    "RemedyChanged",
    "RemedyRefused",
    "Wish",
    "answer",
    "apply",
    "take_back",
    "want_again",
]
