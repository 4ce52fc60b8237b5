"""Requests, answers, places, moves, cancellations and publications in any order.

The site does what a plain model does, refuses what it refuses, and after each act every rule of
the invariant script holds.
"""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.models import User
from matchmaking.models import MeetingRequest, Placement, Priority, ScheduleVersion
from matchmaking.queries.schedule import current_version, published_version
from matchmaking.services import placing, publishing, requests
from matchmaking.services.requests.entering import enter
from tests.factories.accounts import UserFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import tables, window_with_slots
from tests.faults.conftest import violations
from tests.matchmaking.plain_model import Plain
from tests.matchmaking.test_placing import NOW

pytestmark = pytest.mark.django_db
CLUSTERS, TIMES, TABLES = 4, 3, 2
SHORT = (6, 25)
# A version that nobody has seen: everything it is sent with is out of date.
STALE = 1000
REFUSALS = (
    requests.RequestRefused,
    placing.PlacementRefused,
    publishing.ScheduleChanged,
    publishing.UnwantedMeetings,
)

clusters = st.integers(0, CLUSTERS - 1)
pairs = st.tuples(clusters, clusters).filter(lambda pair: pair[0] != pair[1])
numbers = st.integers(0, 63)
places = st.tuples(st.integers(0, TIMES - 1), st.integers(0, TABLES - 1))
stale = st.sampled_from([0, 0, 0, STALE])


def has_requests(machine: "Machine") -> bool:
    return bool(machine.plain.requests)


def has_meetings(machine: "Machine") -> bool:
    return any(asked.has_meeting for asked in machine.plain.requests)


def has_draft(machine: "Machine") -> bool:
    return machine.plain.draft is not None


