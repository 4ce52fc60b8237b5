"""Two hundred people place meetings of one cluster into one slot: one wins, whatever happens."""

import time
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.request import urlopen

import pytest
from django.db import connection
from django.urls import reverse

from accounts.models import User
from events.models import Registration
from matchmaking.models import (
    Meeting,
    Placement,
    PlacementParticipant,
    ScheduleVersion,
    Slot,
    Table,
)
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory
from tests.factories.matchmaking import ScheduleVersionFactory, window_with_slots
from tests.faults.agreeing import agree, registered
from tests.faults.conftest import violations
from tests.faults.site import Site, Visitor, at_once
from tests.support.measuring import NAME, Record

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]

PEOPLE = 200
CONSTRAINT = "placement_registration_once"


@dataclass
class Race:
    """An edition in which one cluster is to meet 200 others, each at a table of its own."""

    version: ScheduleVersion
    organiser: User
    shared: Registration
    meetings: list[Meeting]
    slot: Slot
    tables: list[Table]

    def run(self, site: Site) -> list[tuple[int, str]]:
        """The status and the page that each of the 200 gets."""
        visitor = Visitor(site, self.organiser)
        numbers = [self.version.edition.slug, self.version.number]
        address = reverse("organise-move", args=numbers)

        def place(number: int) -> tuple[int, str]:
            status, _, page = visitor.post(
                address,
                meeting=self.meetings[number].pk,
                place=f"{self.slot.pk}-{self.tables[number].pk}",
                revision=0,
                idempotency_key=uuid.uuid4(),
            )
            return status, page

        return at_once(PEOPLE, place)


@pytest.fixture
def race(transactional_db: None) -> Race:
    edition = EditionFactory()
    organiser = MembershipFactory(organisation=edition.owner).user
    shared, *others = registered(edition, organiser, PEOPLE + 1)
    # It asked every other one of them, and was asked by the rest.
    pairs = [(shared, other) if at % 2 else (other, shared) for at, other in enumerate(others)]
    numbers = range(1, PEOPLE + 1)
    return Race(
        version=ScheduleVersionFactory(edition=edition, number=1),
        organiser=organiser,
        shared=shared,
        meetings=agree(edition, organiser, pairs),
        slot=window_with_slots(edition, slots=1)[0],
        tables=Table.objects.bulk_create(Table(edition=edition, number=n) for n in numbers),
    )


def bare_pages(site: Site) -> float:
    """Seconds for as many bare pages at once, from a site that has loaded its own."""

    def bare(_number: int) -> int:
        with urlopen(f"{site.address}/healthz") as page:  # noqa: S310 - our own
            return int(page.status)

    for _ in range(2):
        begun = time.monotonic()
        assert set(at_once(PEOPLE, bare)) == {200}
    return time.monotonic() - begun


def test_of_200_placements_at_once_one_wins_and_the_others_are_told(
    race: Race, site: Site, record_property: Record
) -> None:
    web = site.start_web(workers=2)
    bare = bare_pages(site)
    used, begun = web.processor_seconds(), time.monotonic()
    answers = race.run(site)
    took = time.monotonic() - begun
    used = web.processor_seconds() - used
    words = f"{took:.2f} s, {took / bare:.1f} times as long as as many bare pages"
    words += f"; the web processes used {used:.2f} s of processor"
    record_property(NAME, f"{PEOPLE} placements into one slot: all answered after {words}")
    assert Counter(status for status, _ in answers) == {302: 1, 409: PEOPLE - 1}
    told = [page for status, page in answers if status == 409]
    assert all("Racer 0 already meets somebody then" in page for page in told)
    assert PlacementParticipant.objects.filter(registration=race.shared).count() == 1


@pytest.fixture
def unconstrained(transactional_db: None) -> Iterator[None]:
    """The test database without the constraint that forbids double booking."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [CONSTRAINT]
        )
        (definition,) = cursor.fetchone()
        table = PlacementParticipant._meta.db_table
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {CONSTRAINT}")
        yield
        Placement.objects.all().delete()
        cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {CONSTRAINT} {definition}")


def test_without_constraint_and_locks_the_same_race_double_books(
    race: Race, unconstrained: None, site: Site
) -> None:
    site.start_web("tests.faults.unlocked")
    winners = [status for status, _ in race.run(site)].count(302)
    assert winners >= 2
    assert PlacementParticipant.objects.filter(registration=race.shared).count() == winners
    assert {rule for rule, _ in violations()} >= {
        "participant more often at once than it has seats",
        "seat taken twice at once",
    }
    Placement.objects.all().delete()
