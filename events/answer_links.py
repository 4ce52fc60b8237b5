"""Links in mails by which a person answers an invitation to an event without signing in.

A link speaks for the person mailed and for the invitation as it was then, for fourteen days.
"""

from dataclasses import dataclass
from datetime import timedelta

from events.models import EventInvitation
from interface.links import link_to, said_by

SALT = "events.answer_links"
LASTS = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class InvitationLink:
    """Which invitation (id) as of which version, and who (id of a user) may answer it."""

    invitation: int
    version: int
    user: int


def link_for(invitation: EventInvitation, user: int) -> str:
    """The whole address that this person (id) is sent."""
    what = [invitation.pk, invitation.version, user]
    return link_to("event-invitation-by-mail", what, salt=SALT)


def read_link(token: str) -> InvitationLink:
    """Raises `LinkBroken`, `LinkOver`."""
    return InvitationLink(*said_by(token, salt=SALT, lasts=LASTS))
