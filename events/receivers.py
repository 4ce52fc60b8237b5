"""What follows here when a person is erased: names that no account stands behind."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from accounts.models import User
from events.models import Edition
from events.queries.delegates import is_over_for_delegate
from events.services import forgetting
from events.services.retention import EDITION, erase_people
from notifications.models import OutboxMessage
from notifications.signals import mail_leaves
from privacy.signals import erased_before, person_leaves


@receiver(person_leaves, dispatch_uid="events.forget_names")
def forget_names(sender: type[User], **who: Any) -> None:
    forgetting.forget_names(
        person=who["person"],
        names=who["names"],
        addresses=who["addresses"],
        pseudonym=who["pseudonym"],
    )


@receiver(mail_leaves, dispatch_uid="events.is_over_for_delegate")
def keep_from_former_delegates(
    sender: type[OutboxMessage], kind: str, object_key: str, **extra: object
) -> bool:
    """Who is no delegate any more, or of a cluster that does not come, hears that alone."""
    return is_over_for_delegate(kind, object_key)


@receiver(erased_before, dispatch_uid="events.erase_people_again")
def erase_people_again(sender: object, kind: str, key: str, now: datetime, **extra: object) -> None:
    """A restored backup has brought back what had ended with an event."""
    if kind == EDITION:
        # Numbers are given again in another database: an event that is not over is another one.
        over = Edition.objects.filter(ends_on__lt=now.date(), people_erased_at=None)
        for edition in over.filter(pk=int(key)):
            erase_people(edition=edition, now=now, is_again=True)
