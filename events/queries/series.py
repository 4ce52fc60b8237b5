"""Series that an organiser has no use for any more."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import User
from clusters.models import Membership, Role
from events.models import Series


def series_of(user: User | AnonymousUser) -> QuerySet[Series]:
    """The series of the bodies that this person owns."""
    if not user.is_authenticated:
        return Series.objects.none()
    owned = Membership.objects.filter(user=user, role=Role.OWNER)
    return Series.objects.filter(organiser__in=owned.values("organisation"))


def empty_series_of(user: User | AnonymousUser) -> QuerySet[Series]:
    """Those without events, questions about one, calls and facts, by name."""
    empty = {"editions__isnull": True, "asks__isnull": True, "facts__isnull": True}
    empty |= {"calls__isnull": True}
    return series_of(user).filter(**empty)
