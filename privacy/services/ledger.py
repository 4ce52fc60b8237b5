"""Bringing the database to what the list of erasures says."""

from datetime import datetime

from privacy import ledger
from privacy.people import people
from privacy.services.erasing import PERSON, erase
from privacy.signals import erased_before


def carry_out(*, now: datetime) -> int:
    """Erase again whoever and whatever stands in the list and is here; how many people were.

    For a restored backup, before the site opens; and after a crash between the line in the list and
    the commit.
    """
    entries = ledger.entries()
    subjects = [entry.key for entry in entries if entry.kind == PERSON]
    back = people().filter(subject__in=subjects, erased_at=None).order_by("pk")
    erased = sum(erase(person=person, now=now, is_again=True) for person in back)
    for entry in entries:
        if entry.kind != PERSON:
            erased_before.send(sender=None, kind=entry.kind, key=entry.key, now=now)
    return erased
