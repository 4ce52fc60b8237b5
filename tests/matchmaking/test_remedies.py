"""What would place a meeting is done at a press, once, and those concerned are told."""

import uuid
from datetime import UTC, datetime
from functools import partial
from itertools import combinations
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import Edition, Registration, Speaker
from matchmaking.models import (
    AppliedRemedy,
    AvailabilityAsk,
    Meeting,
    Placement,
    ScheduleRun,
    ScheduleVersion,
    Table,
    Unavailability,
    UnplacedMeeting,
)
from matchmaking.queries.remedies import CurrentRemedy, Status, remedy_of
from matchmaking.services import remedies
from matchmaking.services.availability import set_availability
from matchmaking.services.runs import RunActive, request_run
from matchmaking.slots import Period
from matchmaking.tasks import run_schedule
from notifications.delivery import deliver_due
from notifications.models import OutboxMessage
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory, SessionFactory, delegates
from tests.factories.matchmaking import (
    MeetingRequestFactory,
    ScheduleRunFactory,
    ScheduleVersionFactory,
    meeting_between,
)
from tests.factories.schedules import OneOfTwoPlaced
from tests.support.counting import queries_of
from tests.support.mails import all_sent, told
from tests.support.racing import raced

NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)

pytestmark = pytest.mark.django_db


class Event(OneOfTwoPlaced):
    """With one table at two times, and a manager of each cluster."""

    def __init__(self) -> None:
        super().__init__(slots=2, desks=1)
        self.managers = {
            one.cluster.slug: MembershipFactory(organisation=one.cluster).user
            for one in (self.water, self.energy, self.aero)
        }
        self.list = reverse("organise-not-placed", args=["event", 1])
        self.availability = reverse("meet-availability", args=["event", "aero"])
        self.page = reverse("organise-remedy", args=["event", 1, self.second.pk])

    def lacks(self, code: str, *also: dict[str, Any], **named: Any) -> None:
        """The second meeting has this remedy."""
        UnplacedMeeting.objects.create(
            version=self.version,
            meeting=self.second,
            reason={"code": "not_reached"},
            remedy={"code": code, "slot": self.slots[1].pk, **named, "also": list(also)},
        )

    def offer(self) -> CurrentRemedy:
        version = ScheduleVersion.objects.get(pk=self.version.pk)
        offer = remedy_of(version, self.second.pk)
        assert offer
        return offer

    def form(self, **changed: Any) -> dict[str, Any]:
        return {
            "idempotency_key": uuid.uuid4(),
            "seen": self.offer().seen,
            "then": "run",
            **changed,
        }

    def mails(self) -> set[tuple[str, str]]:
        return set(OutboxMessage.objects.values_list("kind", "recipient"))

    def mail_of(self, name: str) -> str:
        return str(self.managers[name].email).lower()


@pytest.fixture
def event() -> Event:
    return Event()


@pytest.fixture
def organiser(event: Event, client: Client) -> Client:
    client.force_login(event.organiser)
    return client


