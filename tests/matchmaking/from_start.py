"""An event whose clusters ask for free times while requests are open."""

import uuid
from datetime import UTC, datetime
from typing import Any, Self

from accounts.models import User
from events.models import Edition, Registration
from matchmaking.models import MeetingRequest, Placement, ScheduleVersion
from matchmaking.queries.instant import free_times
from matchmaking.services import requests as services
from tests.factories.events import EditionFactory
from tests.factories.schedules import Scheduled, four_managed

NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)
A, B, C, D = range(4)


class FromStart(Scheduled):
    """Clusters A to D, four times from 09:00 on, two tables, and nothing agreed yet."""

    @classmethod
    def opened(cls) -> Self:
        return cls.of(
            four_managed(EditionFactory(instant_from_start=True)),
            pairs=[],
            places=[],
            slots=4,
            state="published",
            published_at=NOW,
            published_revision=0,
            is_opening=True,
        )

    def free(self, first: int = A, second: int = C) -> list[int]:
        """When two could meet, by position."""
        found = free_times(self.registrations[first], self.registrations[second], NOW)
        return [self.slots.index(slot) for slot in found.slots]

    def ask(self, *slots: int, ours: int = A, theirs: int = C) -> MeetingRequest:
        return services.ask_at(
            requester=self.registrations[ours],
            invitee=self.registrations[theirs],
            slots=[self.slots[slot].pk for slot in slots],
            by=self.person(ours),
            key=uuid.uuid4(),
            now=NOW,
        )

    def ask_plainly(self, ours: int, theirs: int) -> MeetingRequest:
        """Leaving the time to the schedule."""
        return services.ask(
            requester=self.registrations[ours],
            invitee=self.registrations[theirs],
            wish=services.Wish(),
            by=self.person(ours),
            key=uuid.uuid4(),
            now=NOW,
        )

    def accept(self, request: MeetingRequest, slot: int) -> MeetingRequest:
        return services.accept_at(
            request=request,
            version=1,
            slot=self.slots[slot].pk,
            by=self.speaker(request.invitee),
            now=NOW,
        )

    def person(self, side: int) -> User:
        return self.speaker(self.registrations[side])

    def speaker(self, registration: Registration) -> User:
        return User.objects.filter(memberships__organisation=registration.cluster)[0]

    def where(self, request: MeetingRequest) -> tuple[int, int] | None:
        """The place of a request's meeting that holds, by position."""
        rows = Placement.objects.filter(meeting__request=request)
        row = rows.filter(version__state=ScheduleVersion.State.PUBLISHED).first()
        tables = [table.pk for table in self.tables]
        return (self.slots.index(row.slot), tables.index(row.table_id or 0)) if row else None

    def set(self, **values: Any) -> None:
        Edition.objects.update(**values)
        self.edition.refresh_from_db()
        for registration in self.registrations:
            registration.refresh_from_db()
