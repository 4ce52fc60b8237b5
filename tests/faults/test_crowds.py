"""Many at the same few places: nobody gets one twice, and no act waits for another for ever."""

import random
import statistics
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.urls import reverse

from accounts.models import User
from events.models import Edition, Registration
from events.services import decisions, registrations
from matchmaking.models import (
    Meeting,
    MeetingRequest,
    Placement,
    ScheduleVersion,
    Slot,
    Table,
)
from matchmaking.services import placing, requests
from tests.factories.accounts import UserFactory
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import ScheduleVersionFactory, tables, window_with_slots
from tests.faults.agreeing import agree, registered
from tests.faults.conftest import violations
from tests.faults.site import Site, Visitor, at_once
from tests.support import databases
from tests.support.measuring import NAME, Record
from tests.support.racing import raced
from tests.support.waiting import PATIENCE, until

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2094, 5, 1, 10, tzinfo=UTC)
CROWD, PEOPLE, TIMES, TABLES = 200, 10, 4, 5


SESSIONS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"


def asked(query: str) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {number for (number,) in cursor.fetchall()}


@dataclass
class Deadlocks:
    """How many the database sees from here on in sessions that are not there yet.

    A session tells at its end: those who know wait for that.
    """

    there: set[int] = field(default_factory=lambda: asked(SESSIONS))
    before: int = field(default_factory=lambda: max(asked(DEADLOCKS)))

    def seen(self) -> int:
        until(lambda: asked(SESSIONS) <= self.there, "the sessions to end")
        return max(asked(DEADLOCKS)) - self.before


def test_a_deadlock_is_counted() -> None:
    """Else nobody could say that there was none."""
    deadlocks, both_hold = Deadlocks(), threading.Barrier(2)

    def lock(first: int, second: int) -> None:
        with psycopg.connect(databases.address()) as session:
            session.execute("SELECT pg_advisory_lock(%s)", [first])
            both_hold.wait(PATIENCE)
            session.execute("SELECT pg_advisory_lock(%s)", [second])

    answers = raced([partial(lock, 1, 2), partial(lock, 2, 1)])
    refused = [answer for answer in answers if answer is not None]
    assert [type(error) for error in refused] == [psycopg.errors.DeadlockDetected]
    assert deadlocks.seen() == 1


@pytest.mark.processes
def test_of_200_random_moves_among_ten_clusters_none_books_twice_and_none_deadlocks(
    site: Site, record_property: Record
) -> None:
    edition = EditionFactory()
    organiser = MembershipFactory(organisation=edition.owner).user
    people = registered(edition, organiser, PEOPLE)
    slots, desks = window_with_slots(edition, slots=TIMES), tables(edition, TABLES)
    pairs = [(a, b) for a in people for b in people if a.pk < b.pk]
    meetings = agree(edition, organiser, pairs)
    version = ScheduleVersionFactory(edition=edition, number=1)
    address = reverse("organise-move", args=[edition.slug, version.number])
    seed = random.randrange(2**32)
    some = random.Random(seed)
    chosen = [
        (some.choice(meetings).pk, f"{some.choice(slots).pk}-{some.choice(desks).pk}")
        for _ in range(CROWD)
    ]
    deadlocks = Deadlocks()
    site.start_web(workers=2)
    visitor = Visitor(site, organiser)

    def move(number: int) -> tuple[int, float]:
        meeting, place = chosen[number]
        begun = time.monotonic()
        key = uuid.uuid4()
        # As if each had seen all changes, so that none is refused for those of the others.
        seen = {"revision": 2**31 - 1, "idempotency_key": key}
        status, *_ = visitor.post(address, meeting=meeting, place=place, **seen)
        return status, time.monotonic() - begun

    answers = at_once(CROWD, move)
    site.close()
    told = Counter(status for status, _ in answers)
    moved = f"with the moves of seed {seed}"
    assert set(told) <= {302, 409}, moved
    assert 0 < version.edits.count() <= told[302], moved
    assert Placement.objects.filter(version=version).exists(), moved
    assert deadlocks.seen() == 0, moved
    p99 = statistics.quantiles([seconds for _, seconds in answers], n=100)[-1]
    record_property(NAME, f"200 moves among 10 clusters: no deadlock, p99 {p99:.2f} s")


