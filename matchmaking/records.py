"""What rows of this app keep as JSON, as it is written and read; ids are primary keys."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a meeting has no place: a code of the scheduler, and what it speaks of."""

    code: str
    participants: tuple[int, ...] = ()
    meetings: tuple[int, ...] = ()
    slots: tuple[int, ...] = ()

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        return cls(
            kept["code"],
            tuple(kept.get("participants", ())),
            tuple(kept.get("meetings", ())),
            tuple(kept.get("slots", ())),
        )


@dataclass(frozen=True, slots=True)
class Remedy:
    """One change that would place a meeting, and others that it takes besides.

    Its code is one of the scheduler's, "" where nothing is known that would help.
    """

    code: str = ""
    participant: int | None = None
    meeting: int | None = None
    slot: int | None = None
    also: tuple["Remedy", ...] = ()

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Remedy":
        return cls(
            kept.get("code", ""),
            kept.get("participant"),
            kept.get("meeting"),
            kept.get("slot"),
            tuple(cls.read(further) for further in kept.get("also", ())),
        )

    @property
    def changes(self) -> tuple["Remedy", ...]:
        """All that it takes, one by one; nothing where nothing is known."""
        return (self, *self.also) if self.code else ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a step of the objective was after so many seconds; None where it is not known.

    `meetings` counts those placed then. Kept as a list, since a run has many.
    """

    step: str
    value: int | None
    bound: int | None
    seconds: float
    meetings: int | None = None

    @classmethod
    def read(cls, kept: list[Any]) -> Self:
        return cls(*kept)

    def kept(self) -> list[Any]:
        return [self.step, self.value, self.bound, self.seconds, self.meetings]


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing of a what-if's question that could be different.

    `kind` is "tables", "session", "minutes", "limits" or "fairness"; `number` is how many, `window`
    the window that a further session is like.
    """

    kind: str
    number: int = 0
    window: int = 0
    name: str = ""

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        return cls(**kept)
