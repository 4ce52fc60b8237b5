"""What a cluster says of itself, as far as partners are recommended by it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One offer or need; `sectors` are any hashable marks, such as names."""

    text: str
    sectors: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Profile:
    """Offers, needs, sectors and keywords.

    `region` is its NUTS code, `partnerships` those of its region.
    """

    offers: tuple[Line, ...] = ()
    needs: tuple[Line, ...] = ()
    sectors: frozenset[str] = frozenset()
    keywords: tuple[str, ...] = ()
    region: str = ""
    partnerships: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Met:
    """A planned meeting of two clusters at another event: whether it is recorded as held, and the
    stars, 1 to 5, that we gave it; 0 without a rating.
    """

    event: str
    was_held: bool = False
    stars: int = 0


@dataclass(frozen=True, slots=True)
class Past:
    """What was between two clusters at other events: names of events and of projects, newest first.

    Who declined the other there, at one event or another.
    """

    met: tuple[Met, ...] = ()
    together: tuple[str, ...] = ()
    we_declined: bool = False
    they_declined: bool = False

    @property
    def declined(self) -> int:
        """How many of the two declined the other."""
        return self.we_declined + self.they_declined

    @property
    def both_declined(self) -> bool:
        return self.we_declined and self.they_declined


NO_PAST = Past()
