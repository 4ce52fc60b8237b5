"""Links in mails by which mails of a kind are stopped without signing in (RFC 8058).

A link is signed and kept nowhere. It says whose mails of which subjects, and does nothing else; it
lasts as long as the account, because old mails are stopped too.
"""

from collections.abc import Iterable

from django.conf import settings
from django.core import signing
from django.urls import reverse

from notifications.models import Subject

SALT = "notifications.stop_links"


class StopLinkBroken(Exception):
    """Nobody was ever sent this link."""


def stop_link(user: int, subjects: Iterable[Subject]) -> str:
    """The whole address that this person (id) is sent."""
    token = signing.dumps([user, [subject.value for subject in subjects]], salt=SALT)
    return f"{settings.SITE_URL}{reverse('mail-stop', args=[token])}"


def read_stop_link(token: str) -> tuple[int, list[Subject]]:
    """Whose mails (id) of which subjects. Raises StopLinkBroken."""
    try:
        user, subjects = signing.loads(token, salt=SALT)
        return int(user), [Subject(subject) for subject in subjects]
    except (signing.BadSignature, ValueError) as error:
        raise StopLinkBroken from error
