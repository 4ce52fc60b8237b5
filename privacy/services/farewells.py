"""The last mails to those who were erased: their rows go once they have left."""

from notifications.models import OutboxMessage, UnreachableAddress
from privacy.services.late import FAREWELL


def drop_sent_farewells() -> int:
    sent = OutboxMessage.objects.filter(kind=FAREWELL).exclude(state=OutboxMessage.State.QUEUED)
    # That their address refused even this is nobody's business any more.
    UnreachableAddress.objects.filter(email__in=sent.values("recipient")).delete()
    return sent.delete()[0]
