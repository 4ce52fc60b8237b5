"""Whether the person who is signed in is asked for a second step, kept with the session.

It is found out when somebody signs in, when a second step is added or removed, at once when the
person's rights or the site's rule are others than then, and else once an hour, for somebody may
come to work at an event meanwhile: a page asks no question of the database for it. A session in
which somebody signed in before this was kept has no such hour: it is found out at its next page.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.http import HttpRequest
from django.utils.dateparse import parse_datetime

from accounts.models import User
from accounts.queries import has_second_step
from accounts.rules import has_rights
from accounts.services import ask_for_second_step

KEY = "second_step"
# When it was found out, and in which circumstances.
FOUND_OUT = "second_step_found_out"
EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """A person is asked for a second step; from `due` on, nothing goes without."""

    due: datetime | None


def note(request: HttpRequest, user: User, now: datetime) -> None:
    """Keep with the session whether this person is asked."""
    request.session.pop(KEY, None)
    request.session[FOUND_OUT] = [now.timestamp(), *_circumstances(user)]
    asked = ask_for_second_step(user=user, now=now)
    if asked.is_asked:
        request.session[KEY] = asked.due.isoformat() if asked.due else ""


def _circumstances(user: User) -> list[bool]:
    """What decides whether somebody is asked, as far as it is known without a question."""
    return [has_rights(user), bool(settings.SECOND_STEP_REQUIRED)]


def is_old(request: HttpRequest, now: datetime) -> bool:
    """Whether what was kept is to be found out anew."""
    if not request.user.is_authenticated:
        return False
    found_out = request.session.get(FOUND_OUT)
    if found_out is None:
        return AUTHENTICATION_METHODS_SESSION_KEY in request.session
    then, *circumstances = found_out
    is_over: bool = then + EVERY.total_seconds() <= now.timestamp()
    return is_over or circumstances != _circumstances(request.user)


def asked_of(request: HttpRequest) -> Asked | None:
    """What was kept; None when nothing is asked."""
    kept = request.session.get(KEY)
    return None if kept is None else Asked(parse_datetime(kept) if kept else None)


def must_set_up(request: HttpRequest, now: datetime) -> bool:
    """Whether this person may go on only with a second step, and still has none."""
    if not request.user.is_authenticated:
        return False
    asked = asked_of(request)
    if asked is None or asked.due is None or now < asked.due:
        return False
    if has_second_step(request.user):  # set up in another browser
        del request.session[KEY]
        return False
    return True
