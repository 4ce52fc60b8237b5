"""Acts of people on their own account."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from accounts.queries import has_second_step
from accounts.rules import is_asked_for_second_step


@dataclass(frozen=True, slots=True)
class Asking:
    """Whether somebody is asked for a second step, and from when on nothing goes without."""

    is_asked: bool
    due: datetime | None = None


def ask_for_second_step(*, user: User, now: datetime) -> Asking:
    """What this person is asked; the time to set it up begins when it is first required."""
    if has_second_step(user) or not is_asked_for_second_step(user):
        return Asking(is_asked=False)
    if not settings.SECOND_STEP_REQUIRED:
        return Asking(is_asked=True)
    User.objects.filter(pk=user.pk, second_step_asked_at=None).update(second_step_asked_at=now)
    user.refresh_from_db(fields=["second_step_asked_at"])
    began = user.second_step_asked_at or now
    return Asking(is_asked=True, due=began + timedelta(days=settings.SECOND_STEP_DAYS))


class SessionNotFound(LookupError):
    """This person has no such session, or it has ended."""


@transaction.atomic
def end_session(*, user: User, pk: int) -> None:
    """Sign the person out in one browser; raises SessionNotFound."""
    rows = UserSession.objects.filter(user=user, pk=pk)
    if not rows:
        raise SessionNotFound(pk)
    _end(rows)


@transaction.atomic
def end_sessions(*, user: User, but: str = "") -> int:
    """Sign the person out everywhere, but in the session with this key; how many that were."""
    rows = UserSession.objects.filter(user=user).exclude(session_key=but)
    return _end(rows)


def _end(rows: QuerySet[UserSession]) -> int:
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    rows.delete()
    return len(keys)


def forget_ended_sessions(*, user: User, now: datetime) -> None:
    """Drop what is known of sessions whose time is over or that were signed out."""
    running = Session.objects.filter(expire_date__gt=now).values("session_key")
    UserSession.objects.filter(user=user).exclude(session_key__in=running).delete()