class Machine(RuleBasedStateMachine):
    """Each act is done on the site and on the model; both say yes, or both no."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.plain = Plain()
        self.edition = EditionFactory()
        self.clusters = [RegistrationFactory(edition=self.edition) for _ in range(CLUSTERS)]
        self.slots = window_with_slots(self.edition, slots=TIMES)
        self.tables = tables(self.edition, TABLES)
        self.organiser: User = UserFactory()
        self.rows: list[MeetingRequest] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def both(self, expected: bool, act: Callable[..., Any], **values: Any) -> Any:
        """The site's answer; None where it refuses, as the model does."""
        answer, refusal = None, ""
        try:
            answer = act(**values, now=NOW)
        except REFUSALS as refused:
            refusal = repr(refused)
        assert bool(refusal) is not expected, f"{act.__name__}: {refusal or 'not refused'}"
        return answer

    def request(self, number: int) -> tuple[int, dict[str, Any]]:
        """One of the requests, as it is seen now."""
        at = number % len(self.rows)
        row = MeetingRequest.objects.get(pk=self.rows[at].pk)
        return at, {"request": row, "version": row.version}

    def meeting(self, number: int) -> tuple[int, int]:
        """One of the meetings: its number, and its key."""
        having = [at for at, asked in enumerate(self.plain.requests) if asked.has_meeting]
        at = having[number % len(having)]
        return at, MeetingRequest.objects.get(pk=self.rows[at].pk).meeting.pk

    def draft(self) -> ScheduleVersion:
        version = current_version(self.edition)
        assert version
        return version

    def by_hand(self) -> dict[str, Any]:
        return {"version": self.draft(), "user": self.organiser, "key": uuid.uuid4()}

    def keep(self, row: MeetingRequest | None) -> None:
        if row and row not in self.rows:
            self.rows.append(row)

    @rule(pair=pairs)
    def ask(self, pair: tuple[int, int]) -> None:
        ours, theirs = (self.clusters[number] for number in pair)
        wish = {"wish": requests.Wish(), "by": UserFactory(), "key": uuid.uuid4()}
        expected = self.plain.ask(*pair)
        self.keep(self.both(expected, requests.ask, requester=ours, invitee=theirs, **wish))

    @precondition(has_requests)
    @rule(number=numbers, late=st.booleans(), stale=stale)
    def accept(self, number: int, late: bool, stale: int) -> None:
        at, seen = self.request(number)
        by = self.organiser if late else UserFactory()
        act = self.plain.accept_late if late else self.plain.accept
        expected = not stale and act(at)
        seen["version"] += stale
        self.both(expected, requests.accept, **seen, by=by, by_organiser=late)

    @precondition(has_requests)
    @rule(number=numbers)
    def decline(self, number: int) -> None:
        at, seen = self.request(number)
        self.both(self.plain.decline(at), requests.decline, **seen, by=UserFactory())

    @precondition(has_requests)
    @rule(number=numbers, stale=stale)
    def take_back(self, number: int, stale: int) -> None:
        at, seen = self.request(number)
        expected = not stale and self.plain.undo(at)
        seen["version"] += stale
        self.both(expected, requests.undo_answer, **seen)

    @precondition(has_requests)
    @rule(number=numbers, side=st.booleans())
    def withdraw(self, number: int, side: bool) -> None:
        at, seen = self.request(number)
        who = (self.plain.requests[at].a, self.plain.requests[at].b)[side]
        expected = self.plain.withdraw(at, who)
        self.both(expected, requests.withdraw, **seen, side=self.clusters[who])

    @rule(pair=pairs)
    def enter(self, pair: tuple[int, int]) -> None:
        first, second = (self.clusters[number] for number in pair)
        values = {"priority": Priority.MUST, "by": self.organiser, "key": uuid.uuid4()}
        expected = self.plain.enter(*pair)
        self.keep(self.both(expected, enter, first=first, second=second, **values))

    @rule()
    def start_draft(self) -> None:
        self.both(self.plain.start_draft(), placing.start_draft, edition=self.edition)

    @precondition(lambda machine: has_draft(machine) and has_meetings(machine))
    @rule(number=numbers, place=places)
    def put(self, number: int, place: tuple[int, int]) -> None:
        at, meeting = self.meeting(number)
        there = {"slot": self.slots[place[0]].pk, "table": self.tables[place[1]].pk}
        expected = self.plain.put(at, place)
        self.both(expected, placing.put, meeting=meeting, **there, **self.by_hand())

    @precondition(lambda machine: len(machine.plain.draft or ()) > 1)
    @rule(number=numbers, other=numbers)
    def swap(self, number: int, other: int) -> None:
        (one, first), (two, second) = self.meeting(number), self.meeting(other)
        if one != two:
            expected = self.plain.swap(one, two)
            self.both(expected, placing.swap, meeting=first, other=second, **self.by_hand())

    @precondition(lambda machine: has_draft(machine) and has_meetings(machine))
    @rule(number=numbers)
    def remove(self, number: int) -> None:
        at, meeting = self.meeting(number)
        self.both(self.plain.remove(at), placing.remove, meeting=meeting, **self.by_hand())

    @precondition(has_draft)
    @rule(stale=stale)
    def publish(self, stale: int) -> None:
        version = self.draft()
        expected = not stale and self.plain.publish()
        values = {"version": version, "revision": version.revision + stale}
        self.both(expected, publishing.publish, **values, user=self.organiser)

    @precondition(has_meetings)
    @rule(number=numbers)
    def cancel(self, number: int) -> None:
        at, _ = self.meeting(number)
        row = MeetingRequest.objects.get(pk=self.rows[at].pk)
        expected = self.plain.cancel(at)
        self.both(expected, requests.cancel_published, meeting=row.meeting, by=self.organiser)

    @invariant()
    def site_and_model_agree(self) -> None:
        states = dict(MeetingRequest.objects.values_list("pk", "state"))
        told = [states[row.pk] for row in self.rows]
        assert told == [asked.state for asked in self.plain.requests]
        assert self.placed(published_version(self.edition)) == (self.plain.published or {})
        version = current_version(self.edition)
        is_draft = version is not None and version.state == "draft"
        assert is_draft == (self.plain.draft is not None)
        if is_draft:
            assert self.placed(version) == self.plain.draft

    @invariant()
    def every_rule_holds(self) -> None:
        assert violations() == []

    def placed(self, version: ScheduleVersion | None) -> dict[int, tuple[int, int]]:
        at = {row.pk: number for number, row in enumerate(self.rows)}
        slots = {slot.pk: number for number, slot in enumerate(self.slots)}
        desks = {table.pk: number for number, table in enumerate(self.tables)}
        rows = Placement.objects.filter(version=version)
        return {
            at[request]: (slots[slot], desks[table])
            for request, slot, table in rows.values_list("meeting__request", "slot", "table")
        }


@pytest.mark.parametrize(
    ("examples", "steps"),
    [
        pytest.param(*SHORT, id="short"),
        pytest.param(60, 50, id="long", marks=pytest.mark.drill),
    ],
)
def test_the_site_does_what_a_plain_model_does(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            # The short form is the same each time; what a drill finds, it prints.
            derandomize=examples == SHORT[0],
            suppress_health_check=list(HealthCheck),
        ),
    )
