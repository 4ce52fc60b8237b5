"""Interpreters in the terms of a problem: who is away when, and who can interpret for a meeting."""

from collections.abc import Iterable, Iterator, Sequence

from events.models import Edition
from events.queries.presence import is_there
from matchmaking.models import Slot
from matchmaking.queries.interpreting import Interpreting, interpreting
from matchmaking.runs.built import interpreter_id
from scheduling.model import problem as core


class Interpreters:
    """Those of an edition by position; nobody, and no need, where its rule asks for none."""

    def __init__(self, edition: Edition, slots: Sequence[Slot]) -> None:
        self.asked: Interpreting = interpreting(edition)
        self.slots = slots
        self.positions = {pk: position for position, pk in enumerate(self.asked.people)}

    def people(self) -> Iterator[core.Interpreter]:
        for pk, person in self.asked.people.items():
            away = (
                position
                for position, slot in enumerate(self.slots)
                if not is_there(person.presence, slot.period)
            )
            yield core.Interpreter(interpreter_id(pk), frozenset(away))

    def needed_by(self, meeting: int, sides: Iterable[int]) -> tuple[int, ...] | None:
        """The positions of those who can interpret for a meeting (by id); None if it needs none."""
        gaps = self.asked.gaps(sides, meeting)
        return tuple(self.positions[pk] for pk in self.asked.able(gaps)) if gaps else None

    def id_of(self, interpreter: int | None) -> str | None:
        """What somebody (by id) is called in a problem that knows them."""
        return interpreter_id(interpreter) if interpreter in self.positions else None
