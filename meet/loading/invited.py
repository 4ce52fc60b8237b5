"""Invitations and roles that a person is offered, and the links in their mails."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import User
from clusters.models import ACTING, Membership
from clusters.services.membership import hash_of
from events.answer_links import read_link
from events.models import Edition, EventInvitation, EventRole, EventRoleInvitation
from events.queries.inviting import invitations_of
from interface.links import LinkBroken, LinkOver


def event_invitation_of(user: User, pk: int) -> EventInvitation:
    """An invitation of a cluster to an event, for those who speak for it."""
    return get_object_or_404(invitations_of(user), pk=pk)


@dataclass(frozen=True, slots=True)
class MailedInvitation:
    """An invitation as it is now, who was sent the link, and its version at that time."""

    invitation: EventInvitation
    reader: User
    version: int


def mailed_invitation_by(token: str) -> MailedInvitation:
    """What a link in a mail is about: knowing it is the permission.

    As long as whom it was sent to speaks for the cluster. Raises `LinkOver`.
    """
    try:
        link = read_link(token)
    except LinkBroken as unknown:
        raise Http404 from unknown
    rows = EventInvitation.objects.select_related("edition__owner", "cluster", "round")
    found = rows.exclude(edition__state=Edition.State.DRAFT).filter(pk=link.invitation).first()
    if found is None:
        raise LinkOver
    members = Membership.objects.filter(organisation=found.cluster_id, role__in=ACTING)
    member = members.filter(user=link.user, user__is_active=True).select_related("user").first()
    if member is None:
        raise LinkOver
    return MailedInvitation(found, member.user, link.version)


def own_event_role_of(user: User, pk: int) -> EventRole:
    """One's own role at one event alone."""
    return get_object_or_404(EventRole.objects.select_related("edition"), user=user, pk=pk)


def own_role_offer_of(user: User, pk: int) -> EventRoleInvitation:
    """An invitation to work at an event, to this person's own address."""
    rows = EventRoleInvitation.objects.filter(email=user.email.lower())
    return get_object_or_404(rows.select_related("edition", "invited_by"), pk=pk)


def role_offer_by(token: str) -> EventRoleInvitation:
    """The invitation whose secret a person was sent: knowing it is the permission to see it."""
    rows = EventRoleInvitation.objects.select_related("edition", "invited_by")
    return get_object_or_404(rows, token_hash=hash_of(token))
