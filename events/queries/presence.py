"""How many meetings at a time each delegation can hold: as many as delegates are there then."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, Self

from django.db.models import QuerySet, prefetch_related_objects

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
        """Of a registration whose delegates are loaded, or are loaded for it alone."""
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
    """The same registrations, which bring what their delegations are made of; one query more."""
    return rows.prefetch_related("delegates")
