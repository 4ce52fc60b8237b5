"""What bodies are asked by others, for their members to answer."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.rules import is_administrator
from clusters.models import Membership
from events.models import Consent, EditionOrganiser, SeriesAsk


def co_organiser_asks(user: User) -> QuerySet[EditionOrganiser]:
    """Editions run here that name a body of this person as co-organiser, the last first."""
    rows = EditionOrganiser.objects.filter(
        role=EditionOrganiser.Role.CO_ORGANISER,
        edition__is_recorded=False,
        organisation__memberships__user=user,
    )
    return rows.select_related("edition__owner", "organisation").order_by("-pk")


def series_asks(user: User) -> QuerySet[SeriesAsk]:
    """Editions that others wish in a series of a body of this person, the last first.

    Administrators answer for series whose body has no member, or that have no body.
    """
    members = Membership.objects.filter(organisation=OuterRef("series__organiser"))
    is_mine = Q(series__organiser__memberships__user=user)
    if is_administrator(user):
        is_mine = is_mine | Q(~Exists(members))
    rows = SeriesAsk.objects.filter(is_mine).distinct()
    return rows.select_related("edition__owner", "series__organiser")


def waiting_consents(user: User) -> int:
    """How many questions wait for an answer of this person."""
    asked = Consent.ASKED
    return co_organiser_asks(user).filter(state=asked).count() + (
        series_asks(user).filter(state=asked).count()
    )
