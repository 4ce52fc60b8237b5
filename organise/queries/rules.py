"""The rules of an event as their page shows them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from events.models import Edition, Registration
from matchmaking.models import BarredPair, ClusterGroup, GroupMember, GroupPair, MeetingRequest


@dataclass(frozen=True, slots=True)
class Tick:
    """A pair of groups in the table: the other group, the pair's name, whether it is permitted."""

    other: ClusterGroup
    pair: str
    is_permitted: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A group with the pairs that begin with it; each pair stands once in the table."""

    group: ClusterGroup
    ticks: tuple[Tick, ...]


def groups_of(edition: Edition) -> QuerySet[ClusterGroup]:
    """The groups with how many clusters are in each, as `clusters`."""
    return ClusterGroup.objects.filter(edition=edition).annotate(clusters=Count("members"))


def table(edition: Edition, groups: Iterable[ClusterGroup]) -> list[Line]:
    """Which groups may meet which."""
    rows = GroupPair.objects.filter(first__edition=edition)
    permitted = {f"{row.first_id}-{row.second_id}" for row in rows}
    found = sorted(groups, key=lambda group: group.pk)
    return [
        Line(
            group,
            tuple(
                Tick(other, pair := f"{group.pk}-{other.pk}", pair in permitted)
                for other in found
                if group.pk <= other.pk
            ),
        )
        for group in found
    ]


def in_no_group(edition: Edition) -> int:
    """How many approved clusters are in no group."""
    rows = Registration.objects.filter(edition=edition).approved()
    return rows.filter(memberships__isnull=True).count()


def barred_pairs(edition: Edition) -> QuerySet[BarredPair]:
    """Who never meets whom, by name."""
    rows = BarredPair.objects.filter(edition=edition)
    rows = rows.select_related("first__cluster", "second__cluster")
    return rows.order_by("first__cluster__sort_name", "second__cluster__sort_name", "pk")


def members_of(group: ClusterGroup) -> QuerySet[Registration]:
    """Who is in a group, by name."""
    there = GroupMember.objects.filter(group=group).values("registration")
    rows = Registration.objects.filter(pk__in=there).select_related("cluster")
    return rows.order_by("cluster__sort_name", "pk")


def parties(requests: Iterable[int]) -> dict[int, tuple[str, str]]:
    """The names of both clusters of each request."""
    rows = MeetingRequest.objects.filter(pk__in=requests)
    rows = rows.select_related("requester__cluster", "invitee__cluster")
    return {row.pk: (row.requester.cluster.called, row.invitee.cluster.called) for row in rows}


def called(registrations: Iterable[int]) -> dict[int, str]:
    """The names of registrations' clusters, in order."""
    rows = Registration.objects.filter(pk__in=registrations).select_related("cluster")
    return {row.pk: row.cluster.called for row in rows.order_by("cluster__sort_name", "pk")}
