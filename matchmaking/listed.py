"""What a list says, row by row, and what of it could not be read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time

# What a page and its reader can use of them; the rest is counted.
MOST_FAULTS = 10_000


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell, or not read from it: its row and column, from 1, and its text."""

    row: int
    column: int
    code: str
    said: str = ""


class Faults(list[Fault]):
    """The first faults of a list; `all_count` is of all."""

    def __init__(self) -> None:
        super().__init__()
        self.all_count = 0

    def append(self, fault: Fault) -> None:
        self.all_count += 1
        if len(self) < MOST_FAULTS:
            super().append(fault)


@dataclass(frozen=True, slots=True)
class Participant:
    """A row that says who takes part; `region` is a code."""

    row: int
    cluster: str
    region: str = ""
    seats: int = 10
    most: int | None = None
    takes_part: str = "on_site"


@dataclass(frozen=True, slots=True)
class Person:
    """A row that says whom a cluster sends."""

    row: int
    cluster: str
    name: str
    job_title: str = ""


@dataclass(frozen=True, slots=True)
class At:
    """A time by the clock of the event, on one of its days or on any; `said` is how it stands."""

    said: str
    clock: time
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Wished:
    """A cell or a row that says who wants to meet whom, and in a matrix perhaps when."""

    row: int
    column: int
    cluster: str
    to: str
    is_must: bool = False
    at: At | None = None


@dataclass
class Read:
    """What a list says, and what of it could not be read; `columns` says what each one is."""

    columns: Sequence[str] = ()
    participants: list[Participant] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    wishes: list[Wished] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)
    named: set[str] = field(default_factory=set)

    def column(self, what: str) -> int:
        """The first column of this kind, from 1; 0 where the list has none."""
        return self.columns.index(what) + 1 if what in self.columns else 0

    def clusters(self) -> list[str]:
        """Every cluster that is named, in order, once."""
        named = [
            *(one.cluster for one in self.participants),
            *(one.cluster for one in self.people),
            *(side for one in self.wishes for side in (one.cluster, one.to)),
        ]
        return list(dict.fromkeys(named))
