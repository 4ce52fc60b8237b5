"""A cluster says which others it does not want to be recommended."""

from datetime import datetime

from events.models import Registration
from matchmaking.models import SetAside
from matchmaking.rules import recommends_partners


class NotRecommending(Exception):
    """Nobody is recommended to this cluster now."""


def set_aside(*, registration: Registration, other: Registration, now: datetime) -> None:
    """Recommend `other` to the registration no more. Twice is once. Raises `NotRecommending`."""
    _check(registration, now)
    SetAside.objects.get_or_create(registration=registration, other=other)


def show_again(*, registration: Registration, other: Registration, now: datetime) -> None:
    """Recommend `other` again as if nothing had been said. Raises `NotRecommending`."""
    _check(registration, now)
    SetAside.objects.filter(registration=registration, other=other).delete()


def _check(registration: Registration, now: datetime) -> None:
    if not recommends_partners(registration, now):
        raise NotRecommending
