"""Instant from the start: while requests are open clusters agree on times, seen by them alone."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from events.models import Edition
from events.services.states import change_state, follow_the_clock
from matchmaking.models import (
    AgendaEntry,
    Meeting,
    MeetingRequest,
    Placement,
    RequestTime,
    ScheduleVersion,
    Table,
    ToldEntry,
)
from matchmaking.queries.agenda import Kind, agenda
from matchmaking.queries.meanwhile import agreed_meanwhile
from matchmaking.queries.plan import Plan
from matchmaking.queries.publication import publication
from matchmaking.queries.schedule import is_schedule_out
from matchmaking.queries.standing import standing
from matchmaking.rules import allows_instant, is_open_for_live_edits
from matchmaking.services import other_times, placing
from matchmaking.services import requests as services
from matchmaking.services import rules as rule_services
from matchmaking.services.publishing import publish
from matchmaking.services.requests import RequestRefused
from matchmaking.telling.acts import tell_waiting
from tests.factories.accounts import UserFactory
from tests.factories.events import EditionFactory, SessionFactory
from tests.factories.matchmaking import MeetingRequestFactory
from tests.faults.conftest import violations
from tests.matchmaking.from_start import NOW, A, B, C, D, FromStart
from tests.support.mails import all_sent, mail_to, told
from tests.support.racing import raced

PEOPLE = [20, pytest.param(200, marks=pytest.mark.drill)]
Acts = list[Callable[[], Any]]

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(db: None) -> FromStart:
    return FromStart.opened()


def made(edition: Edition) -> list[tuple[str, bool, int]]:
    rows = ScheduleVersion.objects.filter(edition=edition)
    return [(row.state, row.is_opening, row.placements.count()) for row in rows]


ONE = [("published", True, 0)]


class TestOpening:
    def by_hand(
        self,
        edition: Edition,
        now: datetime = NOW,
        to: Edition.State = Edition.State.REQUESTS_OPEN,
    ) -> None:
        here = Edition.objects.get(pk=edition.pk)
        change_state(edition=here, to=to, version=here.version, now=now)

    def by_rule(self, edition: Edition, *, is_on: bool = True) -> None:
        version = Edition.objects.get(pk=edition.pk).version
        change = rule_services.SetNumbers({"instant_from_start": is_on}, version)
        answer, by = rule_services.Answer(), UserFactory()
        rule_services.set_rules(edition=edition, change=change, answer=answer, by=by, now=NOW)

    def test_opening_requests_makes_an_empty_version_once(self) -> None:
        edition = EditionFactory(state="registration_open", instant_from_start=True)
        self.by_hand(edition)
        assert made(edition) == ONE
        assert str(edition.versions.get()) == "Agreed so far 1"
        assert not is_schedule_out(edition)
        for to in (Edition.State.SCHEDULING, Edition.State.REQUESTS_OPEN):
            self.by_hand(edition, to=to)
        assert made(edition) == ONE
        assert violations() == []

    def test_without_the_rule_there_is_none(self) -> None:
        edition = EditionFactory(state="registration_open", instant_meetings=True)
        self.by_hand(edition)
        assert made(edition) == []

    def test_the_clock_opens_it_too(self) -> None:
        edition = EditionFactory(
            state="registration_open", instant_from_start=True, requests_open_at=NOW
        )
        follow_the_clock(now=NOW - timedelta(seconds=1))
        assert made(edition) == []
        for _ in range(2):
            follow_the_clock(now=NOW)
        assert made(edition) == ONE

    def test_so_does_the_rule_where_requests_are_open(self) -> None:
        edition = EditionFactory()
        placing.start_draft(edition=edition, now=NOW)
        self.by_rule(edition)
        assert made(edition) == [*ONE, ("draft", False, 0)]

    def test_before_requests_open_the_rule_is_switched_on_and_off(self) -> None:
        edition = EditionFactory(state="registration_open")
        for is_on in (True, False):
            self.by_rule(edition, is_on=is_on)
        assert made(edition) == []

    @pytest.mark.parametrize("state", ["requests_open", "scheduling"])
    def test_once_they_are_open_it_is_not_switched_off(self, event: FromStart, state: str) -> None:
        Edition.objects.update(state=state)
        with pytest.raises(rule_services.StartedAlready):
            self.by_rule(event.edition, is_on=False)
        Edition.objects.update(state="published")
        self.by_rule(event.edition, is_on=False)

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.usefixtures("patient")
    def test_however_many_open_it_at_once_there_is_one(self) -> None:
        edition = EditionFactory(
            state="registration_open", instant_from_start=True, requests_open_at=NOW
        )
        acts: Acts = [partial(self.by_hand, edition, NOW - timedelta(days=1))] * 70
        acts += [partial(follow_the_clock, now=NOW)] * 70 + [partial(self.by_rule, edition)] * 60
        raced(acts)
        assert made(edition) == ONE
        assert violations() == []


def test_it_is_the_time_for_it_while_requests_are_open(event: FromStart) -> None:
    for state, asks, changes in (
        ("registration_open", False, False),
        ("requests_open", True, True),
        ("scheduling", False, True),
        ("published", False, True),
        ("finished", False, False),
        ("cancelled", False, False),
    ):
        event.set(state=state)
        assert allows_instant(event.edition, NOW) is asks, state
        assert is_open_for_live_edits(event.edition, NOW) is changes, state
    event.set(state="requests_open", instant_from_start=False)
    assert not allows_instant(event.edition, NOW)
    assert not is_open_for_live_edits(event.edition, NOW)


def test_a_yes_takes_the_place_and_the_two_have_it_at_once(event: FromStart) -> None:
    request = event.ask(1, 3)
    assert told("request-pending") == ["c@example.org"]
    event.accept(request, 3)
    assert told("agenda-changed") == ["a@example.org", "c@example.org"]
    assert "BEGIN:VCALENDAR" in mail_to("a@example.org").calendar
    assert event.where(request) == (3, 0)
    a, b = event.registrations[A], event.registrations[B]
    assert [item.meeting_id for item in agenda(a).items(Kind.MEETING)] == [request.meeting.pk]
    assert agenda(b).items(Kind.MEETING) == []
    assert standing(a).places.keys() == {request.meeting.pk}
    tell_waiting(NOW + timedelta(days=1))
    assert len(told("agenda-changed")) == 2
    assert event.free(A, D) == [0, 1, 2]
    assert violations() == []


def test_one_that_is_left_to_the_schedule_waits_for_it_without_a_word_of_no_place(
    event: FromStart,
) -> None:
    request = event.ask_plainly(A, B)
    services.accept(request=request, version=1, by=event.person(B), now=NOW)
    found = standing(event.registrations[A])
    assert (found.is_published, dict(found.missing), dict(found.places)) == (False, {}, {})
    assert "once the schedule is published" in mail_to("a@example.org").body


def test_who_was_asked_for_times_chooses_one_and_does_not_leave_it_to_the_schedule(
    event: FromStart,
) -> None:
    request = event.ask(1)
    with pytest.raises(services.TimeNotChosen):
        event.ask_plainly(C, A)
    event.accept(request, 1)
    with pytest.raises(services.AlreadyAsked):
        event.ask(2, ours=C, theirs=A)


def test_it_is_cancelled_taken_up_and_moved_before_publication(event: FromStart) -> None:
    request = event.accept(event.ask(1), 1)
    meeting, a, c = request.meeting, event.registrations[A], event.registrations[C]
    cancel: dict[str, Any] = {"meeting": meeting, "side": a, "reason": "Ill"}
    services.cancel_published(**cancel, by=event.person(A), now=NOW)
    assert event.where(request) is None
    services.take_up(meeting=meeting, side=a, now=NOW)
    assert event.where(request) == (1, 0)
    offer = other_times.offer_times(
        meeting=meeting,
        side=a,
        slots=[event.slots[2].pk],
        by=event.person(A),
        key=uuid.uuid4(),
        now=NOW,
    )
    yes: dict[str, Any] = {"slot": event.slots[2].pk, "by": event.person(C), "now": NOW}
    other_times.accept_time(offer=offer, side=c, **yes)
    assert event.where(request) == (2, 0)
    event.set(state="scheduling")
    services.cancel_published(**cancel, by=event.person(A), now=NOW)
    assert violations() == []


def test_once_requests_are_closed_what_was_asked_is_answered_and_nobody_asks(
    event: FromStart,
) -> None:
    first, second = event.ask(1), event.ask(2, ours=B, theirs=D)
    event.set(state="scheduling")
    event.accept(first, 1)
    with pytest.raises(services.RequestsClosed):
        event.ask(3, ours=B, theirs=C)
    event.set(state="requests_open")
    event.accept(second, 2)
    assert event.ask(3, ours=B, theirs=C).is_instant


def test_what_names_times_expires_with_them_and_the_asker_is_told(event: FromStart) -> None:
    request = event.ask(1)
    all_sent(NOW)
    event.set(answer_days=1)
    assert services.expire_everywhere(now=NOW + timedelta(days=1)) == 1
    request.refresh_from_db()
    assert request.state == "expired"
    assert told("request-expired") == ["a@example.org"]


class TestPublication:
    def published(self, draft: ScheduleVersion) -> ScheduleVersion:
        draft.refresh_from_db()
        return publish(version=draft, revision=draft.revision, user=UserFactory(), now=NOW)

    def test_the_first_schedule_keeps_what_was_agreed_and_tells_everybody(
        self, event: FromStart
    ) -> None:
        SessionFactory(edition=event.edition)
        agreed, waiting = event.accept(event.ask(1), 1), event.ask_plainly(B, D)
        all_sent(NOW)
        draft = placing.start_draft(edition=event.edition, now=NOW)
        assert draft.began_from == event.version
        found = publication(Plan(event.edition, draft), NOW)
        assert (len(found.told), found.to_answer) == (4, 1)
        self.published(draft)
        event.edition.refresh_from_db()
        assert event.edition.state == "published"
        assert is_schedule_out(event.edition)
        event.version.refresh_from_db()
        assert event.version.state == "replaced"
        assert Placement.objects.get(version=draft).meeting == agreed.meeting
        waiting.refresh_from_db()
        assert waiting.state == "expired"
        assert told("agenda") == [f"{name}@example.org" for name in "abcd"]
        mail = mail_to("a@example.org", "agenda")
        assert mail.subject == f"Your meetings at {event.edition.name}"
        assert "Cluster C, table 1" in mail.body
        assert "What changed" not in mail.body
        assert "No meeting has been placed for you." in mail_to("b@example.org", "agenda").body
        assert violations() == []

    def test_what_was_agreed_while_a_draft_was_made_is_shown_and_kept(
        self, event: FromStart
    ) -> None:
        draft = placing.start_draft(edition=event.edition, now=NOW)
        request = event.accept(event.ask(1), 1)
        assert [one.meeting for one in agreed_meanwhile(draft, event.version)] == [
            request.meeting.pk
        ]
        placing.keep_agreed(version=draft, user=event.user, key=uuid.uuid4(), now=NOW)
        self.published(draft)
        assert Placement.objects.get(version=draft).slot == event.slots[1]

    def test_whose_agreed_meeting_is_elsewhere_or_off_reads_it_in_the_first_agenda(
        self, event: FromStart
    ) -> None:
        moved, gone = event.accept(event.ask(1), 1), event.accept(event.ask(2, ours=B, theirs=D), 2)
        draft = placing.start_draft(edition=event.edition, now=NOW)
        change: dict[str, Any] = {"version": draft, "user": event.user, "now": NOW}
        to: dict[str, Any] = {"slot": event.slots[3].pk, "table": event.tables[0].pk}
        placing.put(meeting=moved.meeting.pk, **to, key=uuid.uuid4(), **change)
        placing.remove(meeting=gone.meeting.pk, key=uuid.uuid4(), **change)
        self.published(draft)
        assert "What changed" in mail_to("a@example.org", "agenda").body
        said = mail_to("b@example.org", "agenda").body
        assert "What changed" in said
        assert "No meeting has been placed for you." in said

    def test_the_programme_is_known_from_the_first_schedule_on_alone(
        self, event: FromStart
    ) -> None:
        period = event.slots[0].period
        SessionFactory(edition=event.edition, title="Welcome", period=period)
        event.accept(event.ask(1), 1)
        of_sessions = ToldEntry.objects.filter(entry__about=AgendaEntry.About.SESSION)
        assert not of_sessions.exists()
        self.published(placing.start_draft(edition=event.edition, now=NOW))
        assert of_sessions.count() == 4


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
class TestRaces:
    def check(self, answers: list[Any]) -> list[MeetingRequest]:
        refusals = [answer for answer in answers if isinstance(answer, Exception)]
        assert all(isinstance(refusal, RequestRefused) for refusal in refusals), refusals
        assert violations() == []
        return [answer for answer in answers if isinstance(answer, MeetingRequest)]

    @pytest.mark.parametrize("people", PEOPLE)
    def test_of_all_requests_to_one_cluster_one_has_the_time(
        self, event: FromStart, people: int
    ) -> None:
        numbers = range(10, 10 + people)
        Table.objects.bulk_create(Table(edition=event.edition, number=n) for n in numbers)
        asked = [
            MeetingRequestFactory(
                edition=event.edition, invitee=event.registrations[C], is_instant=True
            )
            for _ in numbers
        ]
        RequestTime.objects.bulk_create(
            RequestTime(request=request, slot=event.slots[1]) for request in asked
        )
        assert len(self.check(raced([partial(event.accept, one, 1) for one in asked]))) == 1
        assert Meeting.objects.filter(request__isnull=False).count() == 1

    def test_a_yes_and_the_first_publication(self, event: FromStart) -> None:
        """Agreed before it, a draft without it is refused; after it, it is in what is published."""
        request, draft = event.ask(1), placing.start_draft(edition=event.edition, now=NOW)
        publishing = partial(publish, version=draft, revision=0, user=event.user, now=NOW)
        acts: Acts = [partial(event.accept, request, 1), publishing]
        raced(acts)
        request.refresh_from_db()
        assert request.state == "accepted"
        [place] = Placement.objects.filter(version__state="published")
        assert (place.meeting.request, place.slot) == (request, event.slots[1])
        assert violations() == []
