"""A cluster says which others it does not want to be recommended."""

from events.models import Registration
from matchmaking.models import SetAside


def set_aside(*, registration: Registration, other: Registration) -> None:
    """Recommend `other` to the registration no more. Twice is once."""
    SetAside.objects.get_or_create(registration=registration, other=other)


def show_again(*, registration: Registration, other: Registration) -> None:
    """Recommend `other` again as if nothing had been said."""
    SetAside.objects.filter(registration=registration, other=other).delete()
