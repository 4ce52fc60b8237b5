"""Links in mails by which a person answers one request without signing in.

A link is signed and kept nowhere. It speaks for the person mailed, for the request as it was then,
for fourteen days; an answer, a withdrawal or the end of the membership ends it.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from matchmaking.models import MeetingRequest

SALT = "matchmaking.answer_links"
LASTS = timedelta(days=14)


class LinkBroken(Exception):
    """Nobody was ever sent this link."""


class LinkOver(Exception):
    """It was sent longer ago than `LASTS`."""


@dataclass(frozen=True, slots=True)
class AnswerLink:
    """Which request (id) as of which version, and who (id of a user) may answer it."""

    request: int
    version: int
    user: int


def link_for(request: MeetingRequest, user: int) -> str:
    """The whole address that this person (id) is sent."""
    token = signing.dumps([request.pk, request.version, user], salt=SALT)
    return f"{settings.SITE_URL}{reverse('answer-by-mail', args=[token])}"


def read_link(token: str) -> AnswerLink:
    """Raises `LinkBroken`, `LinkOver`."""
    try:
        return AnswerLink(*signing.loads(token, salt=SALT, max_age=LASTS))
    except signing.SignatureExpired as error:
        raise LinkOver from error
    except signing.BadSignature as error:
        raise LinkBroken from error
