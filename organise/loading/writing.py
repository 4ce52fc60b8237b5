"""What an organiser may write again."""

from accounts.models import User
from events.models import Circular, Edition
from events.queries.messages import to_write_again
from organise.forms.asked import DIGITS


def earlier_circular(edition: Edition, user: User, pk: str) -> Circular | None:
    """What this person may write again, by its number as an address has it; else nothing."""
    if not (pk.isascii() and pk.isdigit() and len(pk) <= DIGITS):
        return None
    return to_write_again(edition, user).filter(pk=int(pk)).first()
