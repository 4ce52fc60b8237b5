"""Tables and times: what the organiser enters, and what is kept or refused."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from clusters.models import Membership
from events.models import Edition
from matchmaking.models import (
    AvailabilityAsk,
    MeetingWindow,
    ScheduleVersion,
    Slot,
    Table,
    Unavailability,
)
from matchmaking.queries.availability import AnswersTouched, busy_slots
from matchmaking.queries.grid import fingerprint, grid_plan
from matchmaking.services.grid import (
    AnswersConcerned,
    GridChanged,
    GridClosed,
    RunUnderWay,
    SlotsInUse,
    TablesInUse,
    arrange,
)
from matchmaking.slots import GridPlan, PausePlan, Period, WindowPlan
from notifications.models import OutboxMessage
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import (
    ScheduleRunFactory,
    ScheduleVersionFactory,
    meeting_between,
    placed,
)
from tests.support.racing import raced

NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)

pytestmark = pytest.mark.django_db
NOW = datetime(2094, 2, 1, tzinfo=UTC)
NINE = datetime(2094, 6, 3, 7, tzinfo=UTC)  # 09:00 in Barcelona


def span(start: int, end: int) -> Period:
    return Period(NINE + timedelta(minutes=start), NINE + timedelta(minutes=end))


def window(
    start: int = 0, end: int = 120, *, key: uuid.UUID | None = None, **fields: Any
) -> WindowPlan:
    values: dict[str, Any] = {
        "name": "Morning",
        "slot_minutes": 25,
        "changeover_minutes": 5,
    } | fields
    return WindowPlan(key=key or uuid.uuid4(), period=span(start, end), **values)


def save(
    edition: Edition,
    *windows: WindowPlan,
    rooms: tuple[str, ...] = ("A", "A"),
    touches: int = 0,
) -> None:
    plan, seen = GridPlan(windows, rooms), fingerprint(grid_plan(edition))
    arrange(edition=edition, plan=plan, seen=seen, now=NOW, touches=touches)


def answered(edition: Edition) -> Membership:
    """A cluster, by its member, that is not available in the first slot."""
    registration = RegistrationFactory(edition=edition)
    Unavailability.objects.create(
        edition=edition, registration=registration, period=Slot.objects.earliest("period").period
    )
    return MembershipFactory(organisation=registration.cluster)


def place_in(edition: Edition, slot: Slot, state: str, table: int = 1) -> None:
    published = {"published_at": NINE} if state != "draft" else {}
    version = ScheduleVersionFactory(edition=edition, state=state, **published)
    meeting = meeting_between(*RegistrationFactory.create_batch(2, edition=edition))
    placed(version, meeting, slot, Table.objects.get(edition=edition, number=table))


class TestArranging:
    def test_windows_become_slots_and_rooms_become_tables(self) -> None:
        edition = EditionFactory()
        pause = PausePlan("Coffee", span(55, 75))
        plan = window(pauses=(pause,))
        save(edition, plan, rooms=("Sala A", "Sala A", ""))
        assert Slot.objects.filter(edition=edition).count() == 3
        assert [table.room for table in Table.objects.all()] == ["Sala A", "Sala A", ""]
        assert grid_plan(edition) == GridPlan((plan,), ("Sala A", "Sala A", ""))

    def test_a_longer_window_keeps_its_slots(self) -> None:
        edition = EditionFactory()
        plan = window()
        save(edition, plan)
        before = set(Slot.objects.values_list("pk", flat=True))
        registration = RegistrationFactory(edition=edition)
        slot = Slot.objects.earliest("period")
        Unavailability.objects.create(
            edition=edition, registration=registration, period=slot.period
        )
        save(edition, window(0, 180, key=plan.key))
        after = set(Slot.objects.values_list("pk", flat=True))
        assert before < after
        assert Unavailability.objects.count() == 1

    def test_two_windows_exchange_their_times(self) -> None:
        edition = EditionFactory()
        first, second = window(name="One"), window(180, 300, name="Two")
        save(edition, first, second)
        save(
            edition,
            window(key=second.key, name="Two"),
            window(180, 300, key=first.key, name="One"),
        )
        assert [row.name for row in MeetingWindow.objects.all()] == ["Two", "One"]

    def test_another_length_of_meetings_keeps_every_answer_and_tells_the_cluster(self) -> None:
        edition = EditionFactory()
        plan = window()
        save(edition, plan)
        member = answered(edition)
        save(edition, window(key=plan.key, slot_minutes=20), touches=1)
        [busy] = busy_slots(edition).values()
        assert [Slot.objects.get(pk=pk).period.lower for pk in busy] == [NINE]
        [mail] = OutboxMessage.objects.all()
        assert mail.recipient == member.user.email
        assert "Thursday 3 June, 09:00" in mail.body

    def test_an_open_question_about_a_time_outlives_another_length_of_meetings(self) -> None:
        edition = EditionFactory()
        plan = window()
        save(edition, plan)
        member = answered(edition)
        asked = Slot.objects.earliest("period").period
        pair = [edition.registrations.get(), RegistrationFactory(edition=edition)]
        ask = AvailabilityAsk.objects.create(
            edition=edition,
            registration=pair[0],
            period=asked,
            meeting=meeting_between(*pair),
            asked_by=UserFactory(),
            asked_at=NOW,
            idempotency_key=uuid.uuid4(),
        )
        save(edition, window(key=plan.key, slot_minutes=20), touches=2)
        save(edition, touches=2)
        save(edition, window(5, 120), touches=2)
        ask.refresh_from_db()
        assert (ask.state, ask.period) == ("open", asked)
        page = Client()
        page.force_login(member.user)
        names = [edition.slug, pair[0].cluster.slug]
        assert "Free this time" in page.get(reverse("meet-availability", args=names)).text

    def test_a_removed_window_leaves_the_answer_for_when_it_comes_back(self) -> None:
        edition = EditionFactory()
        save(edition, window())
        answered(edition)
        save(edition, touches=1)
        assert busy_slots(edition) == {}
        save(edition, window(5, 120), touches=1)
        assert [len(slots) for slots in busy_slots(edition).values()] == [1]

    def test_a_change_over_answers_that_nobody_was_shown_is_refused(self) -> None:
        edition = EditionFactory()
        plan = window()
        save(edition, plan)
        answered(edition)
        with pytest.raises(AnswersConcerned):
            save(edition, window(key=plan.key, slot_minutes=20))
        assert grid_plan(edition).windows == (plan,)
        assert not OutboxMessage.objects.exists()

    def test_a_change_elsewhere_concerns_no_answer(self) -> None:
        edition = EditionFactory()
        plan = window()
        save(edition, plan)
        answered(edition)
        save(edition, window(0, 180, key=plan.key))
        assert not OutboxMessage.objects.exists()

    def test_two_changes_in_a_few_minutes_are_told_once(self) -> None:
        edition = EditionFactory()
        plan = window()
        save(edition, plan)
        answered(edition)
        save(edition, window(key=plan.key, slot_minutes=20), touches=1)
        save(edition, window(key=plan.key, slot_minutes=30), touches=1)
        assert OutboxMessage.objects.count() == 1

    @pytest.mark.parametrize("state", ["draft", "published"])
    def test_slots_with_meetings_are_not_removed(self, state: str) -> None:
        edition = EditionFactory()
        plan = window()
        save(edition, plan)
        place_in(edition, Slot.objects.latest("period"), state)
        with pytest.raises(SlotsInUse) as refused:
            save(edition, window(0, 60, key=plan.key))
        assert refused.value.slots == (Slot.objects.latest("period"),)
        assert Slot.objects.count() == 4

    def test_slots_that_only_a_replaced_version_used_are_removed(self) -> None:
        edition = EditionFactory()
        save(edition, window())
        place_in(edition, Slot.objects.latest("period"), "replaced")
        save(edition)
        assert not Slot.objects.exists()

    def test_a_table_with_meetings_is_not_removed(self) -> None:
        edition = EditionFactory()
        plan = window()
        save(edition, plan)
        place_in(edition, Slot.objects.earliest("period"), "draft", table=2)
        with pytest.raises(TablesInUse):
            save(edition, plan, rooms=("A",))

    def test_a_plan_made_from_another_grid_is_refused(self) -> None:
        edition = EditionFactory()
        seen = fingerprint(grid_plan(edition))
        save(edition, window())
        with pytest.raises(GridChanged):
            arrange(edition=edition, plan=GridPlan((), ()), seen=seen, now=NOW)

    def test_the_same_plan_again_is_an_answer(self) -> None:
        edition = EditionFactory()
        seen, plan = fingerprint(grid_plan(edition)), GridPlan((window(),), ("A",))
        for _ in range(2):
            arrange(edition=edition, plan=plan, seen=seen, now=NOW)
        assert MeetingWindow.objects.count() == 1

    @pytest.mark.parametrize("state", ["finished", "cancelled"])
    def test_an_edition_that_is_over_stays_as_it_is(self, state: str) -> None:
        with pytest.raises(GridClosed):
            save(EditionFactory(state=state), window())

    def test_refused_while_a_run_is_under_way(self) -> None:
        edition = EditionFactory()
        ScheduleRunFactory(edition=edition)
        with pytest.raises(RunUnderWay):
            save(edition, window())


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
def test_twenty_equal_submissions_make_one_window() -> None:
    edition = EditionFactory()
    seen, plan = fingerprint(grid_plan(edition)), GridPlan((window(),), ("A",))
    answers = raced([lambda: arrange(edition=edition, plan=plan, seen=seen, now=NOW)] * 20)
    assert answers == [AnswersTouched()] * 20
    assert MeetingWindow.objects.count() == 1
    assert Slot.objects.count() == 4


def organiser(client: Client, edition: Edition) -> None:
    assert edition.owner is not None
    client.force_login(MembershipFactory(organisation=edition.owner).user)


def typed(edition: Edition, **changes: str) -> dict[str, str]:
    """The form as a browser sends it: one window with a pause, two rooms."""
    return {
        "seen": fingerprint(grid_plan(edition)),
        "window-0-key": "6f1c7a52-8fb1-4a7c-8ff0-3f6f2d2f1f00",
        "window-0-name": "Morning",
        "window-0-day": "2094-06-03",
        "window-0-start": "09:00",
        "window-0-end": "11:00",
        "window-0-slot_minutes": "25",
        "window-0-changeover_minutes": "5",
        "window-1-key": "",
        "window-1-name": "",
        "window-1-slot_minutes": "25",
        "pause-0-title": "Coffee",
        "pause-0-day": "2094-06-03",
        "pause-0-start": "10:00",
        "pause-0-end": "10:20",
        "room-0-room": "Sala A",
        "room-0-tables": "3",
        "room-1-room": "",
        "room-1-tables": "1",
    } | changes


class TestPage:
    def test_saving_tells_how_many_places_it_makes(self, client: Client) -> None:
        edition = EditionFactory()
        organiser(client, edition)
        address = reverse("organise-times", args=[edition.slug])
        answer = client.post(address, typed(edition), follow=True)
        assert "12 places on 1 day: 3 times at 4 tables" in answer.content.decode()
        assert Slot.objects.earliest("period").period.lower == NINE

    def test_closed_tables_are_marked_and_count_as_no_place(self, client: Client) -> None:
        edition = EditionFactory()
        organiser(client, edition)
        save(edition, window(), rooms=("Sala A", "Sala A", ""))
        Table.objects.filter(edition=edition, number=2).update(is_closed=True)
        address = reverse("organise-times", args=[edition.slug])
        page = client.get(address).content.decode()
        assert "8 places on 1 day: 4 times at 2 tables, without 1 out of use" in page
        assert page.count("Out of use") == 1
        assert "Use again" in page
        answer = client.post(address, typed(edition), follow=True)
        assert "9 places on 1 day: 3 times at 3 tables, without 1" in answer.content.decode()

    def test_no_places_are_not_counted(self, client: Client) -> None:
        edition = EditionFactory()
        organiser(client, edition)
        page = client.get(reverse("organise-times", args=[edition.slug])).content.decode()
        assert "0 places" not in page
        assert "Complete the rows below" in page

    def test_the_preview_counts_without_saving(self, client: Client) -> None:
        edition = EditionFactory()
        organiser(client, edition)
        address = reverse("organise-times-places", args=[edition.slug])
        answer = client.post(address, typed(edition), headers={"HX-Request": "true"})
        assert "12 places on 1 day" in answer.content.decode()
        assert not Slot.objects.exists()

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"window-0-end": "08:00"}, "Enter a time after 09:00."),
            ({"window-0-name": ""}, "Enter a value for “Name”."),
            ({"window-0-slot_minutes": "200"}, "No meeting of 200 minutes fits"),
            ({"window-0-slot_minutes": "4"}, "greater than or equal to 5"),
            ({"pause-0-end": "12:00"}, "lie within one window"),
            ({"room-1-room": "B", "room-1-tables": ""}, "Enter how many tables"),
            (
                {
                    "window-1-name": "Noon",
                    "window-1-day": "2094-06-03",
                    "window-1-start": "10:30",
                    "window-1-end": "12:00",
                },
                "Enter a time from 11:00, when “Morning” ends.",
            ),
        ],
    )
    def test_a_wrong_entry_is_told_at_its_field(
        self, client: Client, changes: dict[str, str], words: str
    ) -> None:
        edition = EditionFactory()
        organiser(client, edition)
        address = reverse("organise-times", args=[edition.slug])
        answer = client.post(address, typed(edition, **changes))
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert not MeetingWindow.objects.exists()

    def test_an_error_names_its_row(self, client: Client) -> None:
        edition = EditionFactory()
        organiser(client, edition)
        address = reverse("organise-times", args=[edition.slug])
        answer = client.post(address, typed(edition, **{"window-0-end": "08:00"}))
        assert "Row 1, Morning: Enter a time after 09:00." in answer.content.decode()

    def test_as_many_rows_come_as_are_asked_for_and_nothing_is_saved(self, client: Client) -> None:
        edition = EditionFactory()
        organiser(client, edition)
        address = reverse("organise-times", args=[edition.slug])
        answer = client.post(address, typed(edition, add="window", **{"window-more": "3"}))
        page = answer.content.decode()
        assert answer.status_code == 200
        assert 'name="window-4-name"' in page
        assert 'name="window-5-name"' not in page
        assert 'value="Morning"' in page
        assert "error-summary" not in page
        assert not MeetingWindow.objects.exists()

    def test_a_window_is_copied_to_another_day_with_its_pauses(self, client: Client) -> None:
        edition = EditionFactory()
        organiser(client, edition)
        address = reverse("organise-times", args=[edition.slug])
        sent = typed(edition, copy="0", **{"window-0-copy_to": "2094-06-04"})
        page = client.post(address, sent).content.decode()
        names = ("name", "day", "start", "end", "slot_minutes", "changeover_minutes")
        copied = {f"window-2-{name}": sent[f"window-0-{name}"] for name in names}
        assert 'name="window-2-name" value="Morning"' in page
        assert 'name="pause-1-title" value="Coffee"' in page
        copied |= {"window-2-day": "2094-06-04", "pause-1-title": "Coffee"}
        copied |= {"pause-1-day": "2094-06-04", "pause-1-start": "10:00", "pause-1-end": "10:20"}
        client.post(address, typed(edition, **copied))
        assert [window.pauses.count() for window in MeetingWindow.objects.all()] == [1, 1]
        assert Slot.objects.count() == 6

    def test_a_window_may_end_after_midnight(self, client: Client) -> None:
        edition = EditionFactory()
        organiser(client, edition)
        address = reverse("organise-times", args=[edition.slug])
        night = {"window-0-day": "2094-06-04", "window-0-start": "22:00", "window-0-end": "00:30"}
        night |= {"pause-0-day": "2094-06-04", "pause-0-start": "00:00", "pause-0-end": "00:05"}
        answer = client.post(address, typed(edition, **night), follow=True)
        assert "20 places on 1 day: 5 times at 4 tables" in answer.content.decode()
        before = grid_plan(edition)
        assert 'value="00:30"' in answer.content.decode()
        night["window-0-key"] = str(MeetingWindow.objects.get().idempotency_key)
        client.post(address, typed(edition, **night))
        assert grid_plan(edition) == before, "shown and saved again it is the same"

    def test_an_older_page_keeps_what_was_typed_and_shows_what_is_stored(
        self, client: Client
    ) -> None:
        edition = EditionFactory()
        organiser(client, edition)
        older = typed(edition)
        save(edition, window(name="Early"))
        answer = client.post(reverse("organise-times", args=[edition.slug]), older)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert 'value="Morning"' in page
        assert "Row 1, Morning: Name: Early" in page

    def test_a_time_that_clocks_leave_out_is_refused(self, client: Client) -> None:
        edition = EditionFactory(starts_on=date(2094, 3, 28), ends_on=date(2094, 3, 28))
        organiser(client, edition)
        night = {"window-0-day": "2094-03-28", "window-0-start": "02:30", "pause-0-title": ""}
        night |= {"pause-0-start": "", "pause-0-end": ""}
        address = reverse("organise-times", args=[edition.slug])
        answer = client.post(address, typed(edition, **night))
        assert "Clocks go forward" in answer.content.decode()

    def test_the_page_says_first_how_many_answers_it_touches(self, client: Client) -> None:
        edition = EditionFactory()
        organiser(client, edition)
        save(edition, window())
        answered(edition)
        address = reverse("organise-times", args=[edition.slug])
        sent = typed(edition, **{"window-0-slot_minutes": "20"})
        answer = client.post(address, sent)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "This changes times that 1 cluster has answered for (answers in all: 1)." in page
        assert 'name="touches" value="1"' in page
        assert 'value="20"' in page, "what was typed is kept"
        saved = client.post(address, sent | {"touches": "1"}, follow=True)
        assert "1 cluster that has answered is told." in saved.content.decode()

    def test_slots_in_use_are_told_in_words(self, client: Client) -> None:
        edition = EditionFactory()
        organiser(client, edition)
        save(edition, window())
        place_in(edition, Slot.objects.earliest("period"), "draft")
        answer = client.post(
            reverse("organise-times", args=[edition.slug]),
            {"seen": fingerprint(grid_plan(edition)), "room-0-room": "A", "room-0-tables": "2"},
        )
        assert answer.status_code == 409
        page = answer.content.decode()
        assert "Meetings are placed at these times: Thursday 3 June, 09:00." in page
        assert f"Discard draft {ScheduleVersion.objects.get().number} and save" in page

    def test_a_draft_in_the_way_is_discarded_with_the_save(self, client: Client) -> None:
        edition = EditionFactory()
        organiser(client, edition)
        save(edition, window())
        place_in(edition, Slot.objects.earliest("period"), "draft")
        sent = {"seen": fingerprint(grid_plan(edition)), "room-0-room": "A", "room-0-tables": "1"}
        address = reverse("organise-times", args=[edition.slug])
        number = ScheduleVersion.objects.get().number
        assert client.post(address, sent | {"discards": str(number)}).status_code == 302
        assert not Slot.objects.exists()
        assert ScheduleVersion.objects.get().state == "set_aside"

    def test_a_draft_is_not_in_the_way_where_clusters_see_meetings_too(
        self, client: Client
    ) -> None:
        edition = EditionFactory()
        organiser(client, edition)
        save(edition, window())
        place_in(edition, Slot.objects.earliest("period"), "published")
        sent = {"seen": fingerprint(grid_plan(edition)), "room-0-room": "A", "room-0-tables": "1"}
        page = client.post(reverse("organise-times", args=[edition.slug]), sent)
        assert "Discard draft" not in page.content.decode()

    def test_strangers_find_nothing_and_staff_only_read(self, client: Client) -> None:
        edition = EditionFactory()
        address = reverse("organise-times", args=[edition.slug])
        client.force_login(UserFactory())
        assert client.get(address).status_code == 404
        client.force_login(StaffFactory())
        answer = client.get(address)
        assert answer.status_code == 200
        assert "Save tables and times" not in answer.content.decode()
        assert client.post(address, typed(edition)).status_code == 403
