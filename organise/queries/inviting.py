"""Whom an organiser may invite: clusters of the register, narrowed, and what there is to choose."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from archive.models import Delegation
from clusters.likeness import LEAST_LETTERS, as_looked_for, named
from clusters.models import (
    ACTING,
    Label,
    LabelAward,
    Membership,
    Organisation,
    Region,
    RegionPartnership,
    Sector,
)
from clusters.queries import area, in_region_called
from events.models import Edition, Registration
from events.queries.inviting import known_clusters

Clusters = QuerySet[Organisation]
# Any edition of the series before this one.
ANY = "any"


def to_invite(edition: Edition, chosen: Mapping[str, str], today: date) -> Clusters:
    """Clusters of the register that are neither invited nor registered, by name, each with its
    region and whether anybody speaks for it (`has_people`).

    `chosen` has what is not left open, checked: `region` (words that mean some; all that
    lies in them), `sector` (a slug), `label` (a slug; held today, by a source), `partnership` (a
    slug), `before` (the slug of an earlier edition of the series, or `ANY`), `q` (words of a name,
    or of a region's).
    """
    rows = Organisation.objects.clusters().exclude(known_clusters(edition))
    if place := chosen.get("region"):
        rows = rows.filter(area(place).holds("region"))
    if sector := chosen.get("sector"):
        rows = rows.filter(sectors__slug=sector)
    if label := chosen.get("label"):
        rows = rows.filter(Exists(_held(label, today)))
    if partnership := chosen.get("partnership"):
        rows = rows.filter(_in_partnership(partnership))
    if before := chosen.get("before"):
        rows = rows.filter(_took_part(earlier_editions(edition), before))
    if words := chosen.get("q"):
        rows = rows.filter(_called(words))
    people = Membership.objects.filter(
        organisation=OuterRef("pk"), role__in=ACTING, user__is_active=True
    )
    rows = rows.annotate(has_people=Exists(people)).select_related("region")
    return rows.order_by("sort_name", "pk")


def _held(label: str, today: date) -> QuerySet[LabelAward]:
    rows = LabelAward.objects.sourced().held_on(today)
    return rows.filter(organisation=OuterRef("pk"), label__slug=label)


def _in_partnership(slug: str) -> Q:
    codes = Region.objects.filter(partnerships__slug=slug).order_by()
    condition = Q(pk__in=())
    for code in codes.values_list("code", flat=True):
        condition |= Q(region__code__startswith=code)
    return condition


def earlier_editions(edition: Edition) -> QuerySet[Edition]:
    """Those of its series that began before it, the latest first."""
    rows = Edition.objects.public().filter(series=edition.series_id).exclude(pk=edition.pk)
    if edition.series_id is None or edition.starts_on is None:
        return rows.none()
    return rows.filter(starts_on__lt=edition.starts_on).order_by("-starts_on", "-pk")


def _took_part(editions: QuerySet[Edition], before: str) -> Q:
    """Approved there, or named by a source as having been there."""
    meant = editions if before == ANY else editions.filter(slug=before)
    ids = meant.order_by().values("pk")
    approved = Registration.objects.approved().filter(edition__in=ids).order_by()
    named_there = Delegation.objects.filter(edition__in=ids, organisation__isnull=False).order_by()
    return Q(pk__in=approved.values("cluster")) | Q(pk__in=named_there.values("organisation"))


def _called(words: str) -> Q:
    looked = as_looked_for(words)
    if len(looked) < LEAST_LETTERS:
        return Q(pk__in=())
    return named(looked) | in_region_called(looked)


def sectors() -> QuerySet[Sector]:
    return Sector.objects.all()


def labels() -> QuerySet[Label]:
    """Those that a cluster was awarded; what clusters say of themselves alone is no choice."""
    rows = LabelAward.objects.sourced()
    awarded = rows.filter(organisation__kind=Organisation.Kind.CLUSTER).order_by()
    return Label.objects.filter(pk__in=awarded.values("label"))


def partnerships() -> QuerySet[RegionPartnership]:
    return RegionPartnership.objects.all()
