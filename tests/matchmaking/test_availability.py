"""When a cluster can meet: what it says, what binds it, what is refused."""

import re
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.urls import reverse

from events.models import Registration, Speaker
from matchmaking.models import Slot, Unavailability
from matchmaking.queries.availability import NOT_AVAILABLE, busy_slots
from matchmaking.services.availability import (
    AvailabilityClosed,
    MeetingsThen,
    set_availability,
)
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
    rows = Unavailability.objects.filter(registration=registration)
    return set(rows.values_list("slot", flat=True))


class TestBusySlots:
    def test_slots_that_were_said_no_to_and_sessions_bind(self) -> None:
        registration, slots = attending()
        set_availability(registration=registration, available={slot.pk for slot in slots[1:]})
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
    def test_only_what_is_not_ticked_is_stored_and_ticking_again_frees_it(self) -> None:
        registration, slots = attending()
        everything = {slot.pk for slot in slots}
        set_availability(registration=registration, available=everything - {slots[2].pk})
        assert said(registration) == {slots[2].pk}
        set_availability(registration=registration, available=everything)
        assert said(registration) == set()

    def test_a_slot_that_a_session_binds_is_never_stored(self) -> None:
        registration, slots = attending()
        speaking(registration, 0, 25)
        set_availability(registration=registration, available=())
        assert said(registration) == {slot.pk for slot in slots[1:]}

    def test_slots_of_another_edition_are_left_out(self) -> None:
        registration, slots = attending()
        _, foreign = attending()
        every: Collection[int] = {slot.pk for slot in (*slots, *foreign)}
        set_availability(registration=registration, available=every)
        assert not Unavailability.objects.exists()

    def test_refused_where_a_published_meeting_is(self) -> None:
        registration, slots = attending()
        other = RegistrationFactory(edition=registration.edition)
        version = ScheduleVersionFactory(
            edition=registration.edition, state="published", published_at=datetime.now(UTC)
        )
        [table] = tables(registration.edition, 1)
        placed(version, meeting_between(registration, other), slots[3], table)
        with pytest.raises(MeetingsThen) as refused:
            set_availability(registration=registration, available=())
        assert refused.value.slots == (slots[3],)
        assert said(registration) == set()

    @pytest.mark.parametrize("state", ["finished", "cancelled"])
    def test_refused_once_the_edition_is_over(self, state: str) -> None:
        registration = RegistrationFactory(edition=EditionFactory(state=state))
        with pytest.raises(AvailabilityClosed):
            set_availability(registration=registration, available=())


class TestPage:
    def address(self, registration: Registration) -> str:
        names = [registration.edition.slug, registration.cluster.slug]
        return reverse("meet-availability", args=names)

    def test_ticks_are_saved(self, client: Client) -> None:
        registration, slots = attending()
        client.force_login(MembershipFactory(organisation=registration.cluster).user)
        kept = [slot.pk for slot in slots[:2]]
        answer = client.post(self.address(registration), {"slot": kept}, follow=True)
        assert "2 of 4 times" in answer.content.decode()
        assert said(registration) == {slot.pk for slot in slots[2:]}

    def test_one_button_takes_a_whole_window(self, client: Client) -> None:
        registration, slots = attending()
        client.force_login(MembershipFactory(organisation=registration.cluster).user)
        window = slots[0].window_id
        client.post(self.address(registration), {"slot": slots[0].pk, "none": window})
        assert said(registration) == {slot.pk for slot in slots}
        client.post(self.address(registration), {"all": window})
        assert said(registration) == set()

    def test_a_session_is_shown_instead_of_a_tick(self, client: Client) -> None:
        registration, slots = attending()
        speaking(registration, 0, 25)
        client.force_login(MembershipFactory(organisation=registration.cluster).user)
        page = client.get(self.address(registration)).content.decode()
        assert "You speak: Good practice" in page
        ticks = re.findall(r'name="slot" value="(\d+)"', page)
        assert ticks == [str(slot.pk) for slot in slots[1:]]

    def test_a_published_meeting_is_told_in_words(self, client: Client) -> None:
        registration, slots = attending()
        other = RegistrationFactory(edition=registration.edition)
        version = ScheduleVersionFactory(
            edition=registration.edition, state="published", published_at=datetime.now(UTC)
        )
        [table] = tables(registration.edition, 1)
        placed(version, meeting_between(registration, other), slots[0], table)
        client.force_login(MembershipFactory(organisation=registration.cluster).user)
        answer = client.post(self.address(registration), {})
        assert answer.status_code == 409
        assert "a published meeting at this time: Thursday 3 June, 09:00" in answer.content.decode()

    def test_strangers_find_nothing_and_staff_only_read(self, client: Client) -> None:
        registration, _ = attending()
        client.force_login(UserFactory())
        assert client.get(self.address(registration)).status_code == 404
        assert client.post(self.address(registration)).status_code == 404
        client.force_login(StaffFactory())
        assert client.get(self.address(registration)).status_code == 200
        assert client.post(self.address(registration)).status_code == 403
