"""What was between a cluster and others before the event that they are at."""

from collections import defaultdict
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, ExtractYear

from clusters.models import ProjectPartner
from events.models import Registration
from matchmaking.models import MeetingRating, MeetingRequest, PlacementParticipant
from matchmaking.queries.schedule import planned
from matchmaking.recommending import Met, Past


class Kind(StrEnum):
    MET = "met"
    TOGETHER = "together"
    WE_DECLINED = "we_declined"
    THEY_DECLINED = "they_declined"


def past(ours: Registration, now: datetime) -> dict[int, Past]:
    """The past with each cluster (by id) with which there is one; one query.

    They met where the published schedule of another event had them at one table, that is over, and
    nobody said that it was not held.
    """
    rows = _met(ours, now).union(
        _together(ours), _declined(ours, by_us=True), _declined(ours, by_us=False)
    )
    found: defaultdict[int, defaultdict[str, list[Met]]] = defaultdict(lambda: defaultdict(list))
    for cluster, kind, name, _, was_held, stars in sorted(
        rows, key=lambda row: (-row[3], *row[2:])
    ):
        found[cluster][kind].append(Met(name, was_held, stars))
    return {
        cluster: Past(
            met=tuple(kinds[Kind.MET]),
            together=tuple(one.event for one in kinds[Kind.TOGETHER]),
            we_declined=bool(kinds[Kind.WE_DECLINED]),
            they_declined=bool(kinds[Kind.THEY_DECLINED]),
        )
        for cluster, kinds in found.items()
    }


def _met(ours: Registration, now: datetime) -> QuerySet[Any, Any]:
    places = planned().filter(
        participants__registration__cluster=ours.cluster_id, slot__period__endswith__lte=now
    )
    rows = PlacementParticipant.objects.filter(placement__in=places.order_by().values("pk"))
    rows = rows.exclude(registration__cluster=ours.cluster_id)
    rows = rows.exclude(registration__edition=ours.edition_id)
    ours_of_it = MeetingRating.objects.filter(
        meeting=OuterRef("meeting"), side__cluster=ours.cluster_id
    )
    return _told(
        rows,
        Kind.MET,
        "registration__cluster",
        "registration__edition__name",
        year=_year(),
        was_held=Coalesce(F("meeting__was_held"), Value(False)),
        stars=Coalesce(Subquery(ours_of_it.values("stars")[:1]), Value(0)),
    )


def _together(ours: Registration) -> QuerySet[Any, Any]:
    own = ProjectPartner.objects.filter(organisation=ours.cluster_id).order_by()
    rows = ProjectPartner.objects.filter(project__in=own.values("project"))
    rows = rows.exclude(organisation=ours.cluster_id)
    year = Coalesce(ExtractYear("project__starts_on"), Value(0))
    return _told(rows, Kind.TOGETHER, "organisation", "project__name", year=year)


def _declined(ours: Registration, *, by_us: bool) -> QuerySet[Any, Any]:
    us, them = ("invitee", "requester") if by_us else ("requester", "invitee")
    rows = MeetingRequest.objects.filter(
        **{f"{us}__cluster": ours.cluster_id}, state=MeetingRequest.State.DECLINED
    ).exclude(edition=ours.edition_id)
    kind = Kind.WE_DECLINED if by_us else Kind.THEY_DECLINED
    return _told(rows, kind, f"{them}__cluster", "edition__name", year=ExtractYear("created_at"))


def _year() -> Any:
    return Coalesce(ExtractYear("registration__edition__starts_on"), Value(0))


def _told(
    rows: QuerySet[Any], kind: Kind, cluster: str, name: str, **more: Any
) -> QuerySet[Any, Any]:
    """Rows of the cluster's id, the kind, a name, a year, whether it was held, and our stars."""
    said = {"was_held": Value(False), "stars": Value(0)} | more
    named = rows.order_by().annotate(told=Value(kind.value), named=F(name), **said)
    told: QuerySet[Any, Any] = named.values_list(
        cluster, "told", "named", "year", "was_held", "stars"
    )
    return told
