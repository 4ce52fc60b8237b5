"""How many meetings at a time each delegation can hold: as many as delegates are there then."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, TextField, Value, prefetch_related_objects
from django.db.models.functions import Cast, Coalesce

from events.models import Delegate, Registration


class Stretch(Protocol):
    """From one instant to another, such as the period of a slot."""

    @property
    def lower(self) -> datetime: ...
    @property
    def upper(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Delegation:
    """When the delegates of one registration are there: in these periods, or throughout (None).

    It takes part in at most `seats` meetings at a time. Nobody named counts as one who is there.
    """

    seats: int = Registration.MOST_SEATS
    there: tuple[tuple[Stretch, ...] | None, ...] = ()

    @classmethod
    def of(cls, registration: Registration) -> Self:
        """Of a registration from `with_delegates`, or else of one whose delegates are loaded, or
        are loaded for it alone.
        """
        said: list[str] | None = getattr(registration, "said_there", None)
        if said is not None:
            return cls(registration.seats, tuple(stretches(one) for one in said))
        return cls.with_people(registration.seats, registration.delegates.all())

    @classmethod
    def with_people(cls, seats: int, people: Iterable[Delegate]) -> Self:
        """Of these people alone."""
        there = (None if one.presence is None else tuple(one.presence) for one in people)
        return cls(seats, tuple(there))

    def present(self, during: Stretch) -> int:
        """How many are there from beginning to end."""
        if not self.there:
            return 1
        return sum(is_there(periods, during) for periods in self.there)

    def at_once(self, during: Stretch) -> int:
        """How many meetings it can hold then."""
        return min(self.seats, self.present(during))


UNNAMED = Delegation()
# One that has somebody who is never there.
NOBODY = Delegation(there=((),))


def is_there(periods: Iterable[Stretch] | None, during: Stretch) -> bool:
    """Whether who is there in these periods alone, or throughout, is there all that time."""
    return periods is None or any(
        period.lower <= during.lower and during.upper <= period.upper for period in periods
    )


def delegations(registrations: Iterable[Registration]) -> Mapping[int, Delegation]:
    """The delegations of registrations (by id), as they are now; one query."""
    rows = list(registrations)
    prefetch_related_objects(rows, "delegates")
    return {row.pk: Delegation.of(row) for row in rows}


def with_delegates(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    """The same registrations, which bring what their delegations are made of; no query more."""
    people = Delegate.objects.filter(registration=OuterRef("pk")).order_by("position", "pk")
    said = Coalesce(Cast("presence", TextField()), Value(THROUGHOUT), output_field=TextField())
    return rows.annotate(said_there=ArraySubquery(people.annotate(said=said).values("said")))


THROUGHOUT = "throughout"
# An instant as PostgreSQL writes it within an array of ranges.
INSTANT = re.compile(r"\d{4,}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?[+-]\d\d(?::\d\d)?")


class Read(NamedTuple):
    """A stretch as it was read."""

    lower: datetime
    upper: datetime


def stretches(said: str) -> tuple[Stretch, ...] | None:
    """The periods that a text of PostgreSQL says; None where somebody is there throughout."""
    if said == THROUGHOUT:
        return None
    found = [datetime.fromisoformat(instant) for instant in INSTANT.findall(said)]
    return tuple(Read(*pair) for pair in zip(found[::2], found[1::2], strict=True))
