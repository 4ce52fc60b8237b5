"""Whom a cluster could meet at an edition, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from clusters.languages import Spoken
from clusters.likeness import as_looked_for
from clusters.likeness import narrowed as named_so
from clusters.models import Organisation
from clusters.queries import Area
from events.models import Registration
from matchmaking.models import MeetingRequest, SetAside
from matchmaking.queries.pairing import Bar, Pairing, pairing
from matchmaking.queries.past import past
from matchmaking.queries.profile import cluster_says, profile_told, profiles, with_profiles
from matchmaking.queries.requests import between
from matchmaking.recommending import NO_PAST, Kind, Past, Profile, Reason, reasons, score
from matchmaking.recommending.spreading import SHOWN, Orders, orders
from matchmaking.rules import state_at


@dataclass(frozen=True, slots=True)
class Partner:
    """Another approved registration, the reasons to meet it, and the newest request between us.

    `stands` is how that stands by the clock, `bar` is why the event's rules do not let us meet,
    `past` what was between us at other events, `is_set_aside` whether we said that it is not for
    us, `ours_speak` our own languages by code.
    """

    registration: Registration
    profile: Profile
    reasons: tuple[Reason, ...]
    request: MeetingRequest | None
    stands: str = ""
    bar: Bar | None = None
    past: Past = NO_PAST
    is_set_aside: bool = False
    ours_speak: tuple[str, ...] = ()

    @property
    def cluster(self) -> Organisation:
        return self.registration.cluster

    @property
    def sectors(self) -> list[str]:
        return sorted(self.profile.sectors)

    @property
    def score(self) -> float:
        return score(self.reasons)

    @property
    def spoken(self) -> Spoken:
        return Spoken(self.ours_speak, tuple(self.cluster.languages))


@dataclass(frozen=True, slots=True)
class Circle:
    """A registration with its profile, among all others that it could meet, the best fitting first.

    `allowed` are the rules of the event.
    """

    ours: Registration
    profile: Profile
    partners: tuple[Partner, ...]
    allowed: Pairing

    @property
    def profiles(self) -> dict[int, Profile]:
        """Its own and theirs, by cluster."""
        theirs = {partner.cluster.pk: partner.profile for partner in self.partners}
        return {**theirs, self.ours.cluster_id: self.profile}


@dataclass(frozen=True, slots=True)
class PartnerFilter:
    """What narrows a list of partners; empty values narrow nothing, but an area without regions
    leaves nobody. `need` is a need of ours.
    """

    text: str = ""
    sector: str = ""
    area: Area | None = None
    need: str = ""


def circle(
    registration: Registration,
    requests: Sequence[MeetingRequest],
    allowed: Pairing,
    now: datetime,
) -> Circle:
    """Every other approved registration, those that may meet us and fit best first; two queries.

    `requests` are the registration's own, the newest first.
    """
    rows: dict[int, Any] = {row.pk: row for row in _all(registration)}
    ours = profile_told(rows.pop(registration.pk))
    newest, before = _newest(requests, registration), past(registration, now)
    found, speak = [], tuple(registration.cluster.languages)
    for row in rows.values():
        theirs, then = profile_told(row), before.get(row.cluster_id, NO_PAST)
        why = tuple(reasons(ours, theirs, then))
        bar = allowed.bar(registration.pk, row.pk)
        request = newest.get(row.pk)
        stands = _stands(request, registration, now)
        found.append(Partner(row, theirs, why, request, stands, bar, then, row.is_set_aside, speak))
    found.sort(key=lambda one: (bool(one.bar), -one.score, one.cluster.sort_name))
    return Circle(registration, ours, tuple(found), allowed)


def partner(registration: Registration, theirs: Registration, now: datetime) -> Partner:
    """One other registration as a partner."""
    known = profiles([registration.cluster_id, theirs.cluster_id])
    then = past(registration, now).get(theirs.cluster_id, NO_PAST)
    why = tuple(reasons(known[registration.cluster_id], known[theirs.cluster_id], then))
    request = between(registration.pk, theirs.pk).first()
    bar = pairing(registration.edition).bar(registration.pk, theirs.pk)
    speak = tuple(registration.cluster.languages)
    stands, profile = _stands(request, registration, now), known[theirs.cluster_id]
    return Partner(theirs, profile, why, request, stands, bar, then, ours_speak=speak)


def _stands(request: MeetingRequest | None, ours: Registration, now: datetime) -> str:
    return state_at(request, ours.edition, now) if request else ""


def narrowed(candidates: Iterable[Partner], by: PartnerFilter) -> list[Partner]:
    """The partners that fit a filter; words are looked for in names, regions, offers and needs."""
    fitting = [partner for partner in candidates if _fits(partner, by)]
    looked = as_looked_for(by.text)
    if not looked:
        return [] if by.text.strip() else fitting
    there = Organisation.with_drafts.filter(pk__in=[partner.cluster.pk for partner in fitting])
    found = named_so(there, looked, cluster_says(looked)).order_by()
    pks = set(found.values_list("pk", flat=True))
    return [partner for partner in fitting if partner.cluster.pk in pks]


def recommended(found: Circle, most: int = SHOWN) -> list[Partner]:
    """The partners to be shown, the first first: those that may meet us, with a reason.

    Not those whom we set aside, or with whom anything was agreed, asked or declined here; last
    those where one of the two declined the other at another event, and never where both did.
    """
    order = _order(found)
    last = len(order)
    fitting = [one for one in found.partners if _is_worth_showing(one)]
    fitting.sort(
        key=lambda one: (one.past.declined, order.get(one.registration.pk, last), -one.score)
    )
    return fitting[:most]


def _is_worth_showing(one: Partner) -> bool:
    is_free = not (one.bar or one.request or one.is_set_aside)
    return bool(one.reasons) and is_free and not one.past.both_declined


def set_aside(found: Circle) -> list[Partner]:
    """The clusters that we said are not for us, by name."""
    rows = [one for one in found.partners if one.is_set_aside]
    return sorted(rows, key=lambda one: one.cluster.sort_name)


def _order(found: Circle) -> dict[int, int]:
    """The place of each other registration for ours; none for one that does not take part yet."""
    if found.ours.state != Registration.State.APPROVED:
        return {}
    everybody = {one.registration.pk: one.profile for one in found.partners}
    everybody[found.ours.pk] = found.profile
    rows = tuple(sorted(everybody.items(), key=lambda row: row[0]))
    order = _orders(rows, found.allowed.among(everybody))
    return {other: place for place, other in enumerate(order[found.ours.pk])}


@lru_cache(maxsize=4)
def _orders(everybody: tuple[tuple[int, Profile], ...], allowed: Pairing) -> Orders:
    """The orders of an event, made once for each state of its profiles and of the rules among them.

    What else happens there, such as a registration that waits, does not make them anew.
    """
    return orders(dict(everybody), lambda one, other: allowed.bar(one, other) is None)


def needs_met(one: Partner) -> set[str]:
    """Our needs that a partner's offers meet."""
    return {reason.text for reason in one.reasons if reason.kind == Kind.WE_NEED}


