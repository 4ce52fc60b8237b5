"""The script of what must hold finds each thing that must not be, where nothing else forbids it."""

from collections.abc import Callable

import pytest
from django.db import connection

from events.models import Edition, Registration
from matchmaking.models import (
    Meeting,
    MeetingRequest,
    MeetingWindow,
    Placement,
    PlacementParticipant,
    ScheduleVersion,
    Slot,
)
from tests.factories.events import EditionFactory, RegistrationFactory, delegates
from tests.factories.interpreting import interpreter
from tests.factories.matchmaking import (
    MeetingRequestFactory,
    ScheduleVersionFactory,
    meeting_between,
    placed,
    tables,
    window_with_slots,
)
from tests.faults.conftest import violations
from tests.matchmaking.test_placing import NOW

pytestmark = pytest.mark.django_db
CONSTRAINTS = {
    "placement_table_once": Placement,
    "placement_registration_once": PlacementParticipant,
    "placement_participant_once": PlacementParticipant,
    "placement_delegate_once": PlacementParticipant,
    "placement_interpreter_once": Placement,
}


@pytest.fixture
def published(db: None) -> ScheduleVersion:
    """A published schedule of two meetings at two times, in a database that forbids nothing."""
    edition = EditionFactory(state=Edition.State.PUBLISHED, capacity=4)
    a, b, c, d = (RegistrationFactory(edition=edition) for _ in range(4))
    version = ScheduleVersionFactory(edition=edition, state="published", published_at=NOW)
    slots, (table,) = window_with_slots(edition, slots=2), tables(edition, 1)
    for pair, slot in (((a, b), slots[0]), ((c, d), slots[1])):
        meeting = meeting_between(*pair)
        request = {"edition": edition, "requester": pair[0], "invitee": pair[1]}
        meeting.request = MeetingRequestFactory(**request, state="accepted")
        meeting.save()
        placed(version, meeting, slot, table)
    assert violations() == []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")  # no foreign keys
        for name, model in CONSTRAINTS.items():
            cursor.execute(f"ALTER TABLE {model._meta.db_table} DROP CONSTRAINT {name}")
    return version


def all_at_once() -> None:
    first = Slot.objects.first()
    Placement.objects.update(slot=first)
    PlacementParticipant.objects.update(slot=first)


def one_more_at_a_strangers_table() -> None:
    """Of the two tables at one time, only one is the event's own."""
    all_at_once()
    (stranger,) = tables(EditionFactory(), 1)
    Placement.objects.filter(pk=Placement.objects.latest("pk").pk).update(table=stranger)


def one_cluster_everywhere() -> None:
    all_at_once()
    PlacementParticipant.objects.update(registration=Registration.objects.earliest("pk"))


def one_delegate_everywhere() -> None:
    all_at_once()
    [ada] = delegates(Registration.objects.earliest("pk"), 1)
    PlacementParticipant.objects.update(delegate=ada)


def one_interpreter_everywhere() -> None:
    all_at_once()
    Placement.objects.update(interpreter=interpreter(Edition.objects.get(), "Ada", "es", "de"))


def a_strangers_interpreter() -> None:
    ada = interpreter(EditionFactory(), "Ada", "es", "de")
    Placement.objects.filter(pk=Placement.objects.latest("pk").pk).update(interpreter=ada)


def window_ends_early() -> None:
    window = MeetingWindow.objects.get()
    window.period = Slot.objects.earliest("pk").period
    window.save()


BROKEN: dict[str, Callable[[], object]] = {
    "table taken twice at once": all_at_once,
    "more meetings at once than tables": one_more_at_a_strangers_table,
    "placement outside the grid of its edition": one_more_at_a_strangers_table,
    "participant more often at once than it has seats": one_cluster_everywhere,
    "seat taken twice at once": one_cluster_everywhere,
    "delegate in two meetings at once": one_delegate_everywhere,
    "interpreter in two meetings at once": one_interpreter_everywhere,
    "interpreter of another event": a_strangers_interpreter,
    "participants differ from those of the meeting": one_cluster_everywhere,
    "slot outside its window": window_ends_early,
    "more clusters approved than the edition takes": lambda: Edition.objects.update(capacity=3),
    "published meeting that was not agreed, or without a cluster": (
        lambda: MeetingRequest.objects.update(state="withdrawn")
    ),
    "published version of an event that is not published": (
        lambda: Edition.objects.update(state="requests_open")
    ),
}


@pytest.mark.parametrize("rule", BROKEN)
def test_what_breaks_a_rule_is_found(published: ScheduleVersion, rule: str) -> None:
    BROKEN[rule]()
    assert rule in {found for found, _ in violations()}


def test_a_published_meeting_is_missed_by_a_cluster_that_does_not_come(
    published: ScheduleVersion,
) -> None:
    Registration.objects.filter(pk=Registration.objects.earliest("pk").pk).update(state="withdrawn")
    rule = "published meeting that was not agreed, or without a cluster"
    assert [found for found, _ in violations()] == [rule]
    Meeting.objects.update(is_cancelled=True)
    assert violations() == []
