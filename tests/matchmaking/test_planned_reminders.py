"""The reminders of an event's plan: each goes once, on its day, to whom the page said."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from events.models import Answer, Edition, Question, Registration
from matchmaking.models import MeetingRequest, PlannedReminder
from matchmaking.queries.reminders import days_at_once, plan_of, reached
from matchmaking.rules import is_reminder_due, reminder_goes_at
from matchmaking.services.letters.reminders import withdraw_reminders
from matchmaking.services.reminders import (
    DaysDoNotFit,
    PlanClosed,
    ReminderSent,
    ReminderTaken,
    add_reminder,
    change_days,
    copy_reminders,
    plan_as_usual,
    remind_unanswered,
    remove_reminder,
    send_due_reminders,
    switch_reminder,
)
from notifications.models import OutboxMessage
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import (
    MeetingRequestFactory,
    ScheduleVersionFactory,
    TableFactory,
    meeting_between,
    placed,
    window_with_slots,
)
from tests.support.mails import told
from tests.support.racing import raced

pytestmark = pytest.mark.django_db
Kind = PlannedReminder.Kind
MADRID = ZoneInfo("Europe/Madrid")
# The event begins on 3 June 2094.
FIRST_DAY = date(2094, 6, 3)
LONG_BEFORE = datetime(2094, 3, 1, tzinfo=UTC)
EVE = datetime(2094, 6, 2, 9, tzinfo=MADRID)
WEEK_BEFORE = EVE - timedelta(days=6)


def planned(edition: Edition, kind: str = Kind.TOMORROW, days: int = 1) -> PlannedReminder:
    return add_reminder(edition=edition, kind=kind, days_before=days, now=LONG_BEFORE)


def cluster(edition: Edition, people: int = 1, **changes: object) -> Registration:
    registration: Registration = RegistrationFactory(edition=edition, **changes)
    MembershipFactory.create_batch(people, organisation=registration.cluster)
    return registration


def published(edition: Edition) -> list[Registration]:
    """Two clusters that meet, and one without a meeting."""
    first, second, third = (cluster(edition) for _number in range(3))
    version = ScheduleVersionFactory(edition=edition, number=1)
    slot = window_with_slots(edition)[0]
    placed(version, meeting_between(first, second), slot, TableFactory(edition=edition))
    version.state, version.published_at = "published", LONG_BEFORE
    version.save()
    Edition.objects.filter(pk=edition.pk).update(state="published")
    edition.refresh_from_db()
    return [first, second, third]


def people_of(*registrations: Registration) -> list[str]:
    found = (row.cluster.memberships.values_list("user__email", flat=True) for row in registrations)
    return sorted(email for emails in found for email in emails)


class TestWhen:
    @pytest.mark.parametrize(
        ("later", "sent"),
        [
            (timedelta(seconds=-1), 0),
            (timedelta(), 1),
            (timedelta(hours=14, minutes=59), 1),
            (timedelta(hours=15), 0),
            (timedelta(days=1), 0),
            (timedelta(days=9), 0),
        ],
        ids=str,
    )
    def test_it_goes_on_its_day_from_nine_by_the_clock_of_the_event(
        self, later: timedelta, sent: int
    ) -> None:
        edition = EditionFactory()
        cluster(edition)
        planned(edition)
        assert send_due_reminders(now=EVE + later) == sent

    def test_it_goes_once(self) -> None:
        edition = EditionFactory()
        registration = cluster(edition, people=2)
        planned(edition)
        for minutes in (0, 1, 600):
            send_due_reminders(now=EVE + timedelta(minutes=minutes))
        assert told("reminder-tomorrow") == people_of(registration)

    def test_added_again_it_tells_nobody_again(self) -> None:
        edition = EditionFactory()
        registration = cluster(edition)
        row = planned(edition)
        send_due_reminders(now=EVE)
        remove_reminder(edition=edition, pk=row.pk, now=EVE)
        add_reminder(edition=edition, kind=Kind.TOMORROW, days_before=1, now=EVE)
        send_due_reminders(now=EVE + timedelta(minutes=1))
        assert told("reminder-tomorrow") == people_of(registration)

    def test_it_moves_with_the_event_and_goes_for_the_new_day(self) -> None:
        edition = EditionFactory()
        registration = cluster(edition)
        planned(edition)
        send_due_reminders(now=EVE)
        edition.starts_on, edition.ends_on = FIRST_DAY + timedelta(days=7), date(2094, 6, 11)
        edition.save()
        assert send_due_reminders(now=EVE + timedelta(days=6)) == 0
        assert send_due_reminders(now=EVE + timedelta(days=7)) == 1
        assert told("reminder-tomorrow") == people_of(registration, registration)

    def test_the_clock_of_the_zone_counts_after_it_is_put_forward(self) -> None:
        edition = EditionFactory(starts_on=date(2094, 3, 30), ends_on=date(2094, 3, 30))
        before = reminder_goes_at(edition, 3)
        after = reminder_goes_at(edition, 1)
        assert before
        assert after
        assert after.astimezone(UTC) - before.astimezone(UTC) == timedelta(hours=47)

    @pytest.mark.parametrize("state", ["draft", "finished", "cancelled"])
    def test_nothing_goes_for_an_event_that_is_not_coming(self, state: str) -> None:
        edition = EditionFactory()
        cluster(edition)
        planned(edition)
        Edition.objects.filter(pk=edition.pk).update(state=state)
        send_due_reminders(now=EVE)
        assert told("reminder-tomorrow") == []

    def test_switched_off_it_does_not_go(self) -> None:
        edition = EditionFactory()
        cluster(edition)
        row = planned(edition)
        switch_reminder(edition=edition, pk=row.pk, is_on=False, now=LONG_BEFORE)
        assert send_due_reminders(now=EVE) == 0
        switch_reminder(edition=edition, pk=row.pk, is_on=True, now=EVE)
        assert send_due_reminders(now=EVE) == 1

    @pytest.mark.django_db(transaction=True)
    def test_two_workers_at_once_send_it_once(self, patient: None) -> None:
        edition = EditionFactory()
        registrations = [cluster(edition, people=2) for _number in range(3)]
        planned(edition)
        sent = raced([partial(send_due_reminders, now=EVE)] * 4)
        assert sorted(sent, key=str) == [0, 0, 0, 1]
        assert told("reminder-tomorrow") == people_of(*registrations)

    @pytest.mark.django_db(transaction=True)
    def test_switched_off_at_the_same_moment_it_goes_whole_or_not_at_all(
        self, patient: None
    ) -> None:
        edition = EditionFactory()
        registrations = [cluster(edition) for _number in range(3)]
        row = planned(edition)
        off = partial(switch_reminder, edition=edition, pk=row.pk, is_on=False, now=EVE)
        acts: list[Callable[[], object]] = [partial(send_due_reminders, now=EVE), off]
        raced(acts)
        row.refresh_from_db()
        # What has gone is not switched any more.
        assert row.is_on == bool(row.sent_at)
        assert told("reminder-tomorrow") == (people_of(*registrations) if row.sent_at else [])


class TestWhom:
    def test_who_has_requests_to_answer_is_asked_to_answer_them(self) -> None:
        request: MeetingRequest = MeetingRequestFactory()
        edition = request.edition
        for side in (request.requester, request.invitee):
            MembershipFactory(organisation=side.cluster)
        planned(edition, Kind.ANSWER, 7)
        send_due_reminders(now=WEEK_BEFORE)
        assert told("requests-reminder") == people_of(request.invitee)

    def test_by_hand_and_by_plan_on_one_day_it_is_one_mail(self) -> None:
        request: MeetingRequest = MeetingRequestFactory()
        MembershipFactory(organisation=request.invitee.cluster)
        planned(request.edition, Kind.ANSWER, 7)
        send_due_reminders(now=WEEK_BEFORE)
        remind_unanswered(edition=request.edition, now=WEEK_BEFORE + timedelta(hours=2))
        assert told("requests-reminder") == people_of(request.invitee)

    def test_who_has_a_meeting_is_reminded_of_the_agenda(self) -> None:
        edition = EditionFactory()
        first, second, _without = published(edition)
        planned(edition, Kind.AGENDA, 7)
        send_due_reminders(now=WEEK_BEFORE)
        assert told("reminder-agenda") == people_of(first, second)
        mail = OutboxMessage.objects.filter(kind="reminder-agenda")[0]
        assert "has 1 meeting there" in mail.body
        assert f"/meet/{edition.slug}/" in mail.body

    def test_before_publication_nobody_is_reminded_of_an_agenda(self) -> None:
        edition = EditionFactory(state="scheduling")
        cluster(edition)
        planned(edition, Kind.AGENDA, 7)
        send_due_reminders(now=WEEK_BEFORE)
        assert told() == []

    def test_all_who_take_part_hear_on_the_day_before(self) -> None:
        edition = EditionFactory()
        everybody = published(edition)
        cluster(edition, state="waitlisted")
        planned(edition)
        send_due_reminders(now=EVE)
        assert told("reminder-tomorrow") == people_of(*everybody)

    @pytest.mark.parametrize("kind", [Kind.ANSWER, Kind.AGENDA, Kind.TOMORROW])
    def test_as_many_as_the_page_said_are_reached(self, kind: str) -> None:
        edition = EditionFactory()
        first, second, _third = published(edition)
        MembershipFactory(organisation=first.cluster)
        MembershipFactory(organisation=second.cluster, user__is_active=False)
        if kind == Kind.ANSWER:
            edition.state = Edition.State.REQUESTS_OPEN
            edition.save()
            MeetingRequestFactory(edition=edition, requester=second, invitee=first)
        planned(edition, kind, 1)
        [line] = plan_of(edition, EVE)
        send_due_reminders(now=EVE)
        assert len(told()) == line.mails > 1
        assert reached(kind, edition, EVE).count() == line.clusters

    def test_what_waits_is_taken_back_when_the_event_moves_or_is_cancelled(self) -> None:
        edition = EditionFactory()
        cluster(edition)
        planned(edition)
        send_due_reminders(now=EVE)
        withdraw_reminders(edition)
        assert told("reminder-tomorrow") == []


class TestPlan:
    def test_the_usual_plan_is_there_once(self) -> None:
        edition = EditionFactory()
        assert plan_as_usual(edition=edition, now=LONG_BEFORE) == 3
        assert plan_as_usual(edition=edition, now=LONG_BEFORE) == 0
        lines = plan_of(edition, LONG_BEFORE)
        assert [(line.reminder.kind, line.reminder.days_before) for line in lines] == [
            ("answer", 14),
            ("agenda", 7),
            ("tomorrow", 1),
        ]

    def test_twice_on_one_day_is_refused(self) -> None:
        edition = EditionFactory()
        planned(edition, Kind.AGENDA, 7)
        with pytest.raises(ReminderTaken):
            planned(edition, Kind.AGENDA, 7)
        other = planned(edition, Kind.AGENDA, 8)
        with pytest.raises(ReminderTaken):
            change_days(edition=edition, pk=other.pk, days_before=7, now=LONG_BEFORE)

    def test_reminders_of_several_kinds_go_on_one_day(self) -> None:
        edition = EditionFactory()
        planned(edition, Kind.ANSWER, 7)
        agenda = planned(edition, Kind.AGENDA, 8)
        change_days(edition=edition, pk=agenda.pk, days_before=7, now=LONG_BEFORE)
        agenda.refresh_from_db()
        assert agenda.days_before == 7

    @pytest.mark.parametrize(
        ("kind", "days"), [(Kind.TOMORROW, 2), (Kind.AGENDA, 0), (Kind.ANSWER, 61)]
    )
    def test_days_that_do_not_fit_are_refused_by_act_and_database(
        self, kind: str, days: int
    ) -> None:
        edition = EditionFactory()
        with pytest.raises(DaysDoNotFit):
            planned(edition, kind, days)
        with pytest.raises(IntegrityError), transaction.atomic():
            PlannedReminder.objects.create(edition=edition, kind=kind, days_before=days)

    def test_from_the_first_day_on_nothing_is_planned(self) -> None:
        edition = EditionFactory(state="published")
        row = planned(edition)
        begun = datetime(2094, 6, 3, 0, 0, tzinfo=MADRID)
        for act in (
            partial(plan_as_usual, edition=edition),
            partial(add_reminder, edition=edition, kind=Kind.AGENDA, days_before=3),
            partial(change_days, edition=edition, pk=row.pk, days_before=1),
            partial(switch_reminder, edition=edition, pk=row.pk, is_on=False),
            partial(remove_reminder, edition=edition, pk=row.pk),
        ):
            with pytest.raises(PlanClosed):
                act(now=begun)
        assert not is_reminder_due(row, edition, begun)

    def test_what_was_sent_is_removed_and_not_changed(self) -> None:
        edition = EditionFactory()
        cluster(edition)
        row = planned(edition, Kind.AGENDA, 1)
        send_due_reminders(now=EVE)
        for act in (
            partial(change_days, days_before=3),
            partial(switch_reminder, is_on=False),
            partial(switch_reminder, is_on=True),
        ):
            with pytest.raises(ReminderSent):
                act(edition=edition, pk=row.pk, now=EVE)
        row.refresh_from_db()
        assert (row.days_before, row.is_on) == (1, True)
        remove_reminder(edition=edition, pk=row.pk, now=EVE)
        assert not PlannedReminder.objects.exists()

    def test_sent_for_another_first_day_it_is_changed(self) -> None:
        edition = EditionFactory()
        row = planned(edition)
        send_due_reminders(now=EVE)
        edition.starts_on, edition.ends_on = FIRST_DAY + timedelta(days=7), date(2094, 6, 11)
        edition.save()
        switch_reminder(edition=edition, pk=row.pk, is_on=False, now=EVE)
        row.refresh_from_db()
        assert not row.is_on

    @pytest.mark.parametrize(
        ("now", "days"),
        [
            (EVE - timedelta(seconds=1), None),
            (EVE, 1),
            (EVE + timedelta(hours=14, minutes=59), 1),
            (WEEK_BEFORE, 7),
            (EVE - timedelta(days=59), 60),
            (EVE - timedelta(days=60), None),
            (EVE + timedelta(days=1), None),
        ],
        ids=str,
    )
    def test_what_is_added_after_its_hour_goes_at_once(
        self, now: datetime, days: int | None
    ) -> None:
        edition = EditionFactory()
        cluster(edition)
        assert days_at_once(edition, now) == days
        if days:
            row = planned(edition, Kind.AGENDA, days)
            assert [line.is_at_once for line in plan_of(edition, now)] == [True]
            assert send_due_reminders(now=now) == 1
            assert [line.is_at_once for line in plan_of(edition, now)] == [False]
            row.refresh_from_db()
            assert row.sent_at == now

    def test_another_event_like_it_has_the_plan_as_if_nothing_had_gone(self) -> None:
        edition, copy = EditionFactory(), EditionFactory()
        cluster(edition)
        planned(edition)
        send_due_reminders(now=EVE)
        copy_reminders(edition=edition, copy=copy)
        [row] = PlannedReminder.objects.filter(edition=copy)
        assert (row.kind, row.days_before, row.sent_for, row.sent_at) == ("tomorrow", 1, None, None)


class TestPage:
    @pytest.fixture
    def edition(self) -> Edition:
        edition: Edition = EditionFactory()
        return edition

    @pytest.fixture
    def organiser(self, edition: Edition) -> Client:
        browser = Client()
        browser.force_login(self.member(edition))
        return browser

    def member(self, edition: Edition) -> User:
        user: User = MembershipFactory(organisation=edition.owner).user
        return user

    def address(self, edition: Edition) -> str:
        return reverse("organise-reminders", args=[edition.slug])

    def test_a_reminder_is_shown_with_when_it_goes_and_whom_it_reaches(
        self, edition: Edition, organiser: Client
    ) -> None:
        cluster(edition, people=2)
        answer = organiser.post(
            self.address(edition), {"kind": "tomorrow", "days_before": 1}, follow=True
        )
        page = " ".join(answer.content.decode().split())
        assert "Added to the plan." in page
        assert "2 June 2094, 09:00" in page
        assert "As things are now it reaches 1 cluster. That is 2 mails." in page

    @pytest.mark.parametrize(
        ("kind", "days", "words"),
        [
            ("tomorrow", "2", "goes on the day before: enter 1."),
            ("agenda", "61", "60"),
            ("agenda", "", "Fill in"),
        ],
    )
    def test_what_does_not_fit_is_said_and_stays_typed(
        self, edition: Edition, organiser: Client, kind: str, days: str, words: str
    ) -> None:
        answer = organiser.post(self.address(edition), {"kind": kind, "days_before": days})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert words in page
        assert f'<option value="{kind}" selected>' in page
        assert not PlannedReminder.objects.exists()

    @pytest.mark.parametrize(
        ("sent", "expected"),
        [
            ({"act": "off"}, (7, False)),
            ({"act": "on"}, (7, True)),
            ({"days_before": "9"}, (9, True)),
        ],
    )
    def test_a_reminder_is_changed(
        self,
        edition: Edition,
        organiser: Client,
        sent: dict[str, str],
        expected: tuple[int, bool],
    ) -> None:
        row = planned(edition, Kind.AGENDA, 7)
        organiser.post(reverse("organise-reminder", args=[edition.slug, row.pk]), sent)
        row.refresh_from_db()
        assert (row.days_before, row.is_on) == expected

    def test_a_reminder_is_removed(self, edition: Edition, organiser: Client) -> None:
        row = planned(edition, Kind.AGENDA, 7)
        address = reverse("organise-reminder", args=[edition.slug, row.pk])
        organiser.post(address, {"act": "remove"})
        assert not PlannedReminder.objects.exists()
        assert organiser.post(address, {"act": "remove"}).status_code == 404

    def test_what_would_go_at_once_is_said_before_it_is_added(
        self, edition: Edition, organiser: Client
    ) -> None:
        row = planned(edition)
        switch_reminder(edition=edition, pk=row.pk, is_on=False, now=LONG_BEFORE)
        with time_machine.travel(EVE, tick=False):
            organiser.force_login(self.member(edition))
            page = self.words(organiser, edition)
            assert "1 day before the first day is today, and it is past 09:00" in page
            assert "It does not go. Switched on, it goes at once." in page
            switch_reminder(edition=edition, pk=row.pk, is_on=True, now=EVE)
            page = self.words(organiser, edition)
            assert "It goes at once." in page
            assert "It goes on" not in page
        with time_machine.travel(EVE - timedelta(seconds=1), tick=False):
            assert "at once" not in self.words(organiser, edition)

    def test_of_what_was_sent_only_the_removing_is_offered(
        self, edition: Edition, organiser: Client
    ) -> None:
        row = planned(edition, Kind.AGENDA, 1)
        send_due_reminders(now=EVE)
        page = self.words(organiser, edition)
        assert "Remove<" in page
        assert "Change the day<" not in page
        assert "Switch off<" not in page
        address = reverse("organise-reminder", args=[edition.slug, row.pk])
        for sent in ({"act": "off"}, {"days_before": "9"}):
            answer = organiser.post(address, sent)
            assert answer.status_code == 409
            assert "This reminder was sent" in answer.content.decode()

    def words(self, browser: Client, edition: Edition) -> str:
        return " ".join(browser.get(self.address(edition)).content.decode().split())

    def test_that_of_another_event_is_not_found(self, edition: Edition, organiser: Client) -> None:
        row = planned(EditionFactory(), Kind.AGENDA, 7)
        address = reverse("organise-reminder", args=[edition.slug, row.pk])
        assert organiser.post(address, {"act": "remove"}).status_code == 404
        assert PlannedReminder.objects.exists()


def test_who_has_not_answered_a_follow_up_is_reminded_of_it() -> None:
    edition: Edition = EditionFactory()
    answered, owing = RegistrationFactory.create_batch(2, edition=edition)
    RegistrationFactory(edition=edition, state="waiting")
    question = Question.objects.create(
        edition=edition,
        kind="text",
        words="Your arrival?",
        asked="follow_up",
        sent_at=LONG_BEFORE,
        last_day=FIRST_DAY,
        idempotency_key=uuid4(),
    )
    Answer.objects.create(
        registration=answered,
        edition=edition,
        question=question,
        kind="text",
        text="At noon",
        answered_by=answered.registered_by,
        answered_at=LONG_BEFORE,
    )
    user = MembershipFactory(organisation=owing.cluster).user
    planned(edition, Kind.FOLLOW_UP, 7)
    assert list(reached(Kind.FOLLOW_UP, edition, WEEK_BEFORE)) == [owing]
    assert send_due_reminders(now=WEEK_BEFORE) == 1
    assert told("reminder-follow-up") == [user.email]
    Question.objects.update(last_day=FIRST_DAY - timedelta(days=8))
    assert not reached(Kind.FOLLOW_UP, edition, WEEK_BEFORE)
