"""What bodies are asked by others, for those who act for them to answer."""

from collections.abc import Collection

from django.db.models import (
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    prefetch_related_objects,
)

from accounts.models import User
from accounts.rules import is_administrator
from clusters.models import ACTING, Membership
from events.models import Consent, Edition, EditionOrganiser, Naming, Registration, SeriesAsk
from interface.counting import counts


def co_organiser_asks(user: User) -> QuerySet[EditionOrganiser]:
    """Editions run here that name a body of this person as co-organiser, the last first."""
    rows = EditionOrganiser.objects.filter(
        role=EditionOrganiser.Role.CO_ORGANISER,
        edition__is_recorded=False,
        organisation__memberships__user=user,
        organisation__memberships__role__in=ACTING,
    )
    return rows.select_related("edition__owner", "organisation").order_by("-pk")


def series_asks(user: User) -> QuerySet[SeriesAsk]:
    """Editions that others wish in a series of a body of this person, the last first.

    Administrators answer for series whose body has no member, or that have no body.
    """
    members = Membership.objects.filter(organisation=OuterRef("series__organiser"))
    is_mine = Q(Exists(members.filter(user=user, role__in=ACTING)))
    if is_administrator(user):
        is_mine = is_mine | Q(~Exists(members))
    rows = SeriesAsk.objects.filter(is_mine)
    return rows.select_related("edition__owner", "series__organiser")


def bring_asked(edition: Edition) -> None:
    """Who organises an edition, and whether the body of its series was asked; in two queries."""
    organisers = EditionOrganiser.objects.select_related("organisation")
    series = SeriesAsk.objects.select_related("series")
    prefetch_related_objects(
        [edition], Prefetch("organisers", organisers), Prefetch("series_ask", series)
    )


def namings(user: User) -> QuerySet[Naming]:
    """Where events name an organisation of this person as speaker, visited or delegation, the last
    first.

    Administrators answer for organisations without a member.
    """
    members = Membership.objects.filter(organisation=OuterRef("organisation"))
    is_mine = Q(Exists(members.filter(user=user, role__in=ACTING)))
    if is_administrator(user):
        is_mine = is_mine | Q(~Exists(members))
    return Naming.objects.filter(is_mine).select_related("edition__owner", "organisation")


def asked_to_be_shown(registrations: Collection[Registration]) -> set[int]:
    """The clusters (by id) of these of one edition whom the organiser registered, and that have not
    answered yet.
    """
    rows = Naming.objects.filter(
        edition__in={row.edition_id for row in registrations},
        organisation__in=[row.cluster_id for row in registrations],
        role=Naming.Role.DELEGATION,
        state=Consent.ASKED,
    )
    return set(rows.values_list("organisation", flat=True))


def is_hidden(registration: Registration) -> bool:
    """Whether the public does not see it, though it is approved."""
    is_approved = registration.state == Registration.State.APPROVED
    return is_approved and not Registration.objects.shown().filter(pk=registration.pk).exists()


def waiting_consents(user: User) -> int:
    """How many questions wait for an answer of this person; one query."""
    asked = Consent.ASKED
    waiting = counts(
        bodies=co_organiser_asks(user).filter(state=asked),
        series=series_asks(user).filter(state=asked),
        namings=namings(user).filter(state=asked),
    )
    return sum(waiting.values())
