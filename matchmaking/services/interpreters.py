"""The organiser says who interprets at an event, when each is there, and who does not after all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from events.models import Edition
from events.services.locking import locked_edition
from interface.contention import retrying
from interface.keys import made_before
from interface.marks import mark_of
from matchmaking.models import Interpreter, Placement
from matchmaking.models.interpreters import MOST_INTERPRETERS
from matchmaking.queries.interpreters import costs
from matchmaking.queries.interpreting import interpreters_of
from matchmaking.rules import is_open_for_planning
from matchmaking.services.placing.interpreters import seat_interpreters_anew


@dataclass(frozen=True, slots=True)
class Said:
    """What an organiser says of one: a name or label, languages (codes), and when it is there,
    None throughout.
    """

    name: str
    languages: Sequence[str]
    presence: Sequence[tuple[datetime, datetime]] | None = None


class InterpretersRefused(Exception):
    """The event's interpreters stay as they are."""


class EventClosed(InterpretersRefused):
    """The event is over, or was never run here."""


class InterpreterChanged(InterpretersRefused):
    """Somebody changed or removed this one since the page was shown."""


class NameTaken(InterpretersRefused):
    """Another one at the event is called so."""


class TooMany(InterpretersRefused):
    """The event has as many as it can have."""


class Costs(InterpretersRefused):
    """Published meetings would be left without one, which was not shown yet: `found`."""

    def __init__(self, found: Iterable[Placement]) -> None:
        super().__init__()
        self.found = tuple(found)

    @property
    def seen(self) -> str:
        """A mark of what somebody was shown."""
        return seen_of(self.found)


def seen_of(found: Iterable[Placement]) -> str:
    """A mark of these meetings at their times; empty for none."""
    places = sorted((row.meeting_id, row.slot_id) for row in found)
    return mark_of(places) if places else ""


@retrying
def add_interpreter(*, edition: Edition, said: Said, key: UUID, now: datetime) -> Interpreter:
    """One more, who interprets at once in what has nobody. The same key, the same one.

    Undone by removing it. Raises `EventClosed`, `TooMany`, `NameTaken`, `KeyTaken`, `Busy`.
    """
    current = _locked(edition, now)
    words = {"name": said.name, "languages": sorted(said.languages)}
    if given := made_before(Interpreter, key, {"edition": current}, words):
        return given
    rows = Interpreter.objects.filter(edition=current)
    if rows.count() >= MOST_INTERPRETERS:
        raise TooMany
    made = Interpreter(edition=current, idempotency_key=key)
    _say(made, said)
    made.save()
    seat_interpreters_anew(current, now)
    return made


@retrying
def change_interpreter(
    *, interpreter: Interpreter, said: Said, version: int, seen: str, now: datetime
) -> Interpreter:
    """Say something else of one; `version` is the one that was shown, `seen` the mark of the
    meetings that were shown as left without one.

    Nobody is told who it is that interprets. Undone by another change. Raises `EventClosed`,
    `InterpreterChanged`, `NameTaken`, `Costs`, `Busy`.
    """
    current = _locked(interpreter.edition, now)
    row = _as_shown(interpreter, version)
    _say(row, said)
    others = interpreters_of(current).exclude(pk=row.pk)
    _check_costs(current, [*others, row], seen, now)
    row.version += 1
    row.save()
    seat_interpreters_anew(current, now)
    return row


@retrying
def remove_interpreter(*, interpreter: Interpreter, version: int, seen: str, now: datetime) -> None:
    """One who does not come after all; others take over where they can, and what has nobody stays
    where it is until people mend it.

    Undone by adding it again. Raises `EventClosed`, `InterpreterChanged`, `Costs`, `Busy`.
    """
    current = _locked(interpreter.edition, now)
    row = _as_shown(interpreter, version)
    _check_costs(current, interpreters_of(current).exclude(pk=row.pk), seen, now)
    row.delete()
    seat_interpreters_anew(current, now)


def _locked(edition: Edition, now: datetime) -> Edition:
    current = locked_edition(edition.pk)
    if not is_open_for_planning(current, now):
        raise EventClosed
    return current


def _as_shown(interpreter: Interpreter, version: int) -> Interpreter:
    row = Interpreter.objects.filter(pk=interpreter.pk, version=version).first()
    if row is None:
        raise InterpreterChanged
    return row


def _say(row: Interpreter, said: Said) -> None:
    """Raises `NameTaken`."""
    namesakes = Interpreter.objects.filter(edition=row.edition_id, name=said.name)
    if namesakes.exclude(pk=row.pk).exists():
        raise NameTaken
    row.name, row.languages = said.name, sorted(said.languages)
    row.presence = None
    if said.presence is not None:
        row.presence = [DateTimeTZRange(*period) for period in said.presence]


def _check_costs(edition: Edition, after: Iterable[Interpreter], seen: str, now: datetime) -> None:
    """Raises `Costs` where it costs what was not shown."""
    found = costs(edition, after, now)
    if found and seen_of(found) != seen:
        raise Costs(found)
