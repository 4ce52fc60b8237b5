"""Registrations of one edition for which one person speaks.

Two share a person where one name stands among the delegates of both. Where one of them names
nobody, it is whoever is a member of both clusters. Their meetings are never at one time, unless one
of the two says that a colleague attends.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations
from typing import TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django_stubs_ext import WithAnnotations

from clusters.models import ACTING, Membership
from events.models import Delegate, Registration
from events.models.registrations import TAKING_PART
from interface.folding import folded_person
from interface.statements import Remembered


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


class People(TypedDict):
    """The names of a registration's delegates, and the members of its cluster by id."""

    names: list[str]
    users: list[int]


def same_people(edition: int) -> SamePeople:
    """Who shares a person at an edition (by id), as its registrations stand now; one query."""
    coming = Registration.objects.filter(edition=edition, state__in=TAKING_PART)
    return same_people_among(with_people(coming.order_by("pk")))


def same_person(first: int, second: int) -> SamePeople:
    """The same between two registrations (ids) of an edition alone; one query."""
    return same_people_among(_TWO(first=first, second=second))


def with_people(
    rows: QuerySet[Registration],
) -> "QuerySet[WithAnnotations[Registration, People]]":
    """The registrations, each with its people."""
    delegates = Delegate.objects.filter(registration=OuterRef("pk")).order_by()
    members = Membership.objects.filter(
        organisation=OuterRef("cluster"), role__in=ACTING, user__is_active=True
    ).order_by()
    return rows.annotate(
        names=ArraySubquery(delegates.values("name")), users=ArraySubquery(members.values("user"))
    )


_TWO: "Remembered[WithAnnotations[Registration, People]]" = Remembered(
    lambda first, second: with_people(
        Registration.objects.filter(pk__in=[first, second]).order_by("pk")
    ),
    first=int,
    second=int,
)


def same_people_among(rows: "Iterable[WithAnnotations[Registration, People]]") -> SamePeople:
    """Who shares a person among all registrations of an edition; no query."""
    named: dict[str, set[int]] = defaultdict(set)
    members: dict[int, set[int]] = defaultdict(set)
    coming = [row for row in rows if row.state in TAKING_PART]
    for row in coming:
        for name in row.names:
            named[folded_person(name)].add(row.pk)
        for user in row.users:
            members[user].add(row.pk)
    with_names = {row.pk for row in coming if row.names}
    with_colleague = {row.pk for row in coming if row.sends_colleague}
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
    return rows.order_by("cluster__sort_name", "pk")


def _pairs(groups: Iterable[set[int]]) -> Iterator[tuple[int, int]]:
    return (pair for group in groups for pair in combinations(sorted(group), 2))
