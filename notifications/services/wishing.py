"""How a person wants to be told, set on a page or by a link in a mail."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from notifications.models import MailWishes, OutboxMessage, Subject

How = MailWishes.How


@transaction.atomic
def set_wishes(*, user: int, wishes: Mapping[str, object], now: datetime) -> MailWishes:
    """Keep what a person (id) chose, by the names of the columns; what is left out stays.

    It counts for mails that wait as well: what is held back is looked at anew.
    """
    MailWishes.objects.get_or_create(user_id=user)
    locked = MailWishes.objects.select_for_update(of=("self",)).select_related("user")
    kept = locked.get(user_id=user)
    if any(getattr(kept, name) != value for name, value in wishes.items()):
        for name, value in wishes.items():
            setattr(kept, name, value)
        kept.save(update_fields=list(wishes))
        held = OutboxMessage.objects.filter(recipient=kept.user.email).exclude(hold="")
        held.update(hold="", due_at=now)
    return kept


def stop(*, user: int, subjects: Iterable[Subject], now: datetime) -> None:
    """No more mails about these; done twice, as once."""
    never = {subject.value: How.NEVER for subject in subjects}
    set_wishes(user=user, wishes=never, now=now)


def have_again(*, user: int, subjects: Iterable[Subject], now: datetime) -> None:
    """Mails about these come again, at once."""
    at_once = {subject.value: How.AT_ONCE for subject in subjects}
    set_wishes(user=user, wishes=at_once, now=now)
