"""Acts on an edition's programme."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import cast

from django.db import IntegrityError, transaction
from django.db.models import Max
from psycopg.types.range import TimestamptzRange

from clusters.models import Organisation
from events.models import Edition, Session, Speaker
from events.queries.programme import programme_days, session_fingerprint
from events.rules import is_open_for_changes
from events.services.locking import locked_edition
from interface.contention import retrying
from interface.keys import KeyTaken, made_under


class ProgrammeClosed(Exception):
    """The programme of a finished or cancelled edition is not changed."""


class SpeaksElsewhere(Exception):
    """Somebody would speak in two sessions at one time: `name`, and the other session's `title`."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self.name, self.title = name, title


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


@retrying
def add_session(*, edition: Edition, entry: SessionEntry, key: uuid.UUID, now: datetime) -> Session:
    """Add a session at the end of those at its time. The same key gives the same answer.

    Raises `ProgrammeClosed`, `SpeaksElsewhere`, `KeyTaken`, `Busy`.
    """
    _open_edition(edition, now)
    given = made_under(Session, key)
    if given:
        if given.edition_id != edition.pk:
            raise KeyTaken
        return given
    highest = edition.sessions.aggregate(highest=Max("position"))["highest"]
    position = 0 if highest is None else highest + 1
    session = Session(edition=edition, idempotency_key=key, position=position)
    try:
        with transaction.atomic():
            _write(session, entry)
    except IntegrityError as error:
        raise KeyTaken from error
    return session


class SessionChanged(Exception):
    """Somebody else changed or removed the session since it was shown."""


@retrying
def change_session(*, session: Session, entry: SessionEntry, seen: str, now: datetime) -> None:
    """Write a session anew; `seen` is the fingerprint of what it was written from.

    What is stored already is an answer. Raises `ProgrammeClosed`, `SessionChanged`,
    `SpeaksElsewhere`, `Busy`.
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
    _write(current, entry)


def _comparable(entry: SessionEntry) -> SessionEntry:
    """The entry without what a form does not write, its sequences in one order."""
    visited = tuple(sorted(entry.visited))
    return replace(entry, day_title="", speakers=tuple(entry.speakers), visited=visited)


@retrying
def remove_session(*, session: Session, now: datetime) -> SessionEntry | None:
    """Remove a session; what it was, so that `add_session` can bring it back.

    None for a session without times, which cannot be written by hand. Raises `ProgrammeClosed`,
    `Busy`.
    """
    _open_edition(session.edition, now)
    entry = _entry_of(session)
    session.delete()
    return entry


@retrying
def move_session(*, session: Session, up: bool, now: datetime) -> bool:
    """Let a session change places with its neighbour of the day; False when there is none.

    Sessions at the same time change their order. Others change their times, each keeping its
    length, so that the two together still fill the same stretch. Raises `ProgrammeClosed`,
    `SpeaksElsewhere`, `Busy`.
    """
    _open_edition(session.edition, now)
    timed = _timed_of_day(session)
    index = next((place for place, row in enumerate(timed) if row.pk == session.pk), None)
    if index is None:
        return False
    low = index - 1 if up else index
    if not 0 <= low < len(timed) - 1:
        return False
    first, second = timed[low], timed[low + 1]
    if _start(first) == _start(second):
        changed = _in_other_order([row for row in timed if _start(row) == _start(first)], first)
    else:
        _swap_times(first, second)
        changed = [first, second]
    Session.objects.bulk_update(changed, ["period", "position"])
    for row in changed:
        _refuse_two_places(row)
    return True


def _open_edition(edition: Edition, now: datetime) -> None:
    if not is_open_for_changes(locked_edition(edition.pk), now):
        raise ProgrammeClosed


def _write(session: Session, entry: SessionEntry) -> None:
    session.kind, session.title = entry.kind, entry.title
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
    _refuse_two_places(session)


def _refuse_two_places(session: Session) -> None:
    """Nobody speaks in two sessions at one time; a name is the same in any case and spacing.

    Raises `SpeaksElsewhere`.
    """
    if session.period is None:
        return
    names = {_folded(speaker.name) for speaker in session.speakers.exclude(name="")}
    meanwhile = Speaker.objects.filter(
        session__edition=session.edition_id, session__period__overlap=session.period
    )
    meanwhile = meanwhile.exclude(session=session.pk).exclude(name="").select_related("session")
    for speaker in meanwhile:
        if _folded(speaker.name) in names:
            raise SpeaksElsewhere(speaker.name, speaker.session.title)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


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
        visited=list(session.visited.values_list("pk", flat=True)),
    )


def _timed_of_day(session: Session) -> list[Session]:
    days = {day.day: day.sessions for day in programme_days(session.edition)}
    return [row for row in days.get(session.day_on, ()) if row.period]


def _start(session: Session) -> datetime:
    return cast("datetime", session.period.lower)


def _in_other_order(together: list[Session], first: Session) -> list[Session]:
    """Sessions of one time, `first` after its follower, numbered anew."""
    place = together.index(first)
    together[place : place + 2] = together[place : place + 2][::-1]
    for position, row in enumerate(together, start=min(row.position for row in together)):
        row.position = position
    return together


def _swap_times(first: Session, second: Session) -> None:
    start, end = first.period.lower, max(first.period.upper, second.period.upper)
    length = first.period.upper - first.period.lower
    other = second.period.upper - second.period.lower
    later = max(end - length, start)
    second.period = TimestamptzRange(start, start + other)
    first.period = TimestamptzRange(later, later + length)
