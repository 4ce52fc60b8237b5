"""When a cluster can meet: what it says, what binds it, what is refused."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.urls import reverse

from events.models import Edition, Registration, Session, Speaker
from matchmaking.models import Slot, Unavailability
from matchmaking.queries.availability import NOT_AVAILABLE, busy_slots, said_no
from matchmaking.services.availability import (
    AvailabilityClosed,
    MeetingsThen,
    set_availability,
)
from matchmaking.slots import Period
from meet.queries.availability_board import availability_board, code_of
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory, SessionFactory
from tests.factories.matchmaking import (
    MORNING,
    ScheduleVersionFactory,
    meeting_between,
    placed,
    tables,
    window_with_slots,
)
from tests.factories.texts import translated
from tests.support.counting import queries_of

NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def attending() -> tuple[Registration, list[Slot]]:
    """A registration at an edition with four half hours from 09:00 in Barcelona."""
    registration = RegistrationFactory()
    return registration, window_with_slots(registration.edition)


def speaking(registration: Registration, start: int, end: int) -> None:
    """The cluster speaks from `start` to `end` minutes after the morning begins."""
    period = DateTimeTZRange(MORNING + timedelta(minutes=start), MORNING + timedelta(minutes=end))
    session = SessionFactory(edition=registration.edition, title="Good practice", period=period)
    Speaker.objects.create(session=session, organisation=registration.cluster)


def said(registration: Registration) -> set[int]:
    return set(said_no(registration).values_list("pk", flat=True))


def periods(slots: Iterable[Slot]) -> list[Period]:
    return [Period(slot.period.lower, slot.period.upper) for slot in slots]


def say_no(registration: Registration, slots: Iterable[Slot]) -> None:
    set_availability(registration=registration, freed=(), away=periods(slots), now=NOW)


def free(registration: Registration, slots: Iterable[Slot]) -> None:
    set_availability(registration=registration, freed=periods(slots), away=(), now=NOW)


def form(
    *, free: Iterable[Slot] = (), away: Iterable[Slot] = (), ticked: Iterable[Slot] = ()
) -> dict[str, Any]:
    """What the page sends: the times that it showed, and those that are ticked now."""
    return {
        "was_free": [code_of(slot.period) for slot in free],
        "was_away": [code_of(slot.period) for slot in away],
        "slot": [code_of(slot.period) for slot in ticked],
    }


class TestBusySlots:
    def test_slots_that_were_said_no_to_and_sessions_bind(self) -> None:
        registration, slots = attending()
        say_no(registration, slots[:1])
        speaking(registration, 40, 50)
        assert busy_slots(registration.edition) == {
            registration.pk: {slots[0].pk: NOT_AVAILABLE, slots[1].pk: "Good practice"}
        }

    def test_a_session_that_touches_a_slot_does_not_bind_it(self) -> None:
        registration, slots = attending()
        speaking(registration, 25, 60)
        assert list(busy_slots(registration.edition)[registration.pk]) == [slots[1].pk]

    def test_a_speaker_of_another_cluster_or_edition_binds_nobody_here(self) -> None:
        registration, _ = attending()
        Speaker.objects.create(
            session=SessionFactory(
                edition=registration.edition,
                period=DateTimeTZRange(MORNING, MORNING + timedelta(hours=1)),
            ),
            organisation=ClusterFactory(),
        )
        elsewhere = RegistrationFactory(edition=EditionFactory(), cluster=registration.cluster)
        speaking(elsewhere, 0, 60)
        assert busy_slots(registration.edition) == {}

    def test_a_session_without_times_binds_nobody(self) -> None:
        registration, _ = attending()
        session = SessionFactory(edition=registration.edition, period=None)
        Speaker.objects.create(session=session, organisation=registration.cluster)
        assert busy_slots(registration.edition) == {}


class TestSaying:
    def test_a_time_that_was_said_no_to_can_be_freed(self) -> None:
        registration, slots = attending()
        say_no(registration, slots[2:3])
        assert said(registration) == {slots[2].pk}
        free(registration, slots)
        assert said(registration) == set()

    def test_the_same_no_twice_is_one(self) -> None:
        registration, slots = attending()
        say_no(registration, slots[1:3])
        say_no(registration, slots)
        assert said(registration) == {slot.pk for slot in slots}
        assert Unavailability.objects.count() == 4

    def test_a_new_slot_that_overlaps_a_no_is_no_until_it_is_freed(self) -> None:
        registration, slots = attending()
        say_no(registration, slots[:1])
        start = slots[0].period.lower
        later = DateTimeTZRange(start + timedelta(minutes=20), start + timedelta(minutes=29))
        Slot.objects.filter(pk=slots[0].pk).update(period=later)
        assert said(registration) == {slots[0].pk}
        slots[0].refresh_from_db()
        free(registration, slots[:1])
        assert said(registration) == set()
        assert not Unavailability.objects.exists(), "no rest that nobody could see or free"

    def test_freeing_one_of_two_slots_in_a_no_keeps_the_other(self) -> None:
        registration, slots = attending()
        whole = DateTimeTZRange(slots[0].period.lower, slots[1].period.upper)
        Unavailability.objects.create(
            edition=registration.edition, registration=registration, period=whole
        )
        free(registration, slots[:1])
        assert said(registration) == {slots[1].pk}

    def test_refused_where_a_published_meeting_is(self) -> None:
        registration, slots = attending()
        other = RegistrationFactory(edition=registration.edition)
        version = ScheduleVersionFactory(
            edition=registration.edition, state="published", published_at=datetime.now(UTC)
        )
        [table] = tables(registration.edition, 1)
        placed(version, meeting_between(registration, other), slots[3], table)
        with pytest.raises(MeetingsThen) as refused:
            say_no(registration, slots)
        assert refused.value.slots == (slots[3],)
        assert said(registration) == set()

    @pytest.mark.parametrize("state", ["finished", "cancelled"])
    def test_refused_once_the_edition_is_over(self, state: str) -> None:
        registration = RegistrationFactory(edition=EditionFactory(state=state))
        with pytest.raises(AvailabilityClosed):
            say_no(registration, ())


def names_of(registration: Registration) -> list[str]:
    return [registration.edition.slug, registration.cluster.slug]


def ticks(page: str) -> set[str]:
    return set(re.findall(r'name="slot" value="([\d-]+)" checked', page))


class TestPage:
    def address(self, registration: Registration) -> str:
        names = [registration.edition.slug, registration.cluster.slug]
        return reverse("meet-availability", args=names)

    def test_ticks_are_saved(self, client: Client) -> None:
        registration, slots = attending()
        client.force_login(MembershipFactory(organisation=registration.cluster).user)
        answer = client.post(
            self.address(registration), form(free=slots, ticked=slots[:2]), follow=True
        )
        assert "2 of 4 times" in answer.content.decode()
        assert said(registration) == {slot.pk for slot in slots[2:]}

    def test_one_button_takes_a_whole_window(self, client: Client) -> None:
        registration, slots = attending()
        client.force_login(MembershipFactory(organisation=registration.cluster).user)
        window = code_of(slots[0].window.period)
        ticked = form(free=slots, ticked=slots[:1])
        client.post(self.address(registration), ticked | {"none": window})
        assert said(registration) == {slot.pk for slot in slots}
        client.post(self.address(registration), form(away=slots) | {"all": window})
        assert said(registration) == set()

    def test_an_older_page_leaves_new_times_as_they_are(self, client: Client) -> None:
        registration, slots = attending()
        client.force_login(MembershipFactory(organisation=registration.cluster).user)
        client.post(self.address(registration), form(free=slots[:2], ticked=slots[:2]))
        assert said(registration) == set()

    def test_an_older_page_leaves_a_colleagues_no_as_it_is(self, client: Client) -> None:
        registration, slots = attending()
        client.force_login(MembershipFactory(organisation=registration.cluster).user)
        older = form(free=slots, ticked=slots[1:])
        say_no(registration, slots[3:])
        client.post(self.address(registration), older)
        assert said(registration) == {slots[0].pk, slots[3].pk}

    def test_an_older_page_speaks_of_times_though_the_slots_are_new(self, client: Client) -> None:
        registration, slots = attending()
        client.force_login(MembershipFactory(organisation=registration.cluster).user)
        older = form(free=slots, ticked=slots[1:])
        Slot.objects.filter(pk=slots[0].pk).delete()
        fresh = Slot.objects.create(
            edition=registration.edition, window=slots[0].window, period=slots[0].period
        )
        client.post(self.address(registration), older)
        assert said(registration) == {fresh.pk}

    @pytest.mark.parametrize(
        "sent", [{}, {"was_free": "x-1", "slot": "7"}, {"was_free": "9" * 400}]
    )
    def test_a_form_that_shows_no_times_changes_nothing(
        self, client: Client, sent: dict[str, str]
    ) -> None:
        registration, _ = attending()
        client.force_login(MembershipFactory(organisation=registration.cluster).user)
        assert client.post(self.address(registration), sent).status_code == 409
        assert not Unavailability.objects.exists()

    def test_a_session_is_shown_instead_of_a_tick(self, client: Client) -> None:
        registration, slots = attending()
        speaking(registration, 0, 25)
        client.force_login(MembershipFactory(organisation=registration.cluster).user)
        page = client.get(self.address(registration)).content.decode()
        assert "You speak: Good practice" in page
        ticks = re.findall(r'name="slot" value="([\d-]+)"', page)
        assert ticks == [code_of(slot.period) for slot in slots[1:]]

    def test_a_session_says_its_title_as_it_is_read_and_who_speaks_that_they_do(
        self, client: Client
    ) -> None:
        registration, _ = attending()
        edition = registration.edition
        Edition.objects.update(languages=["en", "es"])
        edition.refresh_from_db()
        speaking(registration, 0, 25)
        translated(edition.sessions.get(), "es", title="Buenas")
        manager = MembershipFactory(organisation=registration.cluster, user__language="es").user
        client.force_login(manager)
        few = queries_of(client, self.address(registration))
        begins = MORNING + timedelta(minutes=30)
        period = DateTimeTZRange(begins, begins + timedelta(minutes=25))
        everybody = Session.Binds.EVERYBODY
        plenary = SessionFactory(edition=edition, title="Welcome", binds=everybody, period=period)
        translated(plenary, "es", title="Bienvenida")
        assert queries_of(client, self.address(registration)) == few
        page = client.get(self.address(registration)).text
        assert 'You speak: <span lang="es">Buenas</span>' in page
        assert 'You speak: <span lang="es">Bienvenida' not in page
        assert '<span lang="es">Bienvenida</span>' in page

    def test_a_published_meeting_is_told_in_words(self, client: Client) -> None:
        registration, slots = attending()
        other = RegistrationFactory(edition=registration.edition)
        version = ScheduleVersionFactory(
            edition=registration.edition, state="published", published_at=datetime.now(UTC)
        )
        [table] = tables(registration.edition, 1)
        placed(version, meeting_between(registration, other), slots[0], table)
        client.force_login(MembershipFactory(organisation=registration.cluster).user)
        answer = client.post(self.address(registration), form(free=slots))
        assert answer.status_code == 409
        assert "You have a meeting at this time: Thursday 3 June, 09:00" in answer.content.decode()
        assert reverse("meet-organiser", args=names_of(registration)) in answer.text

    def test_a_refusal_keeps_the_ticks_as_they_were_made(self, client: Client) -> None:
        registration, slots = attending()
        say_no(registration, slots[2:3])
        [table] = tables(registration.edition, 1)
        version = ScheduleVersionFactory(
            edition=registration.edition, state="published", published_at=datetime.now(UTC)
        )
        other = RegistrationFactory(edition=registration.edition)
        placed(version, meeting_between(registration, other), slots[0], table)
        client.force_login(MembershipFactory(organisation=registration.cluster).user)
        free, away = [slots[0], slots[1], slots[3]], [slots[2]]
        sent = form(free=free, away=away, ticked=[slots[2], slots[3]])
        answer = client.post(self.address(registration), sent)
        assert answer.status_code == 409
        assert ticks(answer.text) == {code_of(slot.period) for slot in slots[2:]}
        assert said(registration) == {slots[2].pk}
        # What the page was made from is still what is stored, so that it can be sent again.
        assert (
            f'name="was_away"\n                  value="{code_of(slots[2].period)}"' in answer.text
        )
        again = form(free=free, away=away, ticked=[slots[0], slots[2], slots[3]])
        assert client.post(self.address(registration), again).status_code == 302
        assert said(registration) == {slots[1].pk}

    def test_ticks_of_new_slots_follow_the_time_that_was_changed(self) -> None:
        registration, slots = attending()
        changed = Period(slots[0].period.lower + timedelta(minutes=5), slots[1].period.upper)
        [window] = availability_board(registration, away=[changed])
        assert [cell.is_ticked for cell in window.cells] == [False, False, True, True]
        say_no(registration, slots)
        [window] = availability_board(registration, freed=[changed])
        assert [cell.is_ticked for cell in window.cells] == [False, True, False, False]

    def test_once_it_is_over_the_changed_ticks_can_be_copied(self, client: Client) -> None:
        registration, slots = attending()
        say_no(registration, slots[2:3])
        client.force_login(MembershipFactory(organisation=registration.cluster).user)
        Edition.objects.update(state="finished")
        sent = form(free=[slots[0], slots[1], slots[3]], away=slots[2:3], ticked=slots[1:])
        answer = client.post(self.address(registration), sent)
        assert answer.status_code == 409
        assert answer.context["typed"] == (
            "Available again: Thursday 3 June, 10:00\nNot available: Thursday 3 June, 09:00"
        )

    def test_strangers_find_nothing_and_staff_only_read(self, client: Client) -> None:
        registration, _ = attending()
        client.force_login(UserFactory())
        assert client.get(self.address(registration)).status_code == 404
        assert client.post(self.address(registration)).status_code == 404
        client.force_login(StaffFactory())
        assert client.get(self.address(registration)).status_code == 200
        assert client.post(self.address(registration)).status_code == 403
