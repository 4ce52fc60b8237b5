"""Who may meet whom at an edition, by the organiser's rules."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Func, JSONField, OuterRef, QuerySet

from events.models import Edition, Registration
from interface.statements import Remembered
from matchmaking.models import BarredPair, GroupMember, GroupPair

Pair = tuple[int, int]


class Bar(StrEnum):
    """Why two clusters may not meet."""

    SAME_REGION = "same_region"
    GROUPS = "groups"
    NAMED = "named"


@dataclass(frozen=True, slots=True)
class Pairing:
    """The rules of an edition with what they look at, by registration; pairs are in order of id."""

    other_regions_only: bool
    regions: Mapping[int, str]
    groups: Mapping[int, frozenset[int]]
    permitted: frozenset[Pair]
    barred: frozenset[Pair]

    def __hash__(self) -> int:
        """Equal rules are one, so that what follows from them can be kept."""
        regions, groups = frozenset(self.regions.items()), frozenset(self.groups.items())
        return hash((self.other_regions_only, regions, groups, self.permitted, self.barred))

    def bar(self, first: int, second: int) -> Bar | None:
        """What stands between two registrations; None where they may meet."""
        if _in_order(first, second) in self.barred:
            return Bar.NAMED
        if self.other_regions_only and self._is_one_region(first, second):
            return Bar.SAME_REGION
        if not self._is_permitted(first, second):
            return Bar.GROUPS
        return None

    def among(self, registrations: Collection[int]) -> "Pairing":
        """The rules as far as they say anything of these; it is equal as long as they do not."""
        regions = self.regions if self.other_regions_only else {}
        groups = {row: own for row, own in self.groups.items() if row in registrations}
        there = frozenset(group for own in groups.values() for group in own)
        return Pairing(
            other_regions_only=self.other_regions_only,
            regions={row: region for row, region in regions.items() if row in registrations},
            groups=groups,
            permitted=frozenset(pair for pair in self.permitted if there.issuperset(pair)),
            barred=frozenset(
                pair for pair in self.barred if all(row in registrations for row in pair)
            ),
        )

    def _is_one_region(self, first: int, second: int) -> bool:
        """A region's code is a prefix of its children's codes."""
        left, right = self.regions.get(first, ""), self.regions.get(second, "")
        return bool(left and right) and (left.startswith(right) or right.startswith(left))

    def _is_permitted(self, first: int, second: int) -> bool:
        """Whoever is in no group is not limited by the table."""
        left, right = self.groups.get(first), self.groups.get(second)
        if not left or not right:
            return True
        return any(_in_order(one, other) in self.permitted for one in left for other in right)


def pairing(edition: Edition) -> Pairing:
    """The rules as they stand now, in one query."""
    return _read(edition, *_rules(edition.pk))


def pairing_of(edition: Edition, first: int, second: int) -> Pairing:
    """The same, as far as they say anything of two registrations (ids)."""
    return _read(edition, *_RULES_OF_TWO(edition=edition.pk, first=first, second=second))


def _read(edition: Edition, found: Any) -> Pairing:
    groups: defaultdict[int, set[int]] = defaultdict(set)
    for registration, group in found.members:
        groups[registration].add(group)
    return Pairing(
        other_regions_only=edition.other_regions_only,
        regions=dict(found.regions),
        groups={registration: frozenset(own) for registration, own in groups.items()},
        permitted=frozenset((first, second) for first, second in found.permitted),
        barred=frozenset((first, second) for first, second in found.barred),
    )


def _rules(edition: int, among: Pair | None = None) -> QuerySet[Any]:
    here, own = {"edition": OuterRef("pk")}, {"group__edition": OuterRef("pk")}
    regions = Registration.objects.filter(**here, cluster__region__isnull=False)
    members, barred = GroupMember.objects.filter(**own), BarredPair.objects.filter(**here)
    if among:
        regions = regions.filter(pk__in=among)
        members = members.filter(registration__in=among)
        barred = barred.filter(first__in=among, second__in=among)
    return (
        Edition.objects.filter(pk=edition)
        .only("pk")
        .annotate(
            regions=_pairs(regions, "pk", "cluster__region__code"),
            members=_pairs(members, "registration", "group"),
            permitted=_pairs(GroupPair.objects.filter(first__edition=OuterRef("pk"))),
            barred=_pairs(barred),
        )
    )


_RULES_OF_TWO = Remembered(
    lambda edition, first, second: _rules(edition, (first, second)),
    edition=int,
    first=int,
    second=int,
)


def _pairs(rows: QuerySet[Any], first: str = "first", second: str = "second") -> ArraySubquery:
    """Two columns of the rows, as a list of lists."""
    return ArraySubquery(
        rows.order_by().values(
            pair=Func(F(first), F(second), function="jsonb_build_array", output_field=JSONField())
        )
    )


def _in_order(first: int, second: int) -> Pair:
    return (first, second) if first <= second else (second, first)
