"""Delegates with accounts: whom a mail that waits still concerns."""

from events.mails import OF_ITS_END
from events.models import Delegate, DelegateAccess
from events.models.registrations import TAKING_PART


def is_over_for_delegate(kind: str, object_key: str) -> bool:
    """Whether a mail is for a delegate who reads no agenda any more, and does not say so.

    False of mails about anything else, by their `object_key`.
    """
    if not object_key.startswith(DelegateAccess.KEY) or kind in OF_ITS_END:
        return False
    pk = object_key.removeprefix(DelegateAccess.KEY).partition(":")[0]
    there = DelegateAccess.objects.filter(pk=pk, registration__state__in=TAKING_PART)
    return not there.exists()


def has_account(delegate: Delegate) -> bool:
    """Whether a delegate has an account for the own agenda, or was asked to take one up."""
    return DelegateAccess.objects.filter(delegate=delegate).exists()
