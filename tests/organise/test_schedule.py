"""The organiser sees the grid, changes it by hand and publishes it."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import Edition
from matchmaking.models import (
    Meeting,
    Placement,
    ScheduleEdit,
    ScheduleRun,
    ScheduleVersion,
    Unavailability,
    UnplacedMeeting,
)
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.events import RegistrationFactory
from tests.factories.matchmaking import (
    MORNING,
    ScheduleRunFactory,
    meeting_between,
    placed,
)
from tests.factories.schedules import OneOfTwoPlaced
from tests.support.counting import queries_of

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "schedule"}


class Grid(OneOfTwoPlaced):
    @property
    def page(self) -> str:
        return reverse("organise-schedule", args=["event"])

    def address(self, act: str) -> str:
        return reverse(f"organise-{act}", args=["event", 1])

    def to(self, meeting: Meeting, row: int, column: int) -> dict[str, Any]:
        place = f"{self.slots[row].pk}-{self.tables[column].pk}"
        return {**self.change(meeting), "place": place}

    def change(self, meeting: Meeting) -> dict[str, Any]:
        """What the form of every change sends, from a page that was loaded now."""
        self.version.refresh_from_db()
        key = str(uuid.uuid4())
        return {"meeting": meeting.pk, "revision": self.version.revision, "idempotency_key": key}

    def where(self, meeting: Meeting) -> tuple[int, int | None] | None:
        row = Placement.objects.filter(version=self.version, meeting=meeting).first()
        return (row.slot_id, row.table_id) if row else None


@pytest.fixture
def grid() -> Grid:
    return Grid(slots=3, desks=2)


@pytest.fixture
def organiser(grid: Grid, client: Client) -> Client:
    client.force_login(grid.organiser)
    return client


def other(factory: Any) -> Client:
    client = Client()
    client.force_login(factory())
    return client


def test_grid_shows_meetings_and_what_has_no_place(organiser: Client, grid: Grid) -> None:
    reason = {"code": "no_common_slot", "participants": [grid.water.pk, grid.aero.pk]}
    UnplacedMeeting.objects.create(version=grid.version, meeting=grid.second, reason=reason)
    page = organiser.get(grid.page).content.decode()
    assert f'id="m-{grid.first.pk}"' in page
    assert "No time in common: Water and Aero are never both free." in page
    assert "Draft 1" in page


def test_chosen_meeting_marks_each_place(organiser: Client, grid: Grid) -> None:
    Unavailability.objects.create(
        edition=grid.edition, registration=grid.aero, period=grid.slots[1].period
    )
    page = organiser.get(grid.page, {"moving": grid.second.pk}).content.decode()
    assert "Water is busy" in page
    assert "Aero is not available" in page
    assert page.count("Place here") == 2
    page = organiser.get(grid.page, {"moving": grid.first.pk}).content.decode()
    assert "Same time" in page
    assert page.count("Move here") == 4


def test_meeting_is_moved_and_said_so(organiser: Client, grid: Grid) -> None:
    answer = organiser.post(grid.address("move"), grid.to(grid.first, 2, 1), follow=True)
    assert grid.where(grid.first) == (grid.slots[2].pk, grid.tables[1].pk)
    words = "Moved Energy × Water to Thursday 3 June, 10:00, table 2."
    assert words in answer.content.decode()


def test_htmx_gets_the_board_and_the_message(organiser: Client, grid: Grid) -> None:
    answer = organiser.post(
        grid.address("move"), grid.to(grid.first, 2, 1), follow=True, headers=HTMX
    )
    page = answer.content.decode()
    assert "<html" not in page
    assert 'id="messages" class="messages" hx-swap-oob="true"' in page
    assert answer.headers["HX-Push-Url"] == f"{grid.address('version')}?day=2094-06-03&table=2"
    assert "Moved Energy × Water" in page


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_double_booking_is_refused_in_words(
    organiser: Client, grid: Grid, headers: dict[str, str]
) -> None:
    answer = organiser.post(grid.address("place"), grid.to(grid.second, 0, 1), headers=headers)
    assert answer.status_code == 409
    assert "Water already meets somebody then (Energy × Water)" in answer.content.decode()
    assert grid.where(grid.second) is None


@pytest.mark.parametrize("place", ["", "x", "1-", "999999-999999", "-1-2"])
def test_garbled_place_is_refused_in_words(organiser: Client, grid: Grid, place: str) -> None:
    form = {**grid.to(grid.first, 1, 1), "place": place}
    assert organiser.post(grid.address("move"), form).status_code == 409


@pytest.mark.parametrize("act", ["move", "place", "swap", "first-place", "lock", "remove"])
@pytest.mark.parametrize("seen", [None, "", "x", "-1"])
def test_a_change_that_does_not_say_what_was_seen_is_refused_in_words(
    organiser: Client, grid: Grid, act: str, seen: str | None
) -> None:
    sent = grid.to(grid.first, 1, 1) | {"other": grid.second.pk, "revision": seen or ""}
    if seen is None:
        del sent["revision"]
    answer = organiser.post(grid.address(act), sent)
    assert answer.status_code == 409
    assert ("The page did not say how the schedule stood" in answer.text) == (not seen)
    assert grid.where(grid.first) == (grid.slots[0].pk, grid.tables[0].pk)
    assert not ScheduleEdit.objects.exists()


def test_lock_unlock_remove_and_undo(organiser: Client, grid: Grid) -> None:
    def act(name: str) -> None:
        form = grid.change(grid.first)
        assert organiser.post(grid.address(name), form).status_code == 302

    act("lock")
    assert "Locked</span>" in organiser.get(grid.page).content.decode()
    act("unlock")
    act("remove")
    assert grid.where(grid.first) is None
    assert "Taken out by hand." in organiser.get(grid.page).content.decode()
    edit = ScheduleEdit.objects.latest("number")
    answer = organiser.post(grid.address("undo"), {"edit": edit.number}, follow=True)
    assert "Undone. Energy × Water" in answer.content.decode()
    assert grid.where(grid.first) == (grid.slots[0].pk, grid.tables[0].pk)


def test_undo_of_an_older_change_is_refused(organiser: Client, grid: Grid) -> None:
    for row in (1, 2):
        organiser.post(grid.address("move"), grid.to(grid.first, row, 0))
    first = ScheduleEdit.objects.earliest("number")
    answer = organiser.post(grid.address("undo"), {"edit": first.number})
    assert answer.status_code == 409
    assert organiser.post(grid.address("undo"), {"edit": 99}).status_code == 404


def test_published_schedule_is_changed_through_a_draft(organiser: Client, grid: Grid) -> None:
    ScheduleVersion.objects.update(state="published", published_at=MORNING)
    assert "Change this schedule" in organiser.get(grid.page).content.decode()
    assert organiser.post(grid.address("move"), grid.to(grid.first, 1, 0)).status_code == 409
    answer = organiser.post(reverse("organise-draft", args=["event"]), follow=True)
    page = answer.content.decode()
    assert "Draft 2" in page
    assert "Clusters still see version 1." in page


def test_schedule_of_an_event_that_is_over_is_only_shown(organiser: Client, grid: Grid) -> None:
    Edition.objects.update(state="finished")
    answer = organiser.post(reverse("organise-draft", args=["event"]))
    assert (answer.status_code, "This event is over" in answer.text) == (409, True)
    assert "Check and publish" not in organiser.get(grid.address("version")).text


@pytest.mark.parametrize("query", [{"view": "cluster"}, {"day": "2094-06-03"}, {"day": "x-y"}])
def test_every_view_and_day_is_shown(organiser: Client, grid: Grid, query: dict[str, str]) -> None:
    answer = organiser.get(grid.page, query)
    assert answer.status_code == 200
    assert "Waiting time by cluster" in answer.content.decode()


@pytest.mark.parametrize("moving", ["x", "²", "0", "999999", "-1", "1" * 30])
def test_unknown_meeting_to_move_is_passed_over(organiser: Client, grid: Grid, moving: str) -> None:
    answer = organiser.get(grid.page, {"moving": moving})
    assert answer.status_code == 200
    assert "Choose a free place" not in answer.content.decode()


def test_edition_without_a_schedule_leads_to_the_scheduler(organiser: Client, grid: Grid) -> None:
    Placement.objects.all().delete()
    ScheduleVersion.objects.all().delete()
    assert "No schedule yet" in organiser.get(grid.page).content.decode()


def test_run_under_way_is_told_with_and_without_a_schedule(organiser: Client, grid: Grid) -> None:
    ScheduleRunFactory(edition=grid.edition, number=7)
    assert "Run 7 is under way." in organiser.get(grid.page).text
    ScheduleVersion.objects.all().delete()
    page = organiser.get(grid.page).text
    assert "The scheduler is at work." in page
    assert "No schedule yet" not in page


def test_a_what_if_is_not_the_last_run(organiser: Client, grid: Grid) -> None:
    ScheduleRunFactory(edition=grid.edition, kind="what_if")
    assert organiser.get(grid.page).context["run"] is None


def test_staff_reads_but_changes_nothing(grid: Grid) -> None:
    staff = other(StaffFactory)
    page = staff.get(grid.page).content.decode()
    assert "See the runs" in page
    assert "Run again</a>" not in page
    assert 'form="choose"' not in page
    form = grid.to(grid.first, 1, 0)
    for act in ("move", "place", "lock", "unlock", "remove", "undo", "publish"):
        assert staff.post(grid.address(act), form).status_code == 403, act
    assert staff.post(reverse("organise-draft", args=["event"])).status_code == 403
    assert staff.get(grid.address("publish")).status_code == 200


def test_stranger_finds_nothing(grid: Grid) -> None:
    stranger = other(UserFactory)
    form = grid.to(grid.first, 1, 0)
    for act in ("move", "place", "lock", "unlock", "remove", "undo", "publish"):
        assert stranger.post(grid.address(act), form).status_code == 404, act
    for address in (grid.page, grid.address("version"), grid.address("publish")):
        assert stranger.get(address).status_code == 404
    assert grid.where(grid.first) == (grid.slots[0].pk, grid.tables[0].pk)


def test_check_page_warns_and_says_who_is_told(organiser: Client, grid: Grid) -> None:
    Unavailability.objects.create(
        edition=grid.edition, registration=grid.water, period=grid.slots[0].period
    )
    page = organiser.get(grid.address("publish")).content.decode()
    assert "1 agreed meeting has no place." in page
    assert "Somebody is not available: Energy × Water, Thursday 3 June, 09:00, table 1" in page
    assert "Publish and tell 3 clusters" in page


def test_check_page_counts_what_was_agreed_and_withdrawn_since_and_offers_to_run_again(
    organiser: Client, grid: Grid
) -> None:
    UnplacedMeeting.objects.create(
        version=grid.version, meeting=grid.second, reason={"code": "tables_full"}
    )
    page = grid.address("publish")
    assert "Run again" not in organiser.get(page).text
    late = [RegistrationFactory(edition=grid.edition) for _ in range(2)]
    for registration in late:
        meeting_between(registration, grid.water)
    Meeting.objects.filter(pk=grid.first.pk).update(is_cancelled=True)
    shown = organiser.get(page).text
    assert "2 meetings were agreed on since this draft was made" in shown
    assert "1 meeting of this draft was withdrawn or cancelled since." in shown
    assert "3 agreed meetings have no place." in shown
    [form] = re.findall(r'<form[^>]*action="([^"]*/runs/)">(.*?)</form>', shown, re.DOTALL)
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[1]))
    assert sent["goes_on"] == "on"
    organiser.post(form[0], sent)
    [run] = ScheduleRun.objects.filter(edition=grid.edition)
    assert run.limit_seconds == 30
    assert "Run again" not in other(StaffFactory).get(page).text
    Edition.objects.update(state="finished")
    assert "Run again" not in organiser.get(page).text


def test_check_page_says_that_what_was_not_told_yet_goes_along(
    organiser: Client, grid: Grid
) -> None:
    assert "goes along" not in organiser.get(grid.address("publish")).text
    Edition.objects.update(venue="Hall")
    shown = organiser.get(grid.address("publish")).text
    assert "What was not told yet goes along: venue changed." in " ".join(shown.split())


def test_publishing_replaces_and_a_stale_page_is_refused(organiser: Client, grid: Grid) -> None:
    stale = organiser.post(grid.address("publish"), {"revision": 4})
    assert stale.status_code == 409
    answer = organiser.post(grid.address("publish"), {"revision": 0})
    assert (answer.status_code, answer.headers["Location"]) == (302, grid.page)
    grid.version.refresh_from_db()
    assert grid.version.state == "published"


@pytest.mark.parametrize(
    ("edition_state", "version_state", "words"),
    [
        ("finished", "draft", "until the event is over"),
        ("registration_open", "draft", "once requests are open"),
        ("requests_open", "set_aside", "Only the draft is published"),
    ],
)
def test_page_and_act_agree_on_what_can_be_published(
    organiser: Client, grid: Grid, edition_state: str, version_state: str, words: str
) -> None:
    offered = organiser.get(grid.address("publish")).content.decode()
    assert "Keep as draft" in offered
    Edition.objects.update(state=edition_state)
    aside = timezone.now() if version_state == "set_aside" else None
    ScheduleVersion.objects.update(state=version_state, set_aside_at=aside)
    shown = organiser.get(grid.address("publish")).content.decode()
    assert "Keep as draft" not in shown
    assert words in shown
    answer = organiser.post(grid.address("publish"), {"revision": 0})
    assert answer.status_code == 409
    assert words in answer.content.decode()


def test_number_of_queries_does_not_grow_with_the_meetings(organiser: Client, grid: Grid) -> None:
    pages = [grid.page, f"{grid.page}?moving={grid.second.pk}", grid.address("publish")]
    few = [queries_of(organiser, page) for page in pages]
    for row in (1, 2):
        one, another = (RegistrationFactory(edition=grid.edition) for _ in range(2))
        placed(grid.version, meeting_between(one, another), grid.slots[row], grid.tables[1])
        meeting_between(one, grid.water)
    assert [queries_of(organiser, page) for page in pages] == few


def test_the_second_organisers_move_of_one_meeting_is_told_in_words(
    organiser: Client, grid: Grid
) -> None:
    organiser.post(grid.address("move"), grid.to(grid.first, 1, 0) | {"revision": 0})
    answer = organiser.post(grid.address("move"), grid.to(grid.first, 2, 0) | {"revision": 0})
    assert answer.status_code == 409
    assert "This meeting was changed after you opened this page." in answer.content.decode()
    assert grid.where(grid.first) == (grid.slots[1].pk, grid.tables[0].pk)


def test_a_second_click_is_no_second_act(organiser: Client, grid: Grid) -> None:
    sent = grid.to(grid.first, 1, 0)
    organiser.post(grid.address("move"), sent)
    again = organiser.post(grid.address("move"), sent | {"meeting": ""}, headers=HTMX)
    assert again.status_code == 302
    assert ScheduleEdit.objects.count() == 1


def test_a_meeting_gets_the_first_place_that_is_free(organiser: Client, grid: Grid) -> None:
    sent = grid.change(grid.second)
    organiser.post(grid.address("first-place"), sent)
    assert grid.where(grid.second) == (grid.slots[1].pk, grid.tables[0].pk)


def test_a_meeting_without_a_free_place_is_told_so(organiser: Client, grid: Grid) -> None:
    for slot in grid.slots:
        Unavailability.objects.create(
            edition=grid.edition, registration=grid.aero, period=slot.period
        )
    sent = grid.change(grid.second)
    answer = organiser.post(grid.address("first-place"), sent)
    assert answer.status_code == 409
    assert "At no time to come" in answer.content.decode()


def test_swap_and_redo_are_offered_and_said(organiser: Client, grid: Grid) -> None:
    organiser.post(grid.address("place"), grid.to(grid.second, 1, 1))
    page = organiser.get(grid.page, {"moving": grid.first.pk}).content.decode()
    assert f'form="swap" name="other" value="{grid.second.pk}"' in page
    sent = grid.change(grid.first) | {"other": grid.second.pk}
    said = organiser.post(grid.address("swap"), sent, follow=True).content.decode()
    assert "Swapped Energy × Water and Aero × Water." in said
    assert grid.where(grid.first) == (grid.slots[1].pk, grid.tables[1].pk)
    edit = ScheduleEdit.objects.latest("number")
    undone = organiser.post(grid.address("undo"), {"edit": edit.number}, follow=True)
    assert ">Redo</button>" in undone.content.decode()
    organiser.post(grid.address("redo"), {"edit": edit.number})
    assert grid.where(grid.first) == (grid.slots[1].pk, grid.tables[1].pk)


@pytest.mark.parametrize("name", ["organise-what-if", "organise-fairness", "organise-runs"])
def test_a_draft_is_discarded_wherever_it_is_shown(
    organiser: Client, grid: Grid, name: str
) -> None:
    page = reverse(name, args=["event"])
    run = ScheduleRunFactory(edition=grid.edition, number=7, state="done", finished_at=MORNING)
    ScheduleVersion.objects.update(run=run)
    shown = f"{page}7/" if name == "organise-runs" else page
    assert "Discard draft 1" in organiser.get(shown).text
    answer = organiser.post(grid.address("discard"), {"revision": 0, "page": name})
    assert answer.headers["Location"] == page
    assert "Discard draft 1" not in organiser.get(shown).text
    grid.version.refresh_from_db()
    assert grid.version.state == "set_aside"


@pytest.mark.parametrize("name", ["publish", "not-placed"])
def test_a_page_about_one_draft_discards_it_and_leads_to_the_schedule(
    organiser: Client, grid: Grid, name: str
) -> None:
    page = grid.address(name)
    assert "Discard draft 1" not in other(StaffFactory).get(page).text
    sent = re.findall(
        r'name="(revision|page)" value="([^"]*)"', organiser.get(page).text.split("/discard/")[1]
    )
    answer = organiser.post(grid.address("discard"), dict(sent))
    assert answer.headers["Location"] == grid.page
    grid.version.refresh_from_db()
    assert grid.version.state == "set_aside"
    assert "Discard draft 1" not in organiser.get(page).text


class TestAPageThatTheBrowserKept:
    """One key stands on each page of the grid, and Back shows the page with it again."""

    def test_another_act_under_its_key_is_done_too(self, organiser: Client, grid: Grid) -> None:
        sent = grid.to(grid.first, 1, 0)
        organiser.post(grid.address("move"), sent)
        placed_next = grid.to(grid.second, 2, 1) | {"idempotency_key": sent["idempotency_key"]}
        for _ in range(2):
            answer = organiser.post(grid.address("place"), placed_next, follow=True)
            assert "Placed Aero × Water" in answer.content.decode()
        assert grid.where(grid.second) == (grid.slots[2].pk, grid.tables[1].pk)
        assert ScheduleEdit.objects.count() == 2

    def test_what_was_undone_since_is_not_told_as_done(self, organiser: Client, grid: Grid) -> None:
        sent = grid.to(grid.first, 1, 0) | {"revision": 0}
        organiser.post(grid.address("move"), sent)
        organiser.post(grid.address("undo"), {"edit": 1})
        answer = organiser.post(grid.address("move"), sent)
        assert answer.status_code == 409
        assert "This meeting was changed after you opened this page." in answer.content.decode()

    def test_a_lock_that_was_taken_off_since_is_not_told_as_on(
        self, organiser: Client, grid: Grid
    ) -> None:
        sent = grid.change(grid.first)
        organiser.post(grid.address("lock"), sent)
        unlocking = grid.change(grid.first)
        organiser.post(grid.address("unlock"), unlocking)
        assert organiser.post(grid.address("lock"), sent).status_code == 409

    def test_the_first_free_place_is_given_once(self, organiser: Client, grid: Grid) -> None:
        sent = grid.change(grid.second)
        for _ in range(2):
            organiser.post(grid.address("first-place"), sent)
        assert grid.where(grid.second) == (grid.slots[1].pk, grid.tables[0].pk)
        assert ScheduleEdit.objects.count() == 1
