"""Registrations of one edition for which one person speaks.

Two share a person where one name stands among the delegates of both. Where one of them names
nobody, it is whoever is a member of both clusters. Their meetings are never at one time, unless one
of the two says that a colleague attends.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, QuerySet

from events.models import Registration

COMING = (
    Registration.State.WAITING,
    Registration.State.WAITLISTED,
    Registration.State.APPROVED,
)


@dataclass(frozen=True, slots=True)
class SamePeople:
    """Who shares a person with each registration (by id), and who sends a colleague besides."""

    partners: Mapping[int, frozenset[int]]
    with_colleague: frozenset[int]

    def apart_from(self, registration: int) -> frozenset[int]:
        """Those whose meetings are never at the time of one of its meetings."""
        if registration in self.with_colleague:
            return frozenset()
        return self.partners.get(registration, frozenset()) - self.with_colleague

    def pairs(self) -> list[tuple[int, int]]:
        """Each two that are kept apart, once, in order."""
        return sorted(
            (pk, partner) for pk in self.partners for partner in self.apart_from(pk) if pk < partner
        )

    def with_partners(self, registrations: Iterable[int]) -> set[int]:
        """These registrations, and all that share a person with one of them."""
        chosen = set(registrations)
        return chosen.union(*(self.partners.get(pk, ()) for pk in chosen))


def same_people(edition: int) -> SamePeople:
    """Who shares a person at an edition (by id), as its registrations stand now; one query."""
    named: dict[str, set[int]] = defaultdict(set)
    members: dict[int, set[int]] = defaultdict(set)
    with_names, with_colleague = set[int](), set[int]()
    for pk, sends_colleague, names, users in _people(edition):
        if names:
            with_names.add(pk)
        if sends_colleague:
            with_colleague.add(pk)
        for name in names or ():
            named[" ".join(name.casefold().split())].add(pk)
        for user in users or ():
            members[user].add(pk)
    partners: dict[int, set[int]] = defaultdict(set)
    shared = (pair for pair in _pairs(members.values()) if not with_names.issuperset(pair))
    for left, right in chain(_pairs(named.values()), shared):
        partners[left].add(right)
        partners[right].add(left)
    return SamePeople(
        {pk: frozenset(others) for pk, others in partners.items()}, frozenset(with_colleague)
    )


def sharing(registration: Registration) -> QuerySet[Registration]:
    """The registrations that share a person with this one, by the clusters' names."""
    partners = same_people(registration.edition_id).partners.get(registration.pk, ())
    rows = Registration.objects.filter(pk__in=partners).select_related("cluster")
    return rows.order_by("cluster__name")


def _people(edition: int) -> Iterable[tuple[int, bool, list[str] | None, list[int] | None]]:
    """Each registration with the names of its delegates and the members of its cluster."""
    is_active = Q(cluster__memberships__user__is_active=True)
    return (
        Registration.objects.filter(edition=edition, state__in=COMING)
        .order_by("pk")
        .annotate(
            names=ArrayAgg(
                "delegates__name", filter=Q(delegates__isnull=False), distinct=True, default=None
            ),
            users=ArrayAgg(
                "cluster__memberships__user", filter=is_active, distinct=True, default=None
            ),
        )
        .values_list("pk", "sends_colleague", "names", "users")
    )


def _pairs(groups: Iterable[set[int]]) -> Iterator[tuple[int, int]]:
    return (pair for group in groups for pair in combinations(sorted(group), 2))
