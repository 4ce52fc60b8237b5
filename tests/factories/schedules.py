"""Events with agreed meetings and a schedule, as several tests begin."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import uuid4

from accounts.models import User
from events.models import Edition, Registration
from matchmaking.models import Meeting, ScheduleEdit, ScheduleVersion, Slot, Table
from matchmaking.services import placing
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, MembershipFactory, RegionFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import (
    ScheduleVersionFactory,
    meeting_between,
    placed,
    tables,
    window_with_slots,
)
from tests.support.telling import everything_told


@dataclass
class Scheduled:
    """An edition with two tables, its meetings, a version that places them, and somebody."""

    edition: Edition
    version: ScheduleVersion
    registrations: list[Registration]
    meetings: list[Meeting]
    slots: list[Slot]
    tables: list[Table]
    user: User

    @classmethod
    def of(
        cls,
        registrations: Sequence[Registration],
        *,
        pairs: Iterable[tuple[int, int]],
        places: Iterable[tuple[int, int]],
        slots: int,
        **version: Any,
    ) -> Self:
        """`pairs` of `registrations` meet; `places` are a slot and a table each, all by position.

        Meetings past the last place have none. `version` are fields of the first version.
        """
        edition = registrations[0].edition
        rows, desks = window_with_slots(edition, slots=slots), tables(edition, 2)
        meetings = [meeting_between(registrations[a], registrations[b]) for a, b in pairs]
        first = ScheduleVersionFactory(edition=edition, number=1, **version)
        for meeting, (slot, table) in zip(meetings, places, strict=False):
            placed(first, meeting, rows[slot], desks[table])
        if first.state == ScheduleVersion.State.PUBLISHED:
            everything_told(edition)
        return cls(edition, first, list(registrations), meetings, rows, desks, UserFactory())

    def put_at(
        self, meeting: int, slot: int, table: int | None, now: datetime, **more: Any
    ) -> ScheduleEdit:
        """A meeting moved by hand in the first version, all by position; online at no table."""
        edit: ScheduleEdit = placing.put(
            **{"version": self.version, "key": uuid4(), **more},
            meeting=self.meetings[meeting].pk,
            slot=self.slots[slot].pk,
            table=None if table is None else self.tables[table].pk,
            user=self.user,
            now=now,
        )
        return edit


def four_managed(edition: Edition) -> list[Registration]:
    """Clusters A to D; the manager of each has its letter as e-mail name."""
    registrations: list[Registration] = []
    for name in "ABCD":
        cluster = ClusterFactory(name=f"Cluster {name}")
        email = f"{name.lower()}@example.org"
        MembershipFactory(organisation=cluster, user=UserFactory(email=email))
        registrations.append(RegistrationFactory(edition=edition, cluster=cluster))
    return registrations


def water_meets_aerospace() -> Edition:
    """Catalonia's Water and a guest, Aerospace, agreed to meet; each wants three meetings."""
    host = RegionFactory(code="ES51", name="Catalonia")
    edition: Edition = EditionFactory(host_region=host)
    window_with_slots(edition, slots=5)
    tables(edition, 2)
    for name, code in (("Water", "ES511"), ("Aerospace", "ITC4")):
        cluster = ClusterFactory(name=name, region=RegionFactory(code=code))
        RegistrationFactory(edition=edition, cluster=cluster, max_meetings=3)
    meeting_between(*edition.registrations.all())
    return edition


class WaterEnergyAero:
    """Three clusters at an edition with so many times and tables, and its organiser."""

    def __init__(self, *, slots: int, desks: int) -> None:
        self.edition: Edition = EditionFactory(slug="event")
        self.organiser: User = MembershipFactory(organisation=self.edition.owner).user
        self.water, self.energy, self.aero = (
            RegistrationFactory(
                edition=self.edition, cluster=ClusterFactory(name=name, slug=name.lower())
            )
            for name in ("Water", "Energy", "Aero")
        )
        self.slots = window_with_slots(self.edition, slots=slots)
        self.tables = tables(self.edition, desks)


class OneOfTwoPlaced(WaterEnergyAero):
    """In draft 1 Water meets Energy at the first time and table, and Aero not yet."""

    def __init__(self, *, slots: int, desks: int) -> None:
        super().__init__(slots=slots, desks=desks)
        self.version: ScheduleVersion = ScheduleVersionFactory(edition=self.edition, number=1)
        self.first = meeting_between(self.water, self.energy)
        self.second = meeting_between(self.water, self.aero)
        self.placement = placed(self.version, self.first, self.slots[0], self.tables[0])
