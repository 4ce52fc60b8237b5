"""Mail that waits follows its reader to a new address."""

from django.db import transaction
from django.db.models import Exists, OuterRef

from notifications.kinds import by_wish
from notifications.models import OutboxMessage
from notifications.services.holding import leave


@transaction.atomic
def follow(*, old: str, new: str) -> int:
    """What waits at an old address, and may wait, goes to the new one; how many mails that are.

    What is needed at once, such as a link that proves an address, belongs to that address. What
    was told at the new one already is not told again.
    """
    known = OutboxMessage.objects.filter(
        kind=OuterRef("kind"),
        object_key=OuterRef("object_key"),
        version=OuterRef("version"),
        recipient=new.lower(),
    )
    waiting = OutboxMessage.objects.filter(
        recipient=old.lower(), state=OutboxMessage.State.QUEUED, kind__in=by_wish()
    )
    for row in waiting.filter(Exists(known)).select_for_update(of=("self",)).order_by("pk"):
        leave(row)
    return waiting.update(recipient=new.lower())
