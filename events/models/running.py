"""Who runs an edition: its bodies by their members, and people for it alone."""

from django.db.models import Case, OuterRef, Q, Subquery, When
from django.db.models.functions import Least

from accounts.models import User
from clusters.models import Membership
from events.models.event_roles import EventRole
from events.models.organisers import EditionOrganiser


def running() -> Q:
    """Memberships in the body that owns an edition, or in one that said yes to organise it too.

    In a subquery of editions.
    """
    co_organisers = EditionOrganiser.objects.accepted().filter(
        edition=OuterRef(OuterRef("pk")), role__in=EditionOrganiser.RUNNING_ROLES
    )
    return Q(organisation=OuterRef("owner_id")) | Q(
        organisation__in=co_organisers.values("organisation")
    )


def role_of(user: User) -> Case:
    """A person's role in an edition, by a body or for it alone: of several the first by its name,
    which is the one that may most.
    """
    places = Membership.objects.filter(running(), user=user).order_by("role")
    alone = EventRole.objects.filter(edition=OuterRef("pk"), user=user)
    # PostgreSQL leaves out what is NULL.
    first = Least(Subquery(places.values("role")[:1]), Subquery(alone.values("role")[:1]))
    return Case(When(is_recorded=False, then=first))
