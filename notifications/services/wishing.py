"""How a person wants to be told, set on a page or by a link in a mail."""

from collections.abc import Mapping

from django.db import transaction

from notifications.models import MailWishes, Subject


@transaction.atomic
def set_wishes(*, user: int, wishes: Mapping[str, object]) -> MailWishes:
    """Keep what a person (id) chose, by the names of the columns; what is left out stays.

    It counts for mails that wait as well: each is looked at when it would leave.
    """
    MailWishes.objects.get_or_create(user_id=user)
    kept = MailWishes.objects.select_for_update().get(user_id=user)
    if any(getattr(kept, name) != value for name, value in wishes.items()):
        for name, value in wishes.items():
            setattr(kept, name, value)
        kept.save(update_fields=list(wishes))
    return kept


def stop(*, user: int, subject: Subject) -> None:
    """No more mails about this; done twice, as once."""
    set_wishes(user=user, wishes={subject.value: MailWishes.How.NEVER})


def have_again(*, user: int, subject: Subject) -> None:
    """Mails about this come again, at once."""
    set_wishes(user=user, wishes={subject.value: MailWishes.How.AT_ONCE})
