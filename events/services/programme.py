"""Acts on an edition's programme."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, cast

from django.db import IntegrityError, transaction
from django.db.models import Max
from psycopg.types.range import TimestamptzRange

from clusters.models import Organisation
from events.models import Edition, Session, Speaker
from events.models.programme import usual_binds
from events.queries.programme import session_fingerprint
from events.rules import is_open_for_changes
from events.services.consent import name_programme
from events.services.locking import locked_edition
from events.services.session_order import change_places, timed_of_day
from events.signals import session_lies_over
from interface.contention import retrying
from interface.folding import folded_person
from interface.keys import KeyTaken, made_under
from interface.marks import mark_of
from translations.services import kept_of, put_back


class ProgrammeClosed(Exception):
    """The programme of a finished or cancelled edition is not changed."""


class SpeaksElsewhere(Exception):
    """Somebody would speak in two sessions at one time: `name`, and the other session's `title`."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self.name, self.title = name, title


Mark = tuple[str, int]


class LaidOver(Exception):
    """Meetings or windows lie where the session is to be, and nobody said *Save anyway*: `marks`.

    Whoever saves with `mark` has seen them.
    """

    def __init__(self, marks: Collection[Mark]) -> None:
        super().__init__()
        self.marks = frozenset(marks)

    @property
    def mark(self) -> str:
        return mark_of(sorted(self.marks))


@dataclass(frozen=True, slots=True)
class SpeakerEntry:
    """A person, an organisation (its id), or both."""

    name: str = ""
    role: str = ""
    organisation: int | None = None
    topic: str = ""


@dataclass(frozen=True, slots=True)
class SessionEntry:
    """A session as it is written: instants half-open, `visited` as ids of organisations."""

    kind: str
    title: str
    day: date
    starts_at: datetime
    ends_at: datetime
    description: str = ""
    place: str = ""
    day_title: str = ""
    speakers: Sequence[SpeakerEntry] = ()
    visited: Sequence[int] = ()
    # Who has no meetings then; empty for what is usual for the kind.
    binds: str = ""
    # What a removed session was in other languages.
    texts: Sequence[Mapping[str, Any]] = ()


@retrying
def add_session(
    *, edition: Edition, entry: SessionEntry, key: uuid.UUID, now: datetime, anyway: str = ""
) -> Session:
    """Add a session at the end of those at its time. The same key gives the same answer.

    `anyway` is the mark of what it was said to lie over. Raises `ProgrammeClosed`, `LaidOver`,
    `SpeaksElsewhere`, `KeyTaken`, `Busy`.
    """
    _open_edition(edition, now)
    given = made_under(Session, key)
    if given:
        before = _entry_of(given)
        is_same = before is not None and _comparable(before) == _comparable(entry)
        if given.edition_id != edition.pk or not is_same:
            raise KeyTaken
        return given
    highest = edition.sessions.aggregate(highest=Max("position"))["highest"]
    position = 0 if highest is None else highest + 1
    session = Session(edition=edition, idempotency_key=key, position=position)
    try:
        with transaction.atomic():
            _write(session, entry, now)
            put_back(record=session, kept=entry.texts)
            _refuse_laid_over([session], frozenset(), anyway)
    except IntegrityError as error:
        raise KeyTaken from error
    return session


@dataclass(frozen=True, slots=True)
class Removed:
    """A session that was removed: what it was, and the mark of what it lay over, if anything."""

    entry: SessionEntry
    anyway: str


class SessionChanged(Exception):
    """Somebody else changed or removed the session since it was shown."""


@retrying
def change_session(
    *, session: Session, entry: SessionEntry, seen: str, now: datetime, anyway: str = ""
) -> None:
    """Write a session anew; `seen` is the fingerprint of what it was written from.

    What is stored already is an answer. `anyway` is the mark of what it was said to lie over anew.
    Raises `ProgrammeClosed`, `SessionChanged`, `LaidOver`, `SpeaksElsewhere`, `Busy`.
    """
    _open_edition(session.edition, now)
    current = Session.objects.filter(pk=session.pk).first()
    if current is None:
        raise SessionChanged
    if session_fingerprint(current) != seen:
        before = _entry_of(current)
        if before and _comparable(before) == _comparable(entry):
            return
        raise SessionChanged
    lay_over = _laid_over([current])
    _write(current, entry, now)
    _refuse_laid_over([current], lay_over, anyway)


def _comparable(entry: SessionEntry) -> SessionEntry:
    """The entry without what a form does not write, its sequences in one order."""
    visited = tuple(sorted(entry.visited))
    binds = entry.binds or usual_binds(entry.kind)
    return replace(
        entry, binds=binds, day_title="", speakers=tuple(entry.speakers), visited=visited, texts=()
    )


