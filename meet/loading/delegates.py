"""Delegates with accounts of their own: to whom each belongs, and what they may open."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import User
from clusters.services.membership import hash_of
from events.models import DelegateAccess, Registration
from matchmaking.queries.meetings import MeetingStory
from matchmaking.queries.told import sat_when_cancelled
from meet.loading import meeting_of

Person = User | AnonymousUser


def account_of(registration: Registration, delegate: int) -> DelegateAccess:
    """The account of somebody whom the cluster sends, asked for or taken up."""
    rows = DelegateAccess.objects.filter(registration=registration)
    return get_object_or_404(rows.select_related("user", "delegate"), delegate=delegate)


def own_access_of(user: Person, edition: str) -> DelegateAccess:
    """This person as a delegate at an edition, with cluster and edition."""
    return get_object_or_404(_whole(DelegateAccess.objects.of(user)), edition__slug=edition)


def own_calendar_of(user: User, edition: str) -> DelegateAccess:
    """The same, also where the cluster does not come any more: calendars hear what is gone."""
    return get_object_or_404(
        _whole(DelegateAccess.objects.filter(user=user)), edition__slug=edition
    )


def own_delegate_invitation_of(user: User, pk: int) -> DelegateAccess:
    """What asks this person, by the own address, to be there as a delegate with an account."""
    rows = DelegateAccess.objects.filter(email=user.email.lower())
    return get_object_or_404(_whole(rows), pk=pk)


def delegate_invitation_by(token: str) -> DelegateAccess:
    """The same by the secret that a person was sent: knowing it is the permission to see it."""
    return get_object_or_404(_whole(DelegateAccess.objects.all()), token_hash=hash_of(token))


def _whole(rows: QuerySet[DelegateAccess]) -> QuerySet[DelegateAccess]:
    return rows.select_related(
        "delegate", "invited_by", "registration__cluster__region", "registration__edition__owner"
    )


def seat_of(access: DelegateAccess, pk: int) -> MeetingStory:
    """A meeting in which this delegate sits, as it is published, or sat until it was cancelled."""
    found = meeting_of(access.registration, pk)
    if not found.seats(access.delegate_id) and not sat_when_cancelled(access.pk, pk):
        raise Http404
    return found
