"""A cluster answers an invitation: not this time; that it comes it says by registering."""

from datetime import datetime

from accounts.models import User
from events.models import Edition, EventInvitation, Registration
from events.rules import is_open_for_invitations
from events.services.inviting.letters import stop
from events.services.locking import locked_edition
from interface.contention import retrying

State = EventInvitation.State


class InvitationOver(Exception):
    """It was taken back, the cluster registered, or the time to answer is over."""


class InvitationChanged(Exception):
    """Somebody answered since it was shown."""


@retrying
def decline_invitation(
    *, invitation: EventInvitation, version: int, by: User, reason: str, now: datetime
) -> None:
    """The cluster says: not this time. `version` is the one that was shown.

    It may still register. Raises `InvitationOver`, `InvitationChanged`, `Busy`.
    """
    current = _to_answer(invitation, version, State.INVITED, now)
    current.state, current.reason, current.answered_by = State.DECLINED, reason, by
    current.version += 1
    current.save(update_fields=["state", "reason", "answered_by", "version"])
    stop([current])


@retrying
def take_answer_back(*, invitation: EventInvitation, version: int, now: datetime) -> None:
    """As if the cluster had not said no. Raises `InvitationOver`, `InvitationChanged`, `Busy`."""
    current = _to_answer(invitation, version, State.DECLINED, now)
    current.state, current.reason, current.answered_by = State.INVITED, "", None
    current.version += 1
    current.save(update_fields=["state", "reason", "answered_by", "version"])


def _to_answer(
    invitation: EventInvitation, version: int, state: State, now: datetime
) -> EventInvitation:
    edition = locked_edition(invitation.edition_id)
    current = EventInvitation.objects.filter(pk=invitation.pk).first()
    if current is None or not is_answerable(current, edition, now):
        raise InvitationOver
    if (current.state, current.version) != (state, version):
        raise InvitationChanged
    return current


def is_answerable(invitation: EventInvitation, edition: Edition, now: datetime) -> bool:
    """Whether it still is for the cluster to say yes or no."""
    registered = Registration.objects.filter(edition=edition, cluster=invitation.cluster_id)
    stands = invitation.state != State.WITHDRAWN and is_open_for_invitations(edition, now)
    return stands and not registered.exists()
