"""Yes, but at some times only: an answer that the scheduler and the organiser's hands keep to."""

import uuid
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from events.models import Edition, Registration
from events.services.locking import locked_edition
from interface.contention import Busy
from matchmaking.models import (
    Meeting,
    MeetingRequest,
    MeetingWindow,
    RequestWindow,
    Slot,
    Unavailability,
    UnplacedMeeting,
)
from matchmaking.queries.names import names
from matchmaking.queries.plan import Plan
from matchmaking.records import Reason
from matchmaking.runs.execution import carry_out
from matchmaking.runs.problem import build
from matchmaking.services import placing, requests
from matchmaking.words.reasons import reason
from notifications.models import OutboxMessage
from organise.queries.board import rows
from organise.words import board as board_words
from organise.words import edits
from scheduling.control import Limits
from scheduling.pipeline import solve
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import (
    MeetingRequestFactory,
    MeetingWindowFactory,
    ScheduleRunFactory,
    ScheduleVersionFactory,
    tables,
    window_with_slots,
)
from tests.support.racing import raced

pytestmark = pytest.mark.django_db
NOW = datetime(2094, 3, 1, 9, 0, tzinfo=UTC)
State = MeetingRequest.State


class Asked:
    """Wind asked Water to meet; the event has a morning of two slots on each of two days."""

    def __init__(self) -> None:
        self.edition: Edition = EditionFactory(state="requests_open")
        self.first = window_with_slots(self.edition, slots=2)
        start = self.first[0].period.lower + timedelta(days=1)
        self.window: MeetingWindow = MeetingWindowFactory(
            edition=self.edition,
            name="Second morning",
            period=DateTimeTZRange(start, start + timedelta(hours=1)),
        )
        self.second = [
            Slot.objects.create(
                edition=self.edition,
                window=self.window,
                period=DateTimeTZRange(at, at + timedelta(minutes=25)),
            )
            for at in (start, start + timedelta(minutes=30))
        ]
        self.tables = tables(self.edition, 1)
        self.water, self.wind = (self._registered(name) for name in ("Water", "Wind"))
        self.managers = {row.pk: Client() for row in (self.water, self.wind)}
        for row in (self.water, self.wind):
            user = MembershipFactory(organisation=row.cluster).user
            self.managers[row.pk].force_login(user)
        self.request: MeetingRequest = MeetingRequestFactory(
            edition=self.edition, requester=self.wind, invitee=self.water
        )

    def _registered(self, name: str) -> Registration:
        cluster = ClusterFactory(name=name, short_name="")
        row: Registration = RegistrationFactory(edition=self.edition, cluster=cluster)
        return row

    def page(self, name: str, of: Registration, *more: object) -> str:
        return reverse(name, args=[self.edition.slug, of.cluster.slug, *more])

    def answer(self, *windows: int, status: int = 302) -> str:
        at = self.page("meet-answer", self.water, self.request.pk)
        sent = {"version": 1, "priority": 1, "windows": windows, "reply": "We arrive late."}
        answer = self.managers[self.water.pk].post(at, sent)
        assert answer.status_code == status
        self.request.refresh_from_db()
        return str(answer.text)

    @property
    def meeting(self) -> Meeting:
        return Meeting.objects.get(request=self.request)


@pytest.fixture
def asked() -> Asked:
    with time_machine.travel(NOW, tick=False):
        return Asked()


def test_the_answer_is_kept_shown_to_both_and_told(asked: Asked) -> None:
    with time_machine.travel(NOW, tick=False):
        assert (
            "Second morning"
            in asked.managers[asked.water.pk]
            .get(asked.page("meet-answer", asked.water, asked.request.pk))
            .text
        )
        asked.answer(asked.window.pk)
        for of in (asked.water, asked.wind):
            shown = asked.managers[of.pk].get(asked.page("meet-requests", of) + "?tab=agreed")
            assert "Agreed for these times only:" in shown.text
            assert "Second morning" in shown.text
    assert asked.request.state == State.ACCEPTED
    [mail] = OutboxMessage.objects.filter(kind="request-accepted")
    assert "The two of you meet in one of these meeting windows only:" in mail.body
    assert "Second morning" in mail.body
    assert "We arrive late." in mail.body


def test_the_same_answer_twice_is_one_and_another_one_is_refused_in_words(asked: Asked) -> None:
    """What was agreed on stays, and nobody is let believe otherwise."""
    with time_machine.travel(NOW, tick=False):
        first = asked.edition.windows.exclude(pk=asked.window.pk)[0]
        asked.answer(asked.window.pk)
        asked.answer(asked.window.pk)
        for others in ((first.pk,), (first.pk, asked.window.pk)):
            said = asked.answer(*others, status=409)
            assert "This request was answered or withdrawn meanwhile." in said
            assert "We arrive late." in said
    assert [row.window for row in asked.request.windows.all()] == [asked.window]


