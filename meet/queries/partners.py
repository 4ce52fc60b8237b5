"""Whom a cluster could meet at an edition, and why."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from clusters.likeness import as_looked_for
from clusters.likeness import narrowed as named_so
from clusters.models import LabelAward, Organisation
from events.models import Registration
from matchmaking.models import MeetingRequest
from matchmaking.queries.profile import cluster_says, profiles
from matchmaking.recommending import Profile, Reason, reasons, score


@dataclass(frozen=True, slots=True)
class Partner:
    """Another approved registration, the reasons to meet it, and the newest request between us."""

    registration: Registration
    profile: Profile
    reasons: tuple[Reason, ...]
    request: MeetingRequest | None

    @property
    def cluster(self) -> Organisation:
        return self.registration.cluster

    @property
    def sectors(self) -> list[str]:
        return sorted(self.profile.sectors)

    @property
    def score(self) -> float:
        return score(self.reasons)


@dataclass(frozen=True, slots=True)
class PartnerFilter:
    """What narrows a list of partners; empty values narrow nothing."""

    text: str = ""
    sector: str = ""
    region: str = ""


def partners(registration: Registration) -> list[Partner]:
    """Every other approved registration, the best fitting first."""
    rows = list(_others(registration))
    known = profiles([registration.cluster_id, *(row.cluster_id for row in rows)])
    newest = newest_requests(registration)
    ours = known[registration.cluster_id]
    candidates = [
        Partner(
            registration=row,
            profile=known[row.cluster_id],
            reasons=tuple(reasons(ours, known[row.cluster_id])),
            request=newest.get(row.pk),
        )
        for row in rows
    ]
    return sorted(candidates, key=lambda partner: (-partner.score, partner.cluster.sort_name))


def partner(registration: Registration, theirs: Registration) -> Partner:
    """One other registration as a partner."""
    known = profiles([registration.cluster_id, theirs.cluster_id])
    why = reasons(known[registration.cluster_id], known[theirs.cluster_id])
    request = newest_requests(registration).get(theirs.pk)
    return Partner(theirs, known[theirs.cluster_id], tuple(why), request)


def labels_of(cluster: Organisation) -> QuerySet[LabelAward]:
    return cluster.label_awards.select_related("label")


def narrowed(candidates: Iterable[Partner], by: PartnerFilter) -> list[Partner]:
    """The partners that fit a filter; words are looked for in names, regions, offers and needs."""
    fitting = [partner for partner in candidates if _fits(partner, by)]
    looked = as_looked_for(by.text)
    if not looked:
        return [] if by.text.strip() else fitting
    there = Organisation.objects.filter(pk__in=[partner.cluster.pk for partner in fitting])
    found = named_so(there, looked, cluster_says(looked)).order_by()
    pks = set(found.values_list("pk", flat=True))
    return [partner for partner in fitting if partner.cluster.pk in pks]


def recommended(candidates: Iterable[Partner], most: int) -> list[Partner]:
    """The best partners with whom nothing has been agreed, asked or declined."""
    return [partner for partner in candidates if partner.reasons and partner.request is None][:most]


def newest_requests(registration: Registration) -> dict[int, MeetingRequest]:
    """The newest request with each other registration, by that registration's id."""
    rows = MeetingRequest.objects.filter(Q(requester=registration) | Q(invitee=registration))
    newest: dict[int, MeetingRequest] = {}
    for row in rows:
        sent = row.requester_id == registration.pk
        newest.setdefault(row.invitee_id if sent else row.requester_id, row)
    return newest


def _others(registration: Registration) -> QuerySet[Registration]:
    return (
        Registration.objects.filter(edition=registration.edition_id)
        .approved()
        .exclude(pk=registration.pk)
        .select_related("cluster__region")
    )


def _fits(partner: Partner, by: PartnerFilter) -> bool:
    region = partner.cluster.region
    if by.region and not (region and region.code.startswith(by.region)):
        return False
    return not by.sector or by.sector in partner.profile.sectors