def _newest(
    requests: Sequence[MeetingRequest], registration: Registration
) -> dict[int, MeetingRequest]:
    """The newest request with each other registration, by that registration's id."""
    newest: dict[int, MeetingRequest] = {}
    for row in requests:
        sent = row.requester_id == registration.pk
        newest.setdefault(row.invitee_id if sent else row.requester_id, row)
    return newest


def _all(registration: Registration) -> QuerySet[Registration]:
    """The approved registrations of its edition and itself, with profiles and our choices."""
    here = Registration.objects.filter(edition=registration.edition_id)
    approved = Q(state=Registration.State.APPROVED)
    rows = here.filter(approved | Q(pk=registration.pk)).select_related("cluster__region")
    ours = SetAside.objects.filter(registration=registration, other=OuterRef("pk"))
    return with_profiles(rows.annotate(is_set_aside=Exists(ours)), "cluster")


def _fits(partner: Partner, by: PartnerFilter) -> bool:
    region = partner.cluster.region
    if by.area and not (region and region.code.startswith(by.area.codes)):
        return False
    if by.need and by.need not in needs_met(partner):
        return False
    return not by.sector or by.sector in partner.profile.sectors


def can_be_asked(ours: Registration, newest: MeetingRequest | None) -> bool:
    """Nothing live stands between the two, and they have not declined us."""
    if newest is None:
        return True
    declined_us = newest.state == MeetingRequest.State.DECLINED and newest.requester_id == ours.pk
    return newest.state not in MeetingRequest.LIVE and not declined_us
