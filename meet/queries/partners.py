"""Whom a cluster could meet at an edition, and why."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from clusters.models import Organisation
from events.models import Registration
from matchmaking.models import MeetingRequest
from matchmaking.queries.profile import profiles
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
    standing = standing_requests(registration)
    ours = known[registration.cluster_id]
    found = [
        Partner(
            registration=row,
            profile=known[row.cluster_id],
            reasons=tuple(reasons(ours, known[row.cluster_id])),
            request=standing.get(row.pk),
        )
        for row in rows
    ]
    return sorted(found, key=lambda partner: (-partner.score, partner.cluster.name))


def partner(registration: Registration, other: Registration) -> Partner:
    """One other registration as a partner."""
    known = profiles([registration.cluster_id, other.cluster_id])
    why = reasons(known[registration.cluster_id], known[other.cluster_id])
    request = standing_requests(registration).get(other.pk)
    return Partner(other, known[other.cluster_id], tuple(why), request)


def narrowed(found: Iterable[Partner], by: PartnerFilter) -> list[Partner]:
    """The partners that fit a filter; the text is looked for in name, offers and needs."""
    return [partner for partner in found if _fits(partner, by)]


def recommended(found: Iterable[Partner], most: int) -> list[Partner]:
    """The best partners with whom nothing has been agreed, asked or declined."""
    return [one for one in found if one.reasons and one.request is None][:most]


def standing_requests(registration: Registration) -> dict[int, MeetingRequest]:
    """The newest request with each other registration, by that registration's id."""
    rows = MeetingRequest.objects.filter(Q(requester=registration) | Q(invitee=registration))
    standing: dict[int, MeetingRequest] = {}
    for row in rows:
        sent = row.requester_id == registration.pk
        standing.setdefault(row.invitee_id if sent else row.requester_id, row)
    return standing


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
    if by.sector and by.sector not in partner.profile.sectors:
        return False
    lines = (*partner.profile.offers, *partner.profile.needs)
    texts = [partner.cluster.name, partner.cluster.short_name, *(line.text for line in lines)]
    wanted = by.text.casefold().strip()
    return not wanted or any(wanted in text.casefold() for text in texts)