def test_the_schedule_keeps_to_it_and_says_why_where_it_cannot(asked: Asked) -> None:
    with time_machine.travel(NOW, tick=False):
        asked.answer(asked.window.pk)
    problem = build(asked.edition).problem
    assert problem.meetings[0].windows == frozenset({1})
    [placed] = solve(problem, limits=Limits(seconds=5, workers=1)).placements
    assert problem.slots[placed.slot].window == 1
    for slot in asked.second:
        Unavailability.objects.create(
            edition=asked.edition, registration=asked.water, period=slot.period
        )
    run = ScheduleRunFactory(edition=asked.edition, limit_seconds=5)
    carry_out(run.pk, owner="here")
    [row] = UnplacedMeeting.objects.all()
    assert reason(names(asked.edition), Reason.read(row.reason)) == (
        "They agreed to meet at some times only, and are never all free then."
    )


def test_by_hand_it_is_refused_elsewhere_in_words(asked: Asked) -> None:
    with time_machine.travel(NOW, tick=False):
        asked.answer(asked.window.pk)
    version = ScheduleVersionFactory(edition=asked.edition, number=1)
    place: dict[str, Any] = {
        "table": asked.tables[0].pk,
        "version": version,
        "user": UserFactory(),
        "now": NOW,
    }
    with pytest.raises(placing.OutsideAgreed) as refused:
        placing.put(meeting=asked.meeting.pk, slot=asked.first[0].pk, key=uuid.uuid4(), **place)
    assert "in other windows only" in edits.refusal(names(asked.edition), refused.value)
    plan = Plan(asked.edition, version)
    [early, _] = rows(plan, plan.days[0], asked.meeting.pk)
    obstacle = early.cells[0].obstacle
    assert obstacle is not None
    assert board_words.why_not(obstacle) == "They agreed to meet at other times only"
    placing.put(meeting=asked.meeting.pk, slot=asked.second[0].pk, key=uuid.uuid4(), **place)
    assert Plan(asked.edition, version).conflicts() == []
    RequestWindow.objects.update(window=asked.first[0].window_id)
    assert len(Plan(asked.edition, version).conflicts()) == 1


def test_all_windows_are_as_good_as_none_and_none_is_asked_again(asked: Asked) -> None:
    with time_machine.travel(NOW, tick=False):
        assert "Choose at least one." in asked.answer(status=422)
        asked.answer(*asked.edition.windows.values_list("pk", flat=True))
    assert not RequestWindow.objects.exists()
    assert build(asked.edition).problem.meetings[0].windows is None


def test_an_answer_taken_back_takes_its_times_along(asked: Asked) -> None:
    with time_machine.travel(NOW, tick=False):
        asked.answer(asked.window.pk)
        requests.undo_answer(request=asked.request, version=asked.request.version, now=NOW)
        asked.request.refresh_from_db()
        assert asked.request.state == State.PENDING
        assert not RequestWindow.objects.exists()
        asked.answer(asked.window.pk, status=409)


@pytest.mark.parametrize("has_window", [False, True], ids=["gone", "without times"])
def test_agreed_windows_that_are_gone_never_become_any_time(asked: Asked, has_window: bool) -> None:
    with time_machine.travel(NOW, tick=False):
        asked.answer(asked.window.pk)
    Slot.objects.filter(window=asked.window).delete()
    if not has_window:
        asked.window.delete()
        with time_machine.travel(NOW, tick=False):
            at = asked.page("meet-requests", asked.water) + "?tab=agreed"
            shown = asked.managers[asked.water.pk].get(at).text
        assert "The times that you agreed on are not part of the event any more." in shown
    run = ScheduleRunFactory(edition=asked.edition, limit_seconds=5)
    carry_out(run.pk, owner="here")
    run.refresh_from_db()
    assert (run.state, run.meeting_count) == ("done", 1)
    [row] = UnplacedMeeting.objects.all()
    assert "the event has none of these any more" in reason(
        names(asked.edition), Reason.read(row.reason)
    )
    plan = Plan(asked.edition, row.version)
    assert plan.is_outside(asked.meeting.pk, asked.first[0].pk)
    with pytest.raises(placing.OutsideAgreed):
        placing.put(
            version=row.version,
            meeting=asked.meeting.pk,
            slot=asked.first[0].pk,
            table=asked.tables[0].pk,
            user=UserFactory(),
            key=uuid.uuid4(),
            now=NOW,
        )


def test_a_window_that_goes_while_the_answer_is_sent_refuses_it(asked: Asked) -> None:
    with pytest.raises(requests.RequestChanged):
        requests.accept(
            request=asked.request,
            version=1,
            by=UserFactory(),
            now=NOW,
            windows=[asked.window.pk, asked.window.pk + 1000],
        )
    asked.request.refresh_from_db()
    assert asked.request.state == State.PENDING


@pytest.mark.django_db(transaction=True)
def test_who_asks_for_some_times_waits_while_the_times_are_changed(
    asked: Asked, settings: Settings
) -> None:
    """Else a time could go between the look at it and the request that names it."""
    settings.LOCK_TIMEOUT_MS = 100
    requester, invitee = RegistrationFactory.create_batch(2, edition=asked.edition)
    user = UserFactory()

    def ask(windows: list[int]) -> MeetingRequest:
        return requests.ask(
            requester=requester,
            invitee=invitee,
            wish=requests.Wish(),
            by=user,
            key=uuid.uuid4(),
            now=NOW,
            windows=windows,
        )

    with transaction.atomic():
        locked_edition(asked.edition.pk)
        [refused] = raced([partial(ask, [asked.window.pk])])
        [made] = raced([partial(ask, [])])
    assert isinstance(refused, Busy)
    assert isinstance(made, MeetingRequest)
