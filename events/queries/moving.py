"""What moving an event to other days would do to its programme and its closing dates."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django.db.models import Exists, Q, QuerySet

from events.models import Delegate, Edition, EditionMove, Session
from events.moves import Days, Move
from events.signals import dates_are_used
from interface.marks import mark_of


@dataclass(frozen=True, slots=True)
class Closings:
    """Until when one registers and asks, and from when on one asks; none where there is no date."""

    registration: datetime | None
    requests: datetime | None
    opening: datetime | None = None


@dataclass(frozen=True, slots=True)
class ProgrammeMove:
    """Sessions that move along, those that would fall outside, and the closing dates after it."""

    move: Move
    sessions: int
    outside: tuple[Session, ...]
    closings: Closings
    seen: str


def days_of_edition(edition: Edition) -> Days:
    """The days of an edition run here, which always has some."""
    assert edition.starts_on  # noqa: S101 (a constraint of the database)
    assert edition.ends_on  # noqa: S101
    return Days(edition.starts_on, edition.ends_on, edition.time_zone)


def are_dates_used(edition: Edition) -> bool:
    """Whether something that is planned depends on the dates, so that it moves along: sessions,
    when delegates are there, and what the apps above know of.
    """
    there = Delegate.objects.filter(registration__edition=edition, presence__isnull=False)
    used = Q(Exists(edition.sessions.all())) | Q(Exists(there))
    for _, rows in dates_are_used.send(sender=Edition, edition=edition):
        used |= Q(Exists(cast("QuerySet[Any]", rows)))
    return Edition.objects.filter(used, pk=edition.pk).exists()


def programme_move(edition: Edition, wished: Days, now: datetime) -> ProgrammeMove:
    """What the programme and the closing dates become; `seen` tells what this was made from."""
    move = Move(days_of_edition(edition), wished)
    sessions = list(edition.sessions.order_by("pk"))
    outside = tuple(session for session in sessions if not stays_inside(session, move))
    made_from = (
        edition.version,
        move,
        [(session.pk, session.day_on, str(session.period)) for session in sessions],
    )
    return ProgrammeMove(
        move=move,
        sessions=len(sessions) - len(outside),
        outside=outside,
        closings=closings_after(edition, move, now),
        seen=mark_of(made_from),
    )


def stays_inside(session: Session, move: Move) -> bool:
    """Whether a session lies on one of the days to come; one of an unknown day lies on any."""
    if session.day_on is None:
        return True
    return move.after.hold(move.day(session.day_on))


def closings_after(edition: Edition, move: Move, now: datetime) -> Closings:
    """Opening and closing instants move along, as far as the last day allows.

    What is over stays over: a later date would open it again, or close it.
    """
    requests = _closing_after(edition.requests_close_at, move, now)
    registration = _closing_after(edition.registration_closes_at, move, now)
    if requests and registration:
        registration = min(registration, requests)
    opening = _closing_after(edition.requests_open_at, move, now)
    if requests and opening and opening >= requests:
        opening = requests - timedelta(days=1)
    return Closings(registration, requests, opening)


def _closing_after(closes_at: datetime | None, move: Move, now: datetime) -> datetime | None:
    if closes_at is None or closes_at <= now:
        return closes_at
    return min(move.instant_or_later(closes_at), move.after.end)


def last_move(edition: Edition) -> EditionMove | None:
    """The latest one, by which the event came to the days it has."""
    return EditionMove.objects.filter(edition=edition).select_related("moved_by").first()