def as_user(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def run_page() -> str:
    run = ScheduleRun.objects.get()
    return reverse("organise-run", args=[run.edition.slug, run.number])


class TestRaisingALimit:
    @pytest.fixture(autouse=True)
    def full(self, event: Event) -> None:
        Registration.objects.filter(pk=event.water.pk).update(max_meetings=1)
        event.lacks("raise_limit", participant=event.water.pk)

    def test_page_says_what_happens_and_who_is_told(self, event: Event, organiser: Client) -> None:
        page = organiser.get(event.page).content.decode()
        assert "It fits on Thursday 3 June, 09:30 if Water may have 2 meetings." in page
        assert "Water wants at most 1 meeting in all. It becomes 2." in page
        assert "Raise limit to 2 and run again" in page

    def test_limit_is_raised_the_cluster_told_and_a_run_begun(
        self, event: Event, organiser: Client
    ) -> None:
        answer = organiser.post(event.page, event.form())
        event.water.refresh_from_db()
        assert (event.water.max_meetings, event.water.version) == (2, 2)
        assert answer.headers["Location"] == run_page()
        assert event.mails() == {("limit-raised", event.mail_of("water"))}
        assert AppliedRemedy.objects.get().run == ScheduleRun.objects.get()

    def test_run_may_wait(self, event: Event, organiser: Client) -> None:
        answer = organiser.post(event.page, event.form(then="wait"), follow=True)
        assert not ScheduleRun.objects.exists()
        page = answer.content.decode()
        assert "Raised the limit of Water from 1 to 2." in page
        assert "Done what it takes. Run again and it gets its place." in page
        assert event.offer().status == Status.READY

    def test_pressed_twice_is_once(self, event: Event, organiser: Client) -> None:
        form = event.form()
        answers = [organiser.post(event.page, form).headers["Location"] for _ in range(3)]
        event.water.refresh_from_db()
        assert event.water.max_meetings == 2
        assert answers == [run_page()] * 3
        assert OutboxMessage.objects.count() == 1

    def test_a_limit_raised_twice_in_a_minute_is_one_mail_about_both(
        self, event: Event, organiser: Client
    ) -> None:
        organiser.post(event.page, event.form(then="wait"))
        assert deliver_due(now=timezone.now()) == 0
        # As if it had been for another meeting.
        AppliedRemedy.objects.update(meeting=event.first)
        organiser.post(event.page, event.form(then="wait"))
        told_of = OutboxMessage.objects.get()
        assert "from 1 to 3" in " ".join(told_of.body.split())

    def test_limit_that_the_cluster_changed_meanwhile_is_left_alone(
        self, event: Event, organiser: Client
    ) -> None:
        form = event.form()
        Registration.objects.filter(pk=event.water.pk).update(max_meetings=7)
        answer = organiser.post(event.page, form)
        assert answer.status_code == 409
        assert "changed what this remedy is about" in answer.content.decode()
        event.water.refresh_from_db()
        assert event.water.max_meetings == 7
        assert not AppliedRemedy.objects.exists()

    def test_nothing_is_done_while_a_run_is_under_way(
        self, event: Event, organiser: Client
    ) -> None:
        ScheduleRunFactory(edition=event.edition, number=3)
        answer = organiser.post(event.page, event.form())
        assert (answer.status_code, "Run 3 is under way" in answer.content.decode()) == (409, True)
        event.water.refresh_from_db()
        assert event.water.max_meetings == 1
        assert not OutboxMessage.objects.exists()

    def test_older_version_and_finished_edition_are_refused(
        self, event: Event, organiser: Client
    ) -> None:
        form = event.form()
        versions = ScheduleVersion.objects.filter(edition=event.edition)
        versions.update(state="set_aside", set_aside_at=timezone.now())
        newer = ScheduleVersionFactory(edition=event.edition, number=2)
        assert organiser.post(event.page, form).status_code == 409
        assert "A newer schedule exists" in organiser.get(event.list).content.decode()
        assert "Raise limit" not in organiser.get(event.list).content.decode()
        newer.delete()
        versions.update(state="draft", set_aside_at=None)
        Edition.objects.update(state="finished")
        assert organiser.post(event.page, form).status_code == 409
        event.water.refresh_from_db()
        assert event.water.max_meetings == 1

    def test_staff_reads_but_does_nothing(self, event: Event) -> None:
        staff = as_user(StaffFactory())
        assert staff.get(event.list).status_code == 200
        page = staff.get(event.page)
        assert (page.status_code, "and run again" in page.content.decode()) == (200, False)
        assert staff.post(event.page, event.form()).status_code == 403

    def test_strangers_and_managers_find_nothing(self, event: Event) -> None:
        for user in (UserFactory(), event.managers["water"]):
            client = as_user(user)
            assert client.get(event.list).status_code == 404
            assert client.get(event.page).status_code == 404
            assert client.post(event.page, event.form()).status_code == 404
        assert not AppliedRemedy.objects.exists()

    def test_garbled_form_is_refused_in_words(self, event: Event, organiser: Client) -> None:
        assert organiser.post(event.page, event.form(idempotency_key="x")).status_code == 422
        assert organiser.post(event.page, event.form(seen="x")).status_code == 409

    def test_meeting_that_has_a_place_has_no_remedy(self, event: Event, organiser: Client) -> None:
        page = reverse("organise-remedy", args=["event", 1, event.first.pk])
        assert organiser.get(page).status_code == 404
        assert organiser.post(page, event.form()).status_code == 409


def test_delegation_may_hold_one_meeting_more_and_its_placements_follow(
    event: Event, organiser: Client
) -> None:
    Registration.objects.filter(pk=event.water.pk).update(seats=1)
    delegates(event.water)
    event.lacks("raise_capacity", participant=event.water.pk)
    organiser.post(event.page, event.form())
    event.water.refresh_from_db()
    assert event.water.seats == 2
    assert event.mails() == {("limit-raised", event.mail_of("water"))}


def test_that_a_colleague_comes_is_noted_at_a_press_and_told(
    event: Event, organiser: Client
) -> None:
    event.lacks("lift_apart", participant=event.water.pk)
    shown = organiser.get(event.page).content.decode()
    assert "One person speaks for Water and for another cluster." in " ".join(shown.split())
    organiser.post(event.page, event.form())
    event.water.refresh_from_db()
    assert event.water.sends_colleague
    assert event.mails() == {("limit-raised", event.mail_of("water"))}
    words = " ".join(OutboxMessage.objects.get().body.split())
    assert "that a colleague attends the meetings of Water" in words


def test_table_is_added_at_a_press_and_nobody_told(event: Event, organiser: Client) -> None:
    event.lacks("add_table")
    page = organiser.get(reverse("organise-schedule", args=["event"])).content.decode()
    assert "Add table 2 at all times and run again" in page
    answer = organiser.post(event.page, event.form())
    assert answer.headers["Location"] == run_page()
    assert list(Table.objects.values_list("number", flat=True)) == [1, 2]
    assert not OutboxMessage.objects.exists()


def test_table_added_meanwhile_is_not_added_again(event: Event, organiser: Client) -> None:
    event.lacks("add_table")
    form = event.form()
    Table.objects.create(edition=event.edition, number=2)
    assert organiser.post(event.page, form).status_code == 409
    assert Table.objects.count() == 2


def test_locked_meeting_is_unlocked(event: Event, organiser: Client) -> None:
    Placement.objects.update(is_locked=True)
    event.lacks("unlock", meeting=event.first.pk)
    organiser.post(event.page, event.form())
    event.placement.refresh_from_db()
    assert not event.placement.is_locked
    assert event.version.edits.get().kind == "unlocked"


def test_locked_meeting_of_the_published_version_is_unlocked_in_a_draft(
    event: Event, organiser: Client
) -> None:
    Placement.objects.update(is_locked=True)
    ScheduleVersion.objects.update(state="published", published_at=timezone.now())
    Edition.objects.update(state="published")
    event.lacks("unlock", meeting=event.first.pk)
    organiser.post(event.page, event.form())
    event.placement.refresh_from_db()
    assert event.placement.is_locked
    assert not Placement.objects.get(version__number=2).is_locked


class TestDroppingAnotherMeeting:
    @pytest.fixture(autouse=True)
    def displaced(self, event: Event) -> None:
        event.lacks("drop", meeting=event.first.pk)

    def test_other_meeting_leaves_the_draft_and_both_clusters_are_told(
        self, event: Event, organiser: Client
    ) -> None:
        assert "they get a mail in a few minutes" in organiser.get(event.page).content.decode()
        organiser.post(event.page, event.form())
        event.first.refresh_from_db()
        assert event.first.is_cancelled
        assert not Placement.objects.exists()
        assert event.mails() == {
            ("meeting-dropped", event.mail_of("water")),
            ("meeting-dropped", event.mail_of("energy")),
        }
        assert ScheduleRun.objects.get().meeting_count == 1

    def test_clusters_read_among_their_requests_that_it_was_dropped(
        self, event: Event, organiser: Client
    ) -> None:
        request = MeetingRequestFactory(
            edition=event.edition, requester=event.water, invitee=event.energy, state="accepted"
        )
        Meeting.objects.filter(pk=event.first.pk).update(request=request)
        address = reverse("meet-requests", args=["event", "energy"], query={"tab": "agreed"})
        manager, words = as_user(event.managers["energy"]), "The organiser has dropped this meeting"
        assert words not in manager.get(address).content.decode()
        organiser.post(event.page, event.form())
        assert words in manager.get(address).content.decode()

    def test_it_can_be_taken_up_again_once(self, event: Event, organiser: Client) -> None:
        organiser.post(event.page, event.form(then="wait"))
        page = organiser.get(event.list).content.decode()
        assert "Dropped Energy × Water" in page
        row = AppliedRemedy.objects.get()
        address = reverse("organise-remedy-undo", args=["event", row.pk])
        for _ in range(2):
            assert organiser.post(address).headers["Location"] == event.list
        event.first.refresh_from_db()
        assert not event.first.is_cancelled

    def drop(self, event: Event, organiser: Client) -> None:
        UnplacedMeeting.objects.all().delete()
        event.lacks("drop", meeting=event.first.pk)
        organiser.post(event.page, event.form(then="wait"))

    def take_up_again(self, organiser: Client) -> None:
        row = AppliedRemedy.objects.latest("pk")
        organiser.post(reverse("organise-remedy-undo", args=["event", row.pk]))

    def test_dropped_and_taken_up_again_at_once_nobody_is_told(
        self, event: Event, organiser: Client
    ) -> None:
        self.drop(event, organiser)
        assert deliver_due(now=timezone.now()) == 0
        self.take_up_again(organiser)
        assert not OutboxMessage.objects.exists()

    def test_taken_up_again_after_its_mail_left_both_are_told_once(
        self, event: Event, organiser: Client
    ) -> None:
        self.drop(event, organiser)
        all_sent(timezone.now())
        self.take_up_again(organiser)
        assert len(told("meeting-wanted-again")) == 2
        self.drop(event, organiser)
        assert told("meeting-wanted-again") == []
        assert len(told("meeting-dropped")) == 2

    def test_only_organisers_take_it_up_again_while_scheduling(
        self, event: Event, organiser: Client
    ) -> None:
        organiser.post(event.page, event.form(then="wait"))
        address = reverse("organise-remedy-undo", args=["event", AppliedRemedy.objects.get().pk])
        assert as_user(UserFactory()).post(address).status_code == 404
        assert as_user(StaffFactory()).post(address).status_code == 403
        Edition.objects.update(state="finished")
        assert organiser.post(address).status_code == 409
        other = reverse(
            "organise-remedy-undo",
            args=[EditionFactory(owner=event.edition.owner).slug, AppliedRemedy.objects.get().pk],
        )
        assert organiser.post(other).status_code == 404
        assert Meeting.objects.get(pk=event.first.pk).is_cancelled

    def test_meeting_that_clusters_see_is_not_dropped(
        self, event: Event, organiser: Client
    ) -> None:
        ScheduleVersion.objects.update(state="published", published_at=timezone.now())
        Edition.objects.update(state="published")
        assert event.offer().status == Status.FIXED
        assert "That meeting is published." in organiser.get(event.list).content.decode()
        assert organiser.post(event.page, event.form()).status_code == 409
        assert not Meeting.objects.get(pk=event.first.pk).is_cancelled

    def test_meeting_called_off_meanwhile_is_enough(self, event: Event, organiser: Client) -> None:
        form = event.form()
        Meeting.objects.filter(pk=event.first.pk).update(is_cancelled=True)
        assert organiser.post(event.page, form).status_code == 409
        assert event.offer().status == Status.READY


class TestAskingForATime:
    @pytest.fixture(autouse=True)
    def away(self, event: Event) -> None:
        Unavailability.objects.create(
            edition=event.edition, registration=event.aero, period=event.slots[1].period
        )
        event.lacks("free_slot", participant=event.aero.pk)

    def asked(self, event: Event, organiser: Client) -> AvailabilityAsk:
        answer = organiser.post(event.page, event.form())
        assert answer.headers["Location"] == event.list
        return AvailabilityAsk.objects.get()

    def answer(self, ask: AvailabilityAsk, user: Any, words: str) -> Any:
        address = reverse("meet-ask-answer", args=["event", ask.registration.cluster.slug, ask.pk])
        return as_user(user).post(address, {"answer": words})

    def test_cluster_is_asked_by_mail_and_on_its_page_and_no_run_begins(
        self, event: Event, organiser: Client
    ) -> None:
        self.asked(event, organiser)
        assert not ScheduleRun.objects.exists()
        assert event.mails() == {("slot-asked", event.mail_of("aero"))}
        assert "/meet/event/aero/availability/" in OutboxMessage.objects.get().body
        page = as_user(event.managers["aero"]).get(
            reverse("meet-availability", args=["event", "aero"])
        )
        assert "Free this time" in page.content.decode()
        assert "Then you could meet Water." in page.content.decode()
        home = as_user(event.managers["aero"]).get(reverse("meet-home", args=["event", "aero"]))
        assert "can be available at 1 more time." in home.content.decode()
        assert "Asked Aero: no answer yet." in organiser.get(event.list).content.decode()
        assert event.offer().status == Status.ASKED

    def test_an_ask_that_is_taken_back_or_answered_at_once_is_sent_to_nobody(
        self, event: Event, organiser: Client
    ) -> None:
        ask = self.asked(event, organiser)
        assert deliver_due(now=timezone.now()) == 0
        self.answer(ask, event.managers["aero"], "free")
        assert deliver_due(now=timezone.now()) == 0
        assert event.mails() == {("slot-answered", event.organiser.email.lower())}

    def test_freed_time_is_free_and_the_organiser_told(
        self, event: Event, organiser: Client
    ) -> None:
        ask = self.asked(event, organiser)
        for _ in range(2):
            assert self.answer(ask, event.managers["aero"], "free").status_code == 302
        ask.refresh_from_db()
        assert (ask.state, ask.answered_by) == ("freed", event.managers["aero"])
        assert not Unavailability.objects.exists()
        answered = OutboxMessage.objects.get(kind="slot-answered")
        assert answered.recipient == event.organiser.email.lower()
        assert "Aero is free on Thursday 3 June, 09:30" in answered.subject
        page = organiser.get(event.list).content.decode()
        assert "What 1 meeting lacked is there now." in page
        assert "Freed" in page

    def test_kept_time_stays_and_is_not_asked_for_again(
        self, event: Event, organiser: Client
    ) -> None:
        ask = self.asked(event, organiser)
        self.answer(ask, event.managers["aero"], "keep")
        ask.refresh_from_db()
        assert ask.state == "kept"
        assert Unavailability.objects.exists()
        assert "Aero keeps its time." in organiser.get(event.list).content.decode()
        assert organiser.post(event.page, event.form()).status_code == 409
        assert self.answer(ask, event.managers["aero"], "free").status_code == 409

    def test_ticking_the_time_is_an_answer_too(self, event: Event, organiser: Client) -> None:
        ask = self.asked(event, organiser)
        free = [Period(slot.period.lower, slot.period.upper) for slot in event.slots]
        set_availability(registration=event.aero, freed=free, away=(), now=NOW)
        ask.refresh_from_db()
        assert (ask.state, ask.answered_by) == ("freed", None)

    def test_question_is_taken_back_and_may_be_asked_again(
        self, event: Event, organiser: Client
    ) -> None:
        ask = self.asked(event, organiser)
        address = reverse("organise-ask-withdraw", args=["event", ask.pk])
        for _ in range(2):
            assert organiser.post(address).status_code == 302
        ask.refresh_from_db()
        assert ask.state == "withdrawn"
        assert event.mails() == set()
        assert self.answer(ask, event.managers["aero"], "free").status_code == 409
        assert event.offer().status == Status.OPEN
        organiser.post(event.page, event.form())
        assert AvailabilityAsk.objects.filter(state="open").count() == 1

    def test_answered_question_is_not_taken_back(self, event: Event, organiser: Client) -> None:
        ask = self.asked(event, organiser)
        self.answer(ask, event.managers["aero"], "free")
        address = reverse("organise-ask-withdraw", args=["event", ask.pk])
        assert organiser.post(address).status_code == 409

    def test_only_the_cluster_answers_and_only_organisers_take_back(
        self, event: Event, organiser: Client
    ) -> None:
        ask = self.asked(event, organiser)
        assert self.answer(ask, event.organiser, "free").status_code == 403
        assert self.answer(ask, StaffFactory(), "free").status_code == 403
        for user in (UserFactory(), event.managers["water"]):
            assert self.answer(ask, user, "free").status_code == 404
        theirs = reverse("meet-ask-answer", args=["event", "water", ask.pk])
        assert as_user(event.managers["water"]).post(theirs, {"answer": "free"}).status_code == 404
        back = reverse("organise-ask-withdraw", args=["event", ask.pk])
        assert as_user(event.managers["aero"]).post(back).status_code == 404
        assert as_user(StaffFactory()).post(back).status_code == 403
        ask.refresh_from_db()
        assert ask.state == "open"

    def test_answer_is_one_of_two_and_comes_before_the_end(
        self, event: Event, organiser: Client
    ) -> None:
        ask = self.asked(event, organiser)
        assert self.answer(ask, event.managers["aero"], "perhaps").status_code == 422
        Edition.objects.update(state="finished")
        assert self.answer(ask, event.managers["aero"], "free").status_code == 409
        page = as_user(event.managers["aero"]).get(
            reverse("meet-availability", args=["event", "aero"])
        )
        assert "Free this time" not in page.content.decode()

    def test_time_that_a_session_binds_is_not_asked_for(
        self, event: Event, organiser: Client
    ) -> None:
        session = SessionFactory(
            edition=event.edition, title="Opening", period=event.slots[1].period
        )
        Speaker.objects.create(session=session, organisation=event.aero.cluster)
        assert event.offer().status == Status.BOUND
        page = organiser.get(event.list).content.decode()
        assert "Aero takes part in “Opening” then." in page
        assert organiser.post(event.page, event.form()).status_code == 409
        assert not AvailabilityAsk.objects.exists()

    def test_open_question_is_not_asked_twice_for_another_meeting(
        self, event: Event, organiser: Client
    ) -> None:
        self.asked(event, organiser)
        third = meeting_between(event.energy, event.aero)
        UnplacedMeeting.objects.create(
            version=event.version,
            meeting=third,
            reason={"code": "not_reached"},
            remedy={"code": "free_slot", "participant": event.aero.pk, "slot": event.slots[1].pk},
        )
        offer = remedy_of(event.version, third.pk)
        assert offer
        assert offer.status == Status.ASKED


def test_several_changes_are_done_together_and_wait_for_the_answer(
    event: Event, organiser: Client
) -> None:
    Unavailability.objects.create(
        edition=event.edition, registration=event.aero, period=event.slots[1].period
    )
    Registration.objects.filter(pk=event.water.pk).update(max_meetings=1)
    also = {"code": "free_slot", "participant": event.aero.pk, "slot": event.slots[1].pk}
    event.lacks("raise_limit", also, participant=event.water.pk)
    page = organiser.get(event.list).content.decode()
    assert "if Water may have 2 meetings and Aero is available then." in page
    assert "See what it takes" in page
    organiser.post(event.page, event.form())
    event.water.refresh_from_db()
    assert event.water.max_meetings == 2
    assert not ScheduleRun.objects.exists()
    assert event.offer().status == Status.ASKED
    ask = AvailabilityAsk.objects.get()
    remedies.answer(ask=ask, is_free=True, user=event.managers["aero"], now=timezone.now())
    assert event.offer().status == Status.READY


def test_meeting_without_a_remedy_says_so(event: Event, organiser: Client) -> None:
    event.lacks("none")
    assert event.offer().status == Status.NONE
    assert "No change of this kind is known" in organiser.get(event.page).content.decode()
    assert organiser.post(event.page, event.form()).status_code == 409


def test_page_without_missing_meetings_says_so(event: Event, organiser: Client) -> None:
    event.second.delete()
    assert "Every agreed meeting has a place." in organiser.get(event.list).content.decode()


def another_missing(event: Event) -> None:
    """A meeting whose remedy is kept from it, one to drop, and one to unlock."""
    for code in ("free_slot", "drop", "unlock"):
        meeting = meeting_between(event.water, event.aero)
        named = {"participant": event.aero.pk, "meeting": event.first.pk}
        slot = event.slots[0].pk
        UnplacedMeeting.objects.create(
            version=event.version, meeting=meeting, remedy={"code": code, "slot": slot, **named}
        )
    AvailabilityAsk.objects.create(
        edition=event.edition,
        registration=event.aero,
        period=event.slots[0].period,
        meeting=event.second,
        state="kept",
        asked_by=UserFactory(),
        answered_by=UserFactory(),
        asked_at=timezone.now(),
        answered_at=timezone.now(),
        idempotency_key=uuid.uuid4(),
    )


def test_number_of_queries_does_not_grow_with_the_meetings(event: Event, organiser: Client) -> None:
    another_missing(event)
    one = queries_of(organiser, event.list)
    assert one <= 15
    for _ in range(2):
        another_missing(event)
    assert queries_of(organiser, event.list) == one


def test_many_missing_meetings_are_paged_and_cut_beside_the_grid(
    event: Event, organiser: Client
) -> None:
    for _ in range(30):
        meeting_between(event.water, event.aero)
    page = organiser.get(event.list).content.decode()
    assert "31 agreed meetings without a place" in page
    assert "Page 1 of 2" in page
    beside = organiser.get(reverse("organise-schedule", args=["event"])).content.decode()
    assert event.list in beside
    assert beside.count('<p class="why">') == 6


@pytest.mark.django_db(transaction=True)
class TestRunningAgain:
    """From the press of the button to the draft that the worker makes."""

    @pytest.fixture
    def draft(self, event: Event) -> ScheduleVersion:
        """More is wanted than fits, and the worker has made the best of it in a second."""
        others = [RegistrationFactory(edition=event.edition) for _ in range(7)]
        for number, (one, other) in enumerate(combinations(others, 2)):
            meeting_between(one, other, priority=10 if number % 3 == 0 else 1)
        return self.drafted_by(
            request_run(
                edition=event.edition,
                user=event.organiser,
                limit_seconds=1,
                key=uuid.uuid4(),
                now=NOW,
            )
        )

    def drafted_by(self, run: ScheduleRun) -> ScheduleVersion:
        run_schedule(run.pk)
        return ScheduleVersion.objects.get(run=run)

    def points(self, version: ScheduleVersion) -> int:
        meetings = Meeting.objects.filter(placements__version=version)
        return sum(meetings.values_list("priority", flat=True))

    def press(self, organiser: Client, address: str, **values: str) -> ScheduleRun:
        values = {"idempotency_key": str(uuid.uuid4()), **values}
        assert organiser.post(address, values).status_code == 302
        newest = ScheduleRun.objects.order_by("-number").first()
        assert newest
        return newest

    def test_remedy_and_run_ends_with_more_than_the_draft(
        self, event: Event, organiser: Client, draft: ScheduleVersion
    ) -> None:
        missing = UnplacedMeeting.objects.filter(version=draft, remedy__code="add_table").first()
        assert missing
        offer = remedy_of(draft, missing.meeting_id)
        assert offer
        page = reverse("organise-remedy", args=["event", draft.number, missing.meeting_id])
        run = self.press(organiser, page, seen=offer.seen, then="run")
        assert run.starts_from == draft
        assert self.points(self.drafted_by(run)) > self.points(draft)

    def test_run_again_keeps_at_least_what_the_draft_places(
        self, event: Event, organiser: Client, draft: ScheduleVersion
    ) -> None:
        placement = draft.placements.first()
        assert placement
        left = self.points(draft) - placement.meeting.priority
        Meeting.objects.filter(pk=placement.meeting_id).update(is_cancelled=True)
        page = organiser.get(reverse("organise-not-placed", args=["event", draft.number]))
        assert 'name="goes_on" value="on"' in page.content.decode()
        address = reverse("organise-runs", args=["event"])
        run = self.press(organiser, address, limit_seconds="1", goes_on="on")
        assert run.starts_from == draft
        assert self.points(self.drafted_by(run)) >= left

    def test_run_from_the_page_of_runs_begins_anew_unless_asked(
        self, event: Event, organiser: Client, draft: ScheduleVersion
    ) -> None:
        address = reverse("organise-runs", args=["event"])
        assert "Begin with the current schedule" in organiser.get(address).content.decode()
        assert self.press(organiser, address, limit_seconds="1").starts_from is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
class TestRaces:
    def wish(self, event: Event, key: uuid.UUID) -> remedies.Wish:
        return remedies.Wish(
            version=event.version,
            meeting=event.second.pk,
            seen=event.offer().seen,
            user=event.organiser,
            key=key,
            now=timezone.now(),
            limit_seconds=5,
        )

    def test_ten_equal_submissions_are_one(self, event: Event) -> None:
        event.lacks("add_table")
        wish = self.wish(event, uuid.uuid4())
        found = raced([lambda: remedies.apply(wish).pk] * 10)
        assert len(set(found)) == AppliedRemedy.objects.count() == 1
        assert Table.objects.count() == 2

    def test_of_five_organisers_one_raises_the_limit(self, event: Event) -> None:
        Registration.objects.filter(pk=event.water.pk).update(max_meetings=1)
        event.lacks("raise_limit", participant=event.water.pk)
        wishes = [self.wish(event, uuid.uuid4()) for _ in range(5)]
        found = raced([partial(remedies.apply, wish) for wish in wishes])
        refused = [one for one in found if isinstance(one, remedies.RemedyChanged | RunActive)]
        assert len(refused) == 4
        event.water.refresh_from_db()
        assert event.water.max_meetings == 2
        assert ScheduleRun.objects.count() == 1
