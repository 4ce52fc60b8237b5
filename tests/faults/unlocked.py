"""The site with its locks taken out: the control that shows what the race tests can see.

The first who may have a place waits there for a second one, so that two at least always race.
"""

from collections.abc import Iterable
from itertools import count
from threading import Event
from typing import Any

from clustermeet.wsgi import application
from events.models import Registration
from matchmaking.services.placing import checks, writing

__all__ = ["application"]

_arrivals, _both_are_there = count(1), Event()


def unlocked(_edition: int, pks: Iterable[int]) -> dict[int, Registration]:
    return {row.pk: row for row in Registration.objects.filter(pk__in=set(pks)).order_by("pk")}


def checked_together(*args: Any, **named: Any) -> dict[int, int]:
    seats = checks.check_place(*args, **named)
    if next(_arrivals) > 1:
        _both_are_there.set()
    _both_are_there.wait()
    return seats


vars(writing)["locked_with_partners"] = unlocked
vars(writing)["check_place"] = checked_together
