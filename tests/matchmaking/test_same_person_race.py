"""Twenty meetings of clusters for which one person speaks are placed at one time: one wins."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from threading import Event
from typing import Any

import pytest
from django.db import connection

from events.models import Registration
from events.services import locking
from interface.folding import folded_person
from matchmaking.models import Meeting, Placement, ScheduleVersion, Slot, Table
from matchmaking.services import placing
from matchmaking.services.placing import PersonBusy, by_hand, checks, writing
from matchmaking.services.placing.whole import participants_of
from tests.factories.accounts import UserFactory
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import (
    MORNING,
    ScheduleVersionFactory,
    meeting_between,
    tables,
    window_with_slots,
)
from tests.faults.conftest import INVARIANTS, violations
from tests.support.racing import raced

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("patient")]
MANY = 20


@dataclass
class Race:
    """Twenty clusters with one member in common, each to meet another one at a table of its own."""

    version: ScheduleVersion
    meetings: list[Meeting]
    slot: Slot
    tables: list[Table]

    def place(self, number: int) -> Callable[[], Any]:
        user, key = UserFactory(), uuid.uuid4()
        return lambda: placing.put(
            version=self.version,
            meeting=self.meetings[number].pk,
            slot=self.slot.pk,
            table=self.tables[number].pk,
            user=user,
            key=key,
            now=MORNING,
        )

    def run(self) -> list[Any]:
        return raced([self.place(number) for number in range(MANY)])


@pytest.fixture
def race(transactional_db: None) -> Race:
    edition, person = EditionFactory(), UserFactory()
    shared = [RegistrationFactory(edition=edition) for _ in range(MANY)]
    for registration in shared:
        MembershipFactory(organisation=registration.cluster, user=person)
    return Race(
        meetings=[meeting_between(row, RegistrationFactory(edition=edition)) for row in shared],
        version=ScheduleVersionFactory(edition=edition, number=1),
        slot=window_with_slots(edition, slots=1)[0],
        tables=tables(edition, MANY),
    )


def test_one_of_twenty_wins_and_the_others_are_told_why(race: Race) -> None:
    answers = race.run()
    lost = [answer for answer in answers if isinstance(answer, PersonBusy)]
    assert len(lost) == MANY - 1
    assert Placement.objects.count() == 1
    assert violations() == []


def test_with_the_meetings_own_clusters_locked_alone_the_person_is_in_two_places(
    race: Race, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: what the locks of those who share a person are for, and that it would show."""

    def own_alone(version: ScheduleVersion, meeting: int) -> dict[int, Registration]:
        own = participants_of([meeting])[meeting]
        return locking.locked_registrations(own)

    second_is_there, arrived = Event(), count(1)

    def checked_together(*args: Any, **named: Any) -> dict[int, int]:
        seats = checks.check_place(*args, **named)
        if next(arrived) > 1:
            second_is_there.set()
        second_is_there.wait(timeout=300)
        return seats

    monkeypatch.setattr(by_hand, "locked_participants", own_alone)
    monkeypatch.setattr(writing, "check_place", checked_together)
    race.run()
    assert Placement.objects.count() > 1
    assert {rule for rule, _ in violations()} == {"person in two places at once"}


def test_the_invariant_and_the_act_compare_names_alike(db: None) -> None:
    """The expression of `invariants.sql`, told every way to write one name."""
    sql = INVARIANTS.read_text().partition("btrim(")[2].partition(") AS name")[0]
    names = ["José  García", "JOSE GARCIA", "Jose\u0301 Garcia ", "Йозеф", "Ødegård"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT btrim(" + sql + ") FROM unnest(%s::text[]) AS d(name)", [names])  # noqa: S608
        compared = [row[0] for row in cursor.fetchall()]
    assert compared[:3] == ["jose garcia"] * 3
    assert compared == [folded_person(name) for name in names]
