"""Mails that an act under way writes to the old address, or with the old name, after an erasure."""

import json
from datetime import datetime, timedelta

from notifications.models import OutboxMessage, UnreachableAddress
from notifications.sealing import SealBroken, sealed, unsealed
from privacy.models import ErasedTraces
from privacy.people import Person, is_taken, pseudonym_of
from privacy.queries.possessions import Known, rows_by
from privacy.services.quoting import forget_quotes, traces

# The last mail to the old address, which waits for its own delivery.
FAREWELL = "erased"
# Longer than any act takes; a mail made later is to somebody who has the address now.
UNDER_WAY = timedelta(minutes=5)
KEPT = timedelta(minutes=10)


def remember(who: Known) -> None:
    """Keep, sealed, what a late mail is known by."""
    words = sealed(json.dumps({"names": who.names, "addresses": who.addresses}))
    ErasedTraces.objects.update_or_create(person_id=who.person.pk, defaults={"words": words})


def forget(person: Person, texts: list[str], now: datetime) -> None:
    """Take late mails of this erased person, and words of the person's in those to others.

    `texts` are what was written late. What they are known by is dropped once no act can be under
    way any more.
    """
    kept = ErasedTraces.objects.filter(person_id=person.pk).first()
    if kept is None:
        return
    try:
        said = json.loads(unsealed(kept.words))
    except SealBroken:
        said = {"names": [], "addresses": []}
    addresses = tuple(one for one in said["addresses"] if not is_taken(one, but=person))
    who = Known(person, addresses, tuple(said["names"]))
    mails = rows_by(OutboxMessage, "recipient", who).exclude(kind=FAREWELL)
    mails.filter(created_at__lt=person.erased_at + UNDER_WAY).delete()
    rows_by(UnreachableAddress, "email", who).delete()
    forget_quotes(traces(who.names, who.addresses, texts), pseudonym_of(person))
    if now >= person.erased_at + KEPT:
        kept.delete()
