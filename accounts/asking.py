"""Whether the person who is signed in is asked for a second step, kept with the session.

It is found out when somebody signs in, and when a second step is added or removed: a page asks no
question of the database for it.
"""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.dateparse import parse_datetime

from accounts.models import User
from accounts.queries import has_second_step
from accounts.services import ask_for_second_step

KEY = "second_step"


@dataclass(frozen=True, slots=True)
class Asked:
    """A person is asked for a second step; from `due` on, nothing goes without."""

    due: datetime | None


def note(request: HttpRequest, user: User, now: datetime) -> None:
    """Keep with the session whether this person is asked."""
    request.session.pop(KEY, None)
    asked = ask_for_second_step(user=user, now=now)
    if asked.is_asked:
        request.session[KEY] = asked.due.isoformat() if asked.due else ""


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