@retrying
def remove_session(*, session: Session, now: datetime) -> Removed | None:
    """Remove a session; what it was, so that `add_session` can bring it back.

    None for a session without times, which cannot be written by hand. Raises `ProgrammeClosed`,
    `Busy`.
    """
    _open_edition(session.edition, now)
    entry, over = _entry_of(session), LaidOver(_laid_over([session]))
    session.delete()
    name_programme(session.edition, now)
    return Removed(entry, over.mark if over.marks else "") if entry else None


@retrying
def move_session(*, session: Session, up: bool, now: datetime) -> bool:
    """Let a session change places with its neighbour of the day; False when there is none.

    Sessions at the same time change their order. Others change their times, each keeping its
    length, so that the two together still fill the same stretch. Raises `ProgrammeClosed`,
    `LaidOver`, `SpeaksElsewhere`, `Busy`.
    """
    _open_edition(session.edition, now)
    timed = timed_of_day(session)
    index = next((place for place, row in enumerate(timed) if row.pk == session.pk), None)
    if index is None:
        return False
    low = index - 1 if up else index
    if not 0 <= low < len(timed) - 1:
        return False
    changed = change_places(timed, low)
    before = _laid_over(changed)
    Session.objects.bulk_update(changed, ["period", "position"])
    for row in changed:
        _refuse_two_places(row)
    _refuse_laid_over(changed, before, "")
    return True


def _open_edition(edition: Edition, now: datetime) -> None:
    if not is_open_for_changes(locked_edition(edition.pk), now):
        raise ProgrammeClosed


def _write(session: Session, entry: SessionEntry, now: datetime) -> None:
    session.kind, session.title = entry.kind, entry.title
    session.binds = entry.binds or usual_binds(entry.kind)
    session.description, session.place = entry.description, entry.place
    session.day_on, session.day_title = entry.day, entry.day_title or session.day_title
    session.period = TimestamptzRange(entry.starts_at, entry.ends_at)
    session.save()
    session.visited.set(Organisation.objects.filter(pk__in=entry.visited))
    session.speakers.all().delete()
    Speaker.objects.bulk_create(
        Speaker(
            session=session,
            name=speaker.name,
            role=speaker.role,
            organisation_id=speaker.organisation,
            topic=speaker.topic,
            position=position,
        )
        for position, speaker in enumerate(entry.speakers)
    )
    name_programme(session.edition, now)
    _refuse_two_places(session)


def _laid_over(rows: Iterable[Session]) -> frozenset[Mark]:
    """What the sessions lie over, as they are stored."""
    found: set[Mark] = set()
    for session in Session.objects.filter(pk__in=[row.pk for row in rows]):
        for _, marks in session_lies_over.send(sender=Session, session=session):
            found.update(cast("frozenset[Mark]", marks))
    return frozenset(found)


def _refuse_laid_over(rows: Iterable[Session], before: frozenset[Mark], anyway: str) -> None:
    """Raises `LaidOver` for what the sessions lie over now and did not before."""
    refusal = LaidOver(_laid_over(rows) - before)
    if refusal.marks and refusal.mark != anyway:
        raise refusal


def _refuse_two_places(session: Session) -> None:
    """Nobody speaks in two sessions at one time; a name is the same in any case and spacing.

    Raises `SpeaksElsewhere`.
    """
    if session.period is None:
        return
    names = {folded_person(speaker.name) for speaker in session.speakers.exclude(name="")}
    meanwhile = Speaker.objects.filter(
        session__edition=session.edition_id, session__period__overlap=session.period
    )
    meanwhile = meanwhile.exclude(session=session.pk).exclude(name="").select_related("session")
    for speaker in meanwhile:
        if folded_person(speaker.name) in names:
            raise SpeaksElsewhere(speaker.name, speaker.session.title)


def _entry_of(session: Session) -> SessionEntry | None:
    if session.period is None or session.day_on is None:
        return None
    speakers = [
        SpeakerEntry(speaker.name, speaker.role, speaker.organisation_id, speaker.topic)
        for speaker in session.speakers.all()
    ]
    return SessionEntry(
        kind=session.kind,
        title=session.title,
        day=session.day_on,
        starts_at=session.period.lower,
        ends_at=session.period.upper,
        description=session.description,
        place=session.place,
        day_title=session.day_title,
        speakers=speakers,
        binds=session.binds,
        texts=kept_of(session),
        visited=list(session.visited.values_list("pk", flat=True)),
    )
