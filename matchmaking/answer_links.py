"""Links in mails by which a person answers one request without signing in.

A link is signed and kept nowhere. It speaks for the person mailed, for the request as it was then,
for fourteen days; an answer, a withdrawal or the end of the membership ends it.
"""

from dataclasses import dataclass
from datetime import timedelta

from interface.links import link_to, said_by
from matchmaking.models import MeetingRequest

SALT = "matchmaking.answer_links"
LASTS = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class AnswerLink:
    """Which request (id) as of which version, and who (id of a user) may answer it."""

    request: int
    version: int
    user: int


def link_for(request: MeetingRequest, user: int) -> str:
    """The whole address that this person (id) is sent."""
    return link_to("answer-by-mail", [request.pk, request.version, user], salt=SALT)


def read_link(token: str) -> AnswerLink:
    """Raises `LinkBroken`, `LinkOver`."""
    return AnswerLink(*said_by(token, salt=SALT, lasts=LASTS))
