"""What a page of a cluster's workspace is about: one function a thing.

Who may not see it finds nothing (404); who may see it but not act on it is refused (403).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import User
from accounts.rules import is_administrator, reads_unpublished
from clusters.models import ACTING, Claim, FormerMembership, Invitation, Membership, Organisation
from clusters.rules import can_see_members
from clusters.services.membership import hash_of
from events.models import (
    Answer,
    Application,
    Call,
    Delegate,
    Edition,
    Registration,
)
from events.queries.presence import with_delegates
from events.queries.texts import hand_over, with_texts
from events.rules import can_act_for
from interface.links import LinkBroken, LinkOver
from interface.statements import Remembered, only
from matchmaking.answer_links import read_link
from matchmaking.models import (
    AvailabilityAsk,
    CalendarFeed,
    Meeting,
    MeetingRequest,
    TimeOffer,
)
from matchmaking.queries.meetings import MeetingStory, story

Person = User | AnonymousUser
T = TypeVar("T")


def edition_of(user: Person, slug: str) -> Edition:
    return get_object_or_404(Edition.objects.visible_to(user), slug=slug)


def call_of(slug: str) -> Call:
    """A call that is public."""
    rows = Call.objects.public().select_related("edition", "series", "body")
    return get_object_or_404(rows, slug=slug)


def own_application_of(user: Person, pk: int) -> Application:
    """An application, for those who act for the body that made it."""
    rows = Application.objects.of(user).select_related(
        "call__edition", "call__series", "call__body", "organisation", "region", "submitted_by"
    )
    return get_object_or_404(rows.select_related("registration", "edition_made"), pk=pk)


def registration_of(user: Person, edition: str, cluster: str) -> Registration:
    """A cluster at an edition, for who acts for it, and to read for who may know its people.

    It brings who is there when, as its page and its agenda ask.
    """
    if not user.is_authenticated or reads_unpublished(user):
        found = get_object_or_404(_registrations(user), _names(edition, cluster))
    else:
        found = only(_REGISTRATION(user=user.pk, edition=edition, cluster=cluster))
    hand_over(found)
    return found


def _registrations(user: Person) -> QuerySet[Registration]:
    rows = with_delegates(Registration.objects.known_to(user).asked_by(user))
    return with_texts(rows.select_related("edition__host_region", "cluster__region"))


def _names(edition: str, cluster: str) -> Q:
    return Q(edition__slug=edition, cluster__slug=cluster)


def _registration(user: int, edition: str, cluster: str) -> QuerySet[Registration]:
    return _registrations(User(pk=user)).filter(_names(edition, cluster))


_REGISTRATION = Remembered(_registration, user=int, edition=str, cluster=str)


def managed_registration_of(user: Person, edition: str, cluster: str) -> Registration:
    """A cluster at an edition, for its managers, and delegates whom they let, to act."""
    registration = registration_of(user, edition, cluster)
    if not can_act_for(user, registration):
        raise PermissionDenied
    return registration


def own_registration_of(user: Person, pk: int) -> Registration:
    """A registration, for the cluster's managers alone."""
    rows = Registration.objects.managed_by(user).select_related("edition", "cluster")
    return get_object_or_404(rows, pk=pk)


def delegate_of(registration: Registration, pk: int) -> Delegate:
    """Somebody whom the cluster sends."""
    return get_object_or_404(registration.delegates.all(), pk=pk)


def answer_of(registration: Registration, question: int) -> Answer:
    """What the cluster answered to a question of the event."""
    rows = registration.answers.select_related("question", "file")
    return get_object_or_404(rows, question=question)


def partner_of(registration: Registration, partner: str) -> Registration:
    """Another approved cluster of the same edition."""
    others = Registration.objects.filter(edition=registration.edition).approved()
    rows = others.exclude(pk=registration.pk).select_related(
        "cluster__region", "cluster__logo", "edition"
    )
    return get_object_or_404(rows, cluster__slug=partner)


def each_of(known: Mapping[str, T], slugs: Sequence[str]) -> list[T]:
    """What these names stand for among what may be seen, each once."""
    if len(set(slugs)) != len(slugs) or not known.keys() >= set(slugs):
        raise Http404
    return [known[slug] for slug in slugs]


def meeting_of(registration: Registration, pk: int) -> MeetingStory:
    """A meeting that the cluster is a side of."""
    try:
        found = story(pk)
    except Meeting.DoesNotExist as missing:
        raise Http404 from missing
    if registration.pk not in {side.pk for side in found.sides}:
        raise Http404
    return found


def own_meeting_of(registration: Registration, pk: int) -> Meeting:
    """The same meeting alone, with its edition."""
    rows = Meeting.objects.filter(participants__registration=registration)
    found = get_object_or_404(rows, pk=pk)
    found.edition = registration.edition
    return found


