"""Delegates with accounts who sit in meetings."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from events.models import Delegate, DelegateAccess
from matchmaking.models import PlacementParticipant, Slot
from matchmaking.telling.acts import Told, tell_them
from tests.factories.accounts import UserFactory
from tests.factories.delegates import with_account
from tests.factories.events import EditionFactory
from tests.factories.schedules import Scheduled, four_managed

NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)
ADA, BO = "ada@example.org", "bo@example.org"


class Sent(Scheduled):
    """A sends Ada, who meets B at the first time, and Bo, who meets C at the second: both have
    accounts. C meets D at the first time. Published and told.
    """

    ada: DelegateAccess
    bo: DelegateAccess

    def sit(self, meeting: int, access: DelegateAccess | None) -> None:
        seats = PlacementParticipant.objects.filter(
            registration=self.registrations[0], meeting=self.meetings[meeting]
        )
        seats.update(delegate=access.delegate if access else None)

    def move(self, slot: int = 0) -> None:
        """All meetings of a time, by a day."""
        period = self.slots[slot].period
        later = DateTimeTZRange(period.lower + DAY, period.upper + DAY)
        Slot.objects.filter(pk=self.slots[slot].pk).update(period=later)

    def tell(self) -> Told:
        return tell_them(edition=self.edition, by=self.user, now=NOW)


def sent(**version: Any) -> Sent:
    registrations = four_managed(EditionFactory(name="Spring", venue="Fira", state="published"))
    event = Sent.of(
        registrations,
        pairs=[(0, 1), (0, 2), (2, 3)],
        places=[(0, 0), (1, 0), (0, 1)],
        slots=3,
        **version,
    )
    ada, bo = (
        Delegate.objects.create(registration=registrations[0], name=name, position=position)
        for position, name in enumerate(("Ada", "Bo"))
    )
    event.ada = with_account(ada, user=UserFactory(email=ADA))
    event.bo = with_account(bo, user=UserFactory(email=BO))
    event.sit(0, event.ada)
    event.sit(1, event.bo)
    return event