@dataclass
class Pair:
    """Two clusters, an empty draft with two times and a table, and somebody who acts for all."""

    ours: Registration
    theirs: Registration
    version: ScheduleVersion
    slots: list[Slot]
    table: Table
    user: User

    def asked(self) -> MeetingRequest:
        return requests.ask(
            requester=self.ours,
            invitee=self.theirs,
            wish=requests.Wish(),
            by=self.user,
            key=uuid.uuid4(),
            now=NOW,
        )

    def by_hand(self, meeting: int) -> dict[str, Any]:
        named = {"version": self.version, "user": self.user, "now": NOW}
        return {**named, "meeting": meeting, "key": uuid.uuid4()}

    def move(self, meeting: int, slot: int) -> object:
        place: dict[str, Any] = {"slot": self.slots[slot].pk, "table": self.table.pk}
        return placing.put(**place, **self.by_hand(meeting))

    def acts(self, request: MeetingRequest) -> list[Callable[[], object]]:
        """What people may do with it at once; where it is agreed, its meeting is moved too."""
        seen: dict[str, Any] = {"request": request, "version": request.version, "now": NOW}
        withdraw = partial(requests.withdraw, side=self.ours, **seen)
        accept = partial(requests.accept, by=UserFactory(), **seen)
        if request.state == "pending":
            return [accept, withdraw]
        meeting = request.meeting.pk
        remove = partial(placing.remove, **self.by_hand(meeting))
        return [accept, withdraw, partial(self.move, meeting, 1), remove]

    def clear(self, request: MeetingRequest) -> None:
        """The two may ask each other anew."""
        Placement.objects.all().delete()
        if request.state in MeetingRequest.LIVE:
            version = request.version
            requests.withdraw(request=request, version=version, side=self.ours, now=NOW)


@pytest.fixture
def pair(transactional_db: None) -> Pair:
    edition = EditionFactory()
    return Pair(
        ours=RegistrationFactory(edition=edition),
        theirs=RegistrationFactory(edition=edition),
        version=ScheduleVersionFactory(edition=edition, number=1),
        slots=window_with_slots(edition, slots=2),
        table=tables(edition, 1)[0],
        user=UserFactory(),
    )


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize(
    "rounds", [pytest.param(10, id="short"), pytest.param(100, id="long", marks=pytest.mark.drill)]
)
def test_accept_withdraw_move_and_remove_at_once_end_in_one_legal_state(
    pair: Pair, rounds: int
) -> None:
    for number in range(rounds):
        request = pair.asked()
        if number % 2:
            request = requests.accept(request=request, version=1, by=pair.user, now=NOW)
            pair.move(request.meeting.pk, 0)
        answers = raced(pair.acts(request))
        refusals = [answer for answer in answers if isinstance(answer, Exception)]
        foreseen = (requests.RequestRefused, placing.PlacementRefused)
        assert all(isinstance(refusal, foreseen) for refusal in refusals), refusals
        assert len(refusals) < len(answers), refusals
        request.refresh_from_db()
        wanted = Meeting.objects.filter(request=request, is_cancelled=False).exists()
        assert (request.state, wanted) in {("accepted", True), ("withdrawn", False)}
        assert violations() == []
        pair.clear(request)


@pytest.mark.usefixtures("patient")
def test_of_200_registrations_50_come_in_and_ten_who_leave_let_exactly_ten_follow() -> None:
    edition: Edition = EditionFactory(capacity=50)
    rows = registered(edition, UserFactory(), CROWD, state="waiting")
    approve = partial(decisions.approve, edition=edition, now=NOW)
    chosen = [[row.pk for row in rows[start::5]] for start in range(5)]
    answers = raced([partial(approve, chosen=some) for some in chosen])
    assert not [answer for answer in answers if isinstance(answer, Exception)], answers
    states = edition.registrations.values_list("state", flat=True)
    assert Counter(states.all()) == {"approved": 50, "waitlisted": 150}
    inside = edition.registrations.approved().order_by("pk")[:10]
    leave = partial(registrations.withdraw, now=NOW)
    assert raced([partial(leave, registration=row) for row in inside]) == [None] * 10
    assert Counter(states.all()) == {"approved": 50, "waitlisted": 140, "withdrawn": 10}
    assert violations() == []