def offer_of(registration: Registration, pk: int) -> TimeOffer:
    """An offer of other times for a meeting of the cluster, its own or the other side's."""
    rows = TimeOffer.objects.filter(meeting__participants__registration=registration)
    return get_object_or_404(rows.select_related("meeting", "side__cluster", "from_slot"), pk=pk)


def request_of(user: Person, registration: Registration, pk: int) -> MeetingRequest:
    """A request that the cluster sent or received."""
    own = Q(requester=registration) | Q(invitee=registration)
    rows = MeetingRequest.objects.visible_to(user).filter(own)
    return get_object_or_404(
        rows.select_related("edition__host_region", "requester__cluster", "invitee__cluster"), pk=pk
    )


def received_request_of(user: Person, registration: Registration, pk: int) -> MeetingRequest:
    """A request that the cluster received, and so may answer."""
    request = request_of(user, registration, pk)
    if request.invitee_id != registration.pk:
        raise Http404
    return request


def ask_of(registration: Registration, pk: int) -> AvailabilityAsk:
    """A time that the organiser asks the cluster for."""
    rows = AvailabilityAsk.objects.select_related("registration__cluster", "asked_by")
    return get_object_or_404(rows, registration=registration, pk=pk)


def cluster_of(user: Person, slug: str) -> Organisation:
    """A cluster, for its managers alone."""
    rows = Organisation.objects.acted_for_by(user).clusters().select_related("region", "logo")
    return get_object_or_404(rows, slug=slug)


def organisation_of(user: Person, slug: str) -> Organisation:
    """An organisation with its people, for its members and administrators."""
    organisation = get_object_or_404(Organisation, slug=slug)
    if not can_see_members(user, organisation):
        raise Http404
    return organisation


def membership_of(organisation: Organisation, pk: int) -> Membership:
    return get_object_or_404(organisation.memberships.select_related("user"), pk=pk)


def former_membership_of(organisation: Organisation, pk: int) -> FormerMembership:
    return get_object_or_404(organisation.former_memberships.select_related("user"), pk=pk)


def own_invitation_of(user: User, pk: int) -> Invitation:
    """An invitation to this person's own address."""
    rows = Invitation.objects.filter(email=user.email.lower()).select_related("organisation")
    return get_object_or_404(rows, pk=pk)


def invitation_of(organisation: Organisation, pk: int) -> Invitation:
    return get_object_or_404(organisation.invitations, pk=pk)


def invitation_by(token: str) -> Invitation:
    """The invitation whose secret a person was sent: knowing it is the permission to see it."""
    rows = Invitation.objects.select_related("organisation", "invited_by")
    return get_object_or_404(rows, token_hash=hash_of(token))


def own_calendar_feed_of(user: User, pk: int) -> CalendarFeed:
    return get_object_or_404(CalendarFeed.objects.filter(user=user), pk=pk)


def calendar_feed_by(token: str) -> CalendarFeed:
    """The agendas whose address somebody knows, while its owner has an account, and speaks for the
    cluster, or has the account as a delegate.
    """
    try:
        feed = CalendarFeed.objects.by_token(token)
    except CalendarFeed.DoesNotExist as unknown:
        raise Http404 from unknown
    acting = Membership.objects.filter(user=feed.user_id, role__in=ACTING)
    is_lost = feed.cluster_id and not acting.filter(organisation=feed.cluster_id).exists()
    if is_lost or not feed.user.is_active:
        raise Http404
    return feed


@dataclass(frozen=True, slots=True)
class MailedRequest:
    """A request as it is now, who was sent the link to answer it, and its version at that time."""

    request: MeetingRequest
    reader: User
    version: int

    @property
    def waits(self) -> bool:
        """Whether it still waits for the answer that the mail asked for."""
        is_pending = self.request.state == MeetingRequest.State.PENDING
        return is_pending and self.request.version == self.version


def mailed_request_by(token: str) -> MailedRequest:
    """What a link in a mail is about: knowing it is the permission.

    As long as whom it was sent to speaks for the cluster that was asked. Raises `LinkOver`.
    """
    try:
        link = read_link(token)
    except LinkBroken as unknown:
        raise Http404 from unknown
    rows = MeetingRequest.objects.select_related(
        "edition__host_region", "requester__cluster__region", "invitee__cluster", "invitee__edition"
    )
    found = get_object_or_404(rows, pk=link.request)
    members = Membership.objects.filter(organisation=found.invitee.cluster_id, role__in=ACTING)
    member = members.filter(user=link.user, user__is_active=True).select_related("user").first()
    if not member:
        raise LinkOver
    return MailedRequest(found, member.user, link.version)


def claim_to_decide_of(user: Person, pk: int) -> Claim:
    """A claim, for administrators to decide; whoever made it is refused."""
    rows = Claim.objects.visible_to(user).select_related("user", "organisation")
    claim = get_object_or_404(rows, pk=pk)
    if not is_administrator(user):
        raise PermissionDenied
    return claim
