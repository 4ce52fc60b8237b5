"""The schedule by keyboard alone: arrows reach every place, letters act, the focus stays."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from clusters.models import Organisation
from events.models import Edition, Registration
from matchmaking.models import Meeting, Placement, ScheduleVersion, Slot, Table
from tests.browser.people import Person, person
from tests.factories.clusters import ClusterFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import (
    ScheduleVersionFactory,
    meeting_between,
    placed,
    tables,
    window_with_slots,
)
from tests.faults.site import Site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.processes,
    pytest.mark.django_db(transaction=True),
]

# So many times slower than it is.
SLOW = 30

# The page that the key was pressed on bears a mark; one that is loaded anew has none.
ESCAPE_WITH_THE_ANSWER = """() => document.addEventListener("htmx:afterSwap", () => {
  document.body.dataset.pressed = "";
  const escape = new KeyboardEvent("keydown", {key: "Escape", bubbles: true});
  document.activeElement.dispatchEvent(escape);
}, {once: true})"""


class Hall:
    """Fourteen tables, three times: Water meets Energy at the first place and Aero meets Sun next
    to them; Water meets Aero at the second time.
    """

    def __init__(self) -> None:
        self.edition: Edition = EditionFactory(slug="event")
        water, energy, aero, sun = (
            RegistrationFactory(edition=self.edition, cluster=ClusterFactory(name=name))
            for name in ("Water", "Energy", "Aero", "Sun")
        )
        self.slots: list[Slot] = window_with_slots(self.edition, slots=3)
        self.tables: list[Table] = tables(self.edition, 14)
        self.version: ScheduleVersion = ScheduleVersionFactory(edition=self.edition, number=1)
        self.first = self._meeting(water, energy, 0, 0)
        self.beside = self._meeting(aero, sun, 0, 1)
        self.below = self._meeting(water, aero, 1, 0)
        assert isinstance(self.edition.owner, Organisation)
        person("olga@example.org", self.edition.owner)

    def _meeting(self, one: object, another: object, slot: int, table: int) -> Meeting:
        meeting = meeting_between(one, another)  # type: ignore[arg-type]
        placed(self.version, meeting, self.slots[slot], self.tables[table])
        return meeting

    def go_online(self) -> None:
        """The same meetings at the same times, all online."""
        Edition.objects.update(meets_online=True, online_pattern="https://meet.example/{secret}")
        Registration.objects.update(takes_part=Registration.TakesPart.ONLINE)
        Placement.objects.all().delete()
        for meeting, slot in ((self.first, 0), (self.beside, 0), (self.below, 1)):
            placed(self.version, meeting, self.slots[slot], None)

    def where(self, meeting: Meeting) -> tuple[int, int]:
        row = Placement.objects.get(version=self.version, meeting=meeting)
        slots, desks = [slot.pk for slot in self.slots], [table.pk for table in self.tables]
        return slots.index(row.slot_id), desks.index(row.table_id or 0)

    def at(self, page: Page, slot: int, table: int) -> Locator:
        return page.locator(f'[data-place="{self.slots[slot].pk}-{self.tables[table].pk}"]')


@pytest.fixture
def hall(transactional_db: None) -> Hall:
    return Hall()


@pytest.fixture
def board(browser: Browser, site: Site, hall: Hall) -> Page:
    """The schedule, with the focus on its first meeting."""
    site.environment |= {"UNCOLLECTED_STATIC": "1", "DEMO": "1"}
    site.start_web()
    page = Person(browser, site.address, "olga@example.org").page
    page.goto(f"{site.address}/organise/event/schedule/1/")
    card(page, hall.first).focus()
    return page


def card(page: Page, meeting: Meeting) -> Locator:
    return page.locator(f"#m-{meeting.pk}")


def test_arrows_reach_every_place_and_letters_act_on_the_focused_meeting(
    board: Page, hall: Hall
) -> None:
    arrows(board, hall)
    board.keyboard.press("l")
    expect(card(board, hall.first)).to_contain_text("Locked")
    expect(card(board, hall.first)).to_be_focused()
    board.keyboard.press("l")
    expect(card(board, hall.first)).not_to_contain_text("Locked")
    expect(card(board, hall.first)).to_be_focused()
    busy_places(board, hall)
    swap(board, hall)
    move(board, hall)


def test_meetings_online_are_reached_and_acted_on_as_those_at_tables(
    browser: Browser, site: Site, hall: Hall
) -> None:
    hall.go_online()
    site.environment |= {"UNCOLLECTED_STATIC": "1", "DEMO": "1"}
    site.start_web()
    page = Person(browser, site.address, "olga@example.org").page
    page.goto(f"{site.address}/organise/event/schedule/1/?view=online")
    first, second = (page.locator("[data-meeting]").nth(number) for number in (0, 1))
    names = [first.get_attribute("id"), second.get_attribute("id")]
    assert set(names) == {f"m-{hall.first.pk}", f"m-{hall.beside.pk}"}
    first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(f"#{names[1]}")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(card(page, hall.below)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator(f"#{names[1]}")).to_be_focused()
    page.keyboard.press("l")
    expect(page.locator(f"#{names[1]}")).to_contain_text("Locked")
    expect(page.locator(f"#{names[1]}")).to_be_focused()
    page.keyboard.press("m")
    expect(page.locator(f"#{names[1]}")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    expect(page.locator(f"#{names[1]}")).to_be_focused()


def test_a_key_in_the_moment_of_the_answer_does_not_load_the_page_anew(
    board: Page, hall: Hall
) -> None:
    board.evaluate(ESCAPE_WITH_THE_ANSWER)
    board.keyboard.press("m")
    expect(board.locator("[data-cancel]")).to_have_count(0)
    expect(card(board, hall.first)).to_be_focused()
    expect(board.locator("[data-pressed]")).to_have_count(1)


def arrows(board: Page, hall: Hall) -> None:
    """To a meeting, to an empty place, and back; no further than the tables that are shown."""
    board.keyboard.press("ArrowRight")
    expect(card(board, hall.beside)).to_be_focused()
    board.keyboard.press("ArrowDown")
    expect(hall.at(board, 1, 1)).to_be_focused()
    board.keyboard.press("End")
    expect(hall.at(board, 1, 6)).to_be_focused()
    expect(hall.at(board, 1, 7)).to_have_count(0)
    board.keyboard.press("Home")
    expect(card(board, hall.below)).to_be_focused()
    board.keyboard.press("ArrowUp")
    expect(card(board, hall.first)).to_be_focused()


def busy_places(board: Page, hall: Hall) -> None:
    """M shows where it may go; a busy place is reached and says why; Esc leaves the focus."""
    board.keyboard.press("m")
    expect(board.get_by_role("status")).to_contain_text("Choose a free place")
    expect(card(board, hall.first)).to_be_focused()
    board.keyboard.press("ArrowDown")
    board.keyboard.press("ArrowRight")
    expect(hall.at(board, 1, 1)).to_be_focused()
    expect(hall.at(board, 1, 1)).to_have_text("Water is busy")
    board.keyboard.press("Escape")
    expect(board.get_by_text("Choose a free place")).to_have_count(0)
    expect(card(board, hall.first)).to_be_focused()


def swap(board: Page, hall: Hall) -> None:
    """On a slow machine, whose keys come before htmx has taken over what the last one brought."""
    machine = board.context.new_cdp_session(board)
    machine.send("Emulation.setCPUThrottlingRate", {"rate": SLOW})
    board.keyboard.press("m")
    expect(card(board, hall.first)).to_have_attribute("aria-pressed", "true")
    board.keyboard.press("ArrowRight")
    board.keyboard.press("s")
    expect(board.get_by_text(re.compile("^Swapped "))).to_be_visible()
    expect(card(board, hall.beside)).to_be_focused()
    assert (hall.where(hall.first), hall.where(hall.beside)) == ((0, 1), (0, 0))
    machine.send("Emulation.setCPUThrottlingRate", {"rate": 1})


def move(board: Page, hall: Hall) -> None:
    """Enter on a free place; the focus is with the meeting there."""
    card(board, hall.first).focus()
    board.keyboard.press("m")
    expect(card(board, hall.first)).to_have_attribute("aria-pressed", "true")
    board.keyboard.press("ArrowDown")
    board.keyboard.press("ArrowDown")
    board.keyboard.press("Enter")
    expect(hall.at(board, 2, 1).locator("button")).to_contain_text("Water")
    expect(card(board, hall.first)).to_be_focused()
    assert hall.where(hall.first) == (2, 1)
