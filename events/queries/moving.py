"""What moving an event to other days would do to its programme and its closing dates."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from django.db.models import Exists, Q, QuerySet

from events.models import Delegate, Edition, EditionMove, Session
from events.moves import Days, Move
from events.rules import day_at
from events.signals import dates_are_used
from interface.marks import mark_of


@dataclass(frozen=True, slots=True)
class Closings:
    """Until when one registers and asks, and from when on one asks; none where there is no date."""

    registration: datetime | None
    requests: datetime | None
    opening: datetime | None = None


@dataclass(frozen=True, slots=True)
class LastDay:
    """Until which day a follow-up (`question`, by id) takes answers, now and after the move."""

    question: int
    before: date
    after: date


@dataclass(frozen=True, slots=True)
class ProgrammeMove:
    """Sessions that move along, those that would fall outside, and the closing dates after it.

    `last_days` are those of the follow-ups that move along.
    """

    move: Move
    sessions: int
    outside: tuple[Session, ...]
    closings: Closings
    last_days: tuple[LastDay, ...]
    seen: str


def days_of_edition(edition: Edition) -> Days:
    """The days of an edition run here, which always has some."""
    assert edition.starts_on  # noqa: S101 (a constraint of the database)
    assert edition.ends_on  # noqa: S101
    return Days(edition.starts_on, edition.ends_on, edition.time_zone)


def are_dates_used(edition: Edition) -> bool:
    """Whether something that is planned depends on the dates, so that it moves along: sessions,
    last days of follow-ups, when delegates are there, and what the apps above know of.
    """
    follow_ups = edition.questions.filter(last_day__isnull=False)
    there = Delegate.objects.filter(registration__edition=edition, presence__isnull=False)
    used = Q(Exists(edition.sessions.all())) | Q(Exists(follow_ups)) | Q(Exists(there))
    for _, rows in dates_are_used.send(sender=Edition, edition=edition):
        used |= Q(Exists(cast("QuerySet[Any]", rows)))
    return Edition.objects.filter(used, pk=edition.pk).exists()


def programme_move(edition: Edition, wished: Days, now: datetime) -> ProgrammeMove:
    """What the programme and the closing dates become; `seen` tells what this was made from."""
    move = Move(days_of_edition(edition), wished)
    sessions = list(edition.sessions.order_by("pk"))
    outside = tuple(session for session in sessions if not stays_inside(session, move))
    last_days = last_days_after(edition, move, now)
    made_from = (
        edition.version,
        move,
        [(session.pk, session.day_on, str(session.period)) for session in sessions],
        last_days,
    )
    return ProgrammeMove(
        move=move,
        sessions=len(sessions) - len(outside),
        outside=outside,
        closings=closings_after(edition, move, now),
        last_days=last_days,
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


def last_days_after(edition: Edition, move: Move, now: datetime) -> tuple[LastDay, ...]:
    """The last days of follow-ups that move along, as far as the last day of the event allows.

    What is over stays over.
    """
    rows = edition.questions.filter(last_day__gte=day_at(edition, now)).order_by("pk")
    found = [
        LastDay(pk, day, min(move.day(day), move.after.last))
        for pk, day in rows.values_list("pk", "last_day")
        if day
    ]
    return tuple(row for row in found if row.after != row.before)


def last_move(edition: Edition) -> EditionMove | None:
    """The latest one, by which the event came to the days it has."""
    return EditionMove.objects.filter(edition=edition).select_related("moved_by").first()
