"""Links that let whoever has them act as a person: sealed while they wait in the outbox.

The key comes from the site's secret key, so that the database alone opens nothing.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes


class SealBroken(Exception):
    """The site's secret key has changed since, or the text was never sealed."""


def sealed(text: str) -> str:
    """The text as only this site can read it; nothing stays nothing."""
    return _box().encrypt(text.encode()).decode() if text else ""


def unsealed(text: str) -> str:
    """What was sealed. Raises SealBroken."""
    try:
        return _box().decrypt(text.encode()).decode() if text else ""
    except InvalidToken as error:
        raise SealBroken from error


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str | bytes) -> bytes:
    digest = hashlib.blake2b(
        force_bytes(key), digest_size=32, person=b"outbox", salt=b"seal"
    ).digest()
    return base64.urlsafe_b64encode(digest)
