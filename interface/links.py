"""Links in mails that let their reader do one thing without signing in: signed, kept nowhere."""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse


class LinkBroken(Exception):
    """Nobody was ever sent this link."""


class LinkOver(Exception):
    """It was sent too long ago, or no longer speaks for whom it was sent to."""


def link_to(page: str, what: Sequence[int], *, salt: str) -> str:
    """The whole address of the page of this name, whose token says `what`."""
    token = signing.dumps(list(what), salt=salt)
    return f"{settings.SITE_URL}{reverse(page, args=[token])}"


def said_by(token: str, *, salt: str, lasts: timedelta) -> list[int]:
    """What a token says. Raises `LinkBroken`, `LinkOver`."""
    try:
        return [int(part) for part in signing.loads(token, salt=salt, max_age=lasts)]
    except signing.SignatureExpired as error:
        raise LinkOver from error
    except signing.BadSignature as error:
        raise LinkBroken from error
