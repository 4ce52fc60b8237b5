"""Three published meetings of four clusters, which may be at other times too."""

import uuid
from datetime import UTC, datetime
from typing import Any, Self

from accounts.models import User
from matchmaking.models import Placement, ScheduleVersion, TimeOffer
from matchmaking.queries.other_times import possible_times
from matchmaking.services import other_times as services
from tests.factories.events import EditionFactory
from tests.factories.schedules import Scheduled, four_managed

NOW = datetime(2094, 6, 2, 9, tzinfo=UTC)
AB, CD, AC = range(3)
A, B, C, D = range(4)


class Agreed(Scheduled):
    """A meets B at the first time, table 1; C meets D then, table 2; A meets C at the second.

    Six times from 09:00 on, each half an hour, and two tables.
    """

    @classmethod
    def published(cls) -> Self:
        return cls.of(
            four_managed(EditionFactory(state="published")),
            pairs=[(A, B), (C, D), (A, C)],
            places=[(0, 0), (0, 1), (1, 0)],
            slots=6,
            state="published",
            published_at=NOW,
        )

    def times(self, meeting: int = AB, now: datetime = NOW) -> list[int]:
        """Where else a meeting may be, by position."""
        found = possible_times(self.meetings[meeting], now)
        return [self.slots.index(slot) for slot in found.slots]

    def offer(
        self, side: int, *slots: int, meeting: int = AB, now: datetime = NOW, key: Any = None
    ) -> TimeOffer:
        return services.offer_times(
            meeting=self.meetings[meeting],
            side=self.registrations[side],
            slots=[self.slots[slot].pk for slot in slots],
            by=self.person(side),
            key=key or uuid.uuid4(),
            now=now,
        )

    def accept(self, offer: TimeOffer, side: int, slot: int, now: datetime = NOW) -> TimeOffer:
        return services.accept_time(
            offer=offer,
            side=self.registrations[side],
            slot=self.slots[slot].pk,
            by=self.person(side),
            now=now,
        )

    def decline(self, offer: TimeOffer, side: int, now: datetime = NOW) -> TimeOffer:
        return services.decline_times(
            offer=offer, side=self.registrations[side], by=self.person(side), now=now
        )

    def move(self, meeting: int, slot: int, table: int) -> Any:
        return self.put_at(meeting, slot, table, NOW, is_live=True)

    def person(self, side: int) -> User:
        return User.objects.get(memberships__organisation=self.registrations[side].cluster)

    def where(self, meeting: int = AB) -> tuple[int, int] | None:
        row = Placement.objects.filter(meeting=self.meetings[meeting]).first()
        tables = [table.pk for table in self.tables]
        return (self.slots.index(row.slot), tables.index(row.table_id or 0)) if row else None

    def loses_its_place(self, meeting: int = AB) -> None:
        Placement.objects.filter(meeting=self.meetings[meeting]).delete()

    def is_opening(self) -> None:
        """Nothing is placed, and what is published stands for what is agreed on from the start."""
        Placement.objects.all().delete()
        ScheduleVersion.objects.update(is_opening=True)

    def lock(self) -> None:
        Placement.objects.filter(meeting=self.meetings[AB]).update(is_locked=True)
