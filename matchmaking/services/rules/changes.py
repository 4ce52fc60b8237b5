"""The changes of rules that there are; each is carried out under the edition's lock."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from django.db.models import F

from events.models import Edition, Registration
from matchmaking.models import BarredPair, ClusterGroup, GroupMember, GroupPair


class RulesRefused(Exception):
    """The rules stay as they are."""


class RulesChanged(RulesRefused):
    """Somebody changed the event since it was read, or what is spoken of is gone."""


class NameTaken(RulesRefused):
    """Another group has that name."""


class Change(Protocol):
    """Something that an organiser does to the rules of an edition."""

    def check(self, edition: Edition) -> None:
        """Whether it can be done, before what it touches is looked at. Raises a `RulesRefused`."""

    def carry_out(self, edition: Edition) -> None:
        """Change the rows. Raises a `RulesRefused`."""


@dataclass(frozen=True, slots=True)
class SetNumbers:
    """The fields of `events.models.MeetingRules`; `version` is the edition's as it was seen."""

    values: Mapping[str, bool | int | str | None]
    version: int

    def check(self, edition: Edition) -> None:
        if edition.version != self.version:
            raise RulesChanged

    def carry_out(self, edition: Edition) -> None:
        rows = Edition.objects.filter(pk=edition.pk)
        rows.update(**self.values, version=F("version") + 1)


@dataclass(frozen=True, slots=True)
class AddGroup:
    """A new group, which is permitted to meet all groups and itself."""

    name: str

    def check(self, edition: Edition) -> None:
        _check_name(edition, self.name)

    def carry_out(self, edition: Edition) -> None:
        group = ClusterGroup.objects.create(edition=edition, name=self.name)
        everybody = ClusterGroup.objects.filter(edition=edition).values_list("pk", flat=True)
        GroupPair.objects.bulk_create(
            GroupPair(first_id=min(pk, group.pk), second_id=max(pk, group.pk)) for pk in everybody
        )


@dataclass(frozen=True, slots=True)
class SetGroup:
    """Another name, and the registrations (by id) that come into a group and leave it."""

    group: int
    name: str
    joining: Collection[int]
    leaving: Collection[int]

    def check(self, edition: Edition) -> None:
        _check_name(edition, self.name, but=self.group)

    def carry_out(self, edition: Edition) -> None:
        rows = ClusterGroup.objects.filter(pk=self.group, edition=edition)
        if not rows.update(name=self.name):
            raise RulesChanged
        members = GroupMember.objects.filter(group=self.group)
        members.filter(registration__in=self.leaving).delete()
        there = set(members.values_list("registration_id", flat=True))
        GroupMember.objects.bulk_create(
            GroupMember(group_id=self.group, registration_id=pk)
            for pk in _registrations(edition, self.joining) - there
        )


@dataclass(frozen=True, slots=True)
class RemoveGroup:
    """A group with its members and its line of the table. Twice is once."""

    group: int

    def check(self, edition: Edition) -> None:
        """Nothing stands against it."""

    def carry_out(self, edition: Edition) -> None:
        ClusterGroup.objects.filter(pk=self.group, edition=edition).delete()


@dataclass(frozen=True, slots=True)
class SetTable:
    """The pairs of groups (by id, in order) that may meet, among the `groups` that were seen."""

    groups: frozenset[int]
    permitted: frozenset[tuple[int, int]]

    def check(self, edition: Edition) -> None:
        groups = ClusterGroup.objects.filter(edition=edition)
        if set(groups.values_list("pk", flat=True)) != self.groups:
            raise RulesChanged

    def carry_out(self, edition: Edition) -> None:
        pairs = GroupPair.objects.filter(first__edition=edition)
        stand = {(row.first_id, row.second_id): row.pk for row in pairs}
        gone = [pk for pair, pk in stand.items() if pair not in self.permitted]
        GroupPair.objects.filter(pk__in=gone).delete()
        GroupPair.objects.bulk_create(
            GroupPair(first_id=first, second_id=second)
            for first, second in sorted(self.permitted - stand.keys())
        )


@dataclass(frozen=True, slots=True)
class BarPair:
    """Two registrations (by id) that never meet. Twice is once."""

    first: int
    second: int

    def check(self, edition: Edition) -> None:
        pair = {self.first, self.second}
        if len(_registrations(edition, pair)) != len(pair):
            raise RulesChanged

    def carry_out(self, edition: Edition) -> None:
        pair = sorted({self.first, self.second})
        BarredPair.objects.get_or_create(edition=edition, first_id=pair[0], second_id=pair[-1])


@dataclass(frozen=True, slots=True)
class LiftPair:
    """Two may meet again. Twice is once."""

    pair: int

    def check(self, edition: Edition) -> None:
        """Nothing stands against it."""

    def carry_out(self, edition: Edition) -> None:
        BarredPair.objects.filter(pk=self.pair, edition=edition).delete()


def _check_name(edition: Edition, name: str, but: int = 0) -> None:
    if ClusterGroup.objects.filter(edition=edition, name=name).exclude(pk=but).exists():
        raise NameTaken


def _registrations(edition: Edition, pks: Collection[int]) -> set[int]:
    """Those of these that are of the edition."""
    rows = Registration.objects.filter(edition=edition, pk__in=pks)
    return set(rows.values_list("pk", flat=True))
