"""An event gets other dates or another time zone, and all that is planned moves along."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F
from psycopg.types.range import TimestamptzRange

from accounts.models import User
from events.models import Delegate, Edition, EditionMove, Question, Session
from events.moves import Days, Move, NoSuchTime
from events.queries.moving import ProgrammeMove, days_of_edition, programme_move
from events.rules import can_move, day_at
from events.services.call_clocks import follow_clock, locked_calls
from events.services.consent import name_programme
from events.services.locking import locked_edition
from events.signals import edition_moves
from interface.contention import retrying
from interface.keys import KeyTaken, made_under


class MoveRefused(Exception):
    """The event cannot be moved so. Nothing was changed."""


class NothingToMove(MoveRefused):
    """The event has these dates and this zone already."""


class NotMovable(MoveRefused):
    """The event runs, is over or cancelled."""


class PreviewOutdated(MoveRefused):
    """The event, its programme or its meetings changed since the preview was shown."""


class BeginsInThePast(MoveRefused):
    """The first of the wished days is over."""


class ClocksChange(MoveRefused):
    """Clocks change over something there, so that its times cannot stay: `title`, `day`."""

    def __init__(self, title: str, day: date) -> None:
        super().__init__()
        self.title, self.day = title, day


@dataclass(frozen=True, slots=True)
class Seen:
    """The marks of what the preview was made from: here, and in the apps above."""

    programme: str
    grid: str


@retrying
def move_edition(
    *, edition: Edition, wished: Days, seen: Seen, by: User, key: UUID, now: datetime
) -> EditionMove:
    """Move the event with all that is planned; what falls outside goes, as the preview said.

    The same key gives the same answer. Moving back undoes it, but for what fell outside. Raises a
    `MoveRefused`, `KeyTaken`, `Busy`.
    """
    calls = locked_calls(edition.pk)
    current = locked_edition(edition.pk)
    if done := made_under(EditionMove, key):
        if (done.edition_id, Days(done.to_first, done.to_last, done.to_zone)) != (
            current.pk,
            wished,
        ):
            raise KeyTaken
        return done
    check_movable(current, wished, now)
    found = programme_move(current, wished, now)
    if found.seen != seen.programme:
        raise PreviewOutdated
    edition_moves.send(sender=Edition, edition=current, move=found.move, seen=seen.grid, now=now)
    _move_programme(current, found, now)
    _move_delegates(current, found.move)
    _move_last_days(found)
    _move_dates(current, found)
    follow_clock(calls, found.move.after, now)
    return _written(current, found.move, by, key, now)


def check_movable(edition: Edition, wished: Days, now: datetime) -> None:
    """Whether it is the time for this move. Raises `NotMovable`, `BeginsInThePast`, and
    `NothingToMove`.
    """
    if wished == days_of_edition(edition):
        raise NothingToMove
    if not can_move(edition, now):
        raise NotMovable
    there = Edition(time_zone=wished.zone)
    begins_anew = wished.first != edition.starts_on
    if day_at(there, now) > (wished.first if begins_anew else wished.last):
        raise BeginsInThePast


def moved_times(
    title: str, start: datetime, end: datetime, move: Move
) -> tuple[datetime, datetime]:
    """From when to when that lasts after the move. Raises `ClocksChange`."""
    try:
        return move.period(start, end)
    except NoSuchTime as error:
        raise ClocksChange(title, move.day_of(start)) from error


def _move_programme(edition: Edition, found: ProgrammeMove, now: datetime) -> None:
    if found.outside:
        Session.objects.filter(pk__in=[session.pk for session in found.outside]).delete()
        name_programme(edition, now)
    staying = list(edition.sessions.all())
    for session in staying:
        if session.day_on:
            session.day_on = found.move.day(session.day_on)
        if session.period:
            start, end = session.period.lower, session.period.upper
            session.period = TimestamptzRange(*moved_times(session.title, start, end, found.move))
    Session.objects.bulk_update(staying, ["day_on", "period"])


def _move_delegates(edition: Edition, move: Move) -> None:
    """When each is there."""
    rows = Delegate.objects.filter(registration__edition=edition, presence__isnull=False)
    changed = list(rows)
    for row in changed:
        row.presence = [
            TimestamptzRange(*moved_times(row.name, period.lower, period.upper, move))
            for period in row.presence or ()
        ]
    Delegate.objects.bulk_update(changed, ["presence"], batch_size=500)


def _move_last_days(found: ProgrammeMove) -> None:
    """Until when follow-ups take answers."""
    for row in found.last_days:
        Question.objects.filter(pk=row.question).update(
            last_day=row.after, version=F("version") + 1
        )


def _move_dates(edition: Edition, found: ProgrammeMove) -> None:
    after = found.move.after
    edition.starts_on, edition.ends_on, edition.time_zone = after.first, after.last, after.zone
    edition.registration_closes_at = found.closings.registration
    edition.requests_open_at = found.closings.opening
    edition.requests_close_at = found.closings.requests
    edition.version += 1
    edition.save(
        update_fields=[
            "starts_on",
            "ends_on",
            "time_zone",
            "registration_closes_at",
            "requests_open_at",
            "requests_close_at",
            "version",
        ]
    )


def _written(edition: Edition, move: Move, by: User, key: UUID, now: datetime) -> EditionMove:
    before, after = move.before, move.after
    return EditionMove.objects.create(
        edition=edition,
        from_first=before.first,
        from_last=before.last,
        from_zone=before.zone,
        to_first=after.first,
        to_last=after.last,
        to_zone=after.zone,
        moved_by=by,
        moved_at=now,
        idempotency_key=key,
    )
