"""From publication to the evening before: what clusters and the organiser still do, in Chromium.

Ana acts by the keyboard alone, Ben's browser runs no scripts, Elsa is a delegate. Web, worker and
beat are real.
"""

import csv
import io
import re
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import Browser, Locator, Page, expect

from accounts.models import User
from accounts.queries import written_mails
from events.models import Registration
from matchmaking.models import (
    Meeting,
    MeetingRequest,
    ScheduleEdit,
)
from notifications.models import OutboxMessage
from tests.browser.evening.event import SILK, STEEL, WATER, Evening
from tests.browser.people import Person
from tests.factories.delegates import asked
from tests.faults.site import Site
from tests.support.waiting import until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.processes,
    pytest.mark.django_db(transaction=True),
]

TOKEN = "elsas-invitation"
# So often Tab is pressed at most before a thing counts as out of the keyboard's reach.
FAR = 150


@pytest.fixture
def evening(transactional_db: None) -> Evening:
    evening = Evening.begin()
    dora = User.objects.get(email="dora@example.org")
    asked(evening.elsa, dora, token=TOKEN, email="elsa@example.org")
    return evening


@pytest.fixture
def unhurried(site: Site) -> None:
    """What clusters do is told after a while, as on any site: until then it can be undone."""
    site.environment["QUIET_SECONDS"] = "300"


@pytest.mark.usefixtures("unhurried")
def test_what_happens_between_publication_and_the_event(
    browser: Browser, evening: Evening, live_site: Site
) -> None:
    at = live_site.address
    olga, ana, cleo, elsa = (
        Person(browser, at, f"{name}@example.org") for name in ("olga", "ana", "cleo", "elsa")
    )
    ben = Person(browser, at, "ben@example.org", scripts=False)
    first = evening.meetings[0]

    take_the_account_up(elsa.page, f"{at}/delegate-invitations/{TOKEN}/")
    open_the_meeting_from_the_agenda(ana.page, f"{at}{evening.page(WATER, 'agenda/')}", "Steel")
    write(ana.page, "We bring a membrane.")
    ben.page.goto(f"{at}{evening.page(STEEL, f'meetings/{first.pk}/')}")
    expect(ben.page.locator("main")).to_contain_text("We bring a membrane.")
    show_to_the_organiser(ben.page)

    offer_two_other_times(ana.page)
    accept_the_later(ben.page)
    assert evening.slot_of(first) == 2
    open_the_meeting_from_the_agenda(ana.page, f"{at}{evening.page(WATER, 'agenda/')}", "Steel")
    expect(ana.page.locator("main")).to_contain_text("10:00")

    ask_for_a_free_time(ana.page, f"{at}{evening.page(WATER, 'partners/silk/')}")
    choose_the_time(cleo.page, f"{at}{evening.page(SILK, 'requests/')}")
    agreed = MeetingRequest.objects.get(requester=evening.registrations[WATER], is_instant=True)
    assert evening.slot_of(Meeting.objects.get(request=agreed)) == 1

    cancel_and_take_up(ben.page, f"{at}{evening.page(STEEL, f'meetings/{first.pk}/')}")
    assert Meeting.objects.get(pk=first.pk).cancelled_at is None

    read_what_is_shown(olga.page, f"{at}/organise/evening/meetings/{first.pk}/")
    move_by_hand(olga.page, f"{at}/organise/evening/schedule/")
    see_it_moved(elsa.page, f"{at}/my/events/evening/")
    write_to_several(olga.page, f"{at}/organise/evening/messages/several/new/")
    take_a_table_along(olga.page, f"{at}/organise/evening/export/")
    enter_a_list(olga.page, f"{at}/organise/evening/import/")

    subscribe(ana.page, at, browser)
    # What was cancelled was taken up: that undoes its edit and is none itself.
    edits = ScheduleEdit.objects.filter(version=evening.version).order_by("number")
    assert [edit.kind for edit in edits] == ["moved", "placed", "cancelled", "moved"]
    whoever_is_told(live_site)
    everybody = (olga, ana, ben, cleo, elsa)
    assert [words for somebody in everybody for words in somebody.complaints] == []


def take_the_account_up(elsa: Page, invitation: str) -> None:
    """Her agenda has her meeting alone; its page says with whom."""
    elsa.goto(invitation)
    elsa.get_by_role("button", name="Accept the invitation").click()
    expect(elsa.get_by_role("heading", level=1)).to_contain_text("Elsa")
    expect(elsa.locator("main")).not_to_contain_text("Steel")
    expect(elsa.locator("main")).to_contain_text("09:00")
    elsa.locator("main").get_by_role("link", name="Silk", exact=True).first.click()
    expect(elsa.locator("main p.next")).to_contain_text("09:00")


def see_it_moved(elsa: Page, agenda: str) -> None:
    elsa.goto(agenda)
    elsa.locator("main").get_by_role("link", name="Silk", exact=True).first.click()
    expect(elsa.locator("main p.next")).to_contain_text("Table")
    expect(elsa.locator("main p.next")).not_to_contain_text("09:00")


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    """Go there by Tab from the top of the page, and press a key."""
    expect(target).to_be_visible()
    page.locator("body").press("Home")
    for _step in range(FAR):
        if target.evaluate("one => one === document.activeElement"):
            page.keyboard.press(key)
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{target} is not reached by Tab")


def open_the_meeting_from_the_agenda(ana: Page, agenda: str, other: str) -> None:
    ana.goto(agenda)
    press(ana, ana.locator("main").get_by_role("link", name=other, exact=True).first)
    expect(ana.get_by_role("heading", level=1)).to_contain_text(other)


def write(ana: Page, words: str) -> None:
    press(ana, ana.get_by_role("textbox", name="Message"), "End")
    ana.keyboard.type(words)
    press(ana, ana.get_by_role("button", name="Send the message"))
    expect(ana.locator("main")).to_contain_text(words)


def show_to_the_organiser(ben: Page) -> None:
    ben.get_by_role("button", name="Show this to the organiser").click()
    expect(ben.get_by_role("button", name="Hide this from the organiser")).to_be_visible()


def offer_two_other_times(ana: Page) -> None:
    press(ana, ana.get_by_role("link", name="Ask for another time"))
    for time in ("09:30", "10:00"):
        press(ana, ana.get_by_label(re.compile(time)), "Space")
    press(ana, ana.get_by_role("button", name="Offer these times"))
    expect(ana.get_by_role("heading", name="You offer another time")).to_be_visible()


def accept_the_later(ben: Page) -> None:
    ben.reload()
    expect(ben.get_by_role("heading", name="Water asks for another time")).to_be_visible()
    ben.get_by_label(re.compile("10:00")).check()
    ben.get_by_role("button", name="Accept this time").click()
    expect(ben.get_by_role("heading", name="Water asks for another time")).to_have_count(0)
    expect(ben.locator("main")).to_contain_text("10:00")


def ask_for_a_free_time(ana: Page, partner: str) -> None:
    ana.goto(partner)
    press(ana, ana.get_by_role("link", name="See the free times"))
    press(ana, ana.get_by_label(re.compile("09:30")), "Space")
    press(ana, ana.get_by_role("button", name="Ask for these times"))
    expect(ana.locator("main")).to_contain_text("Silk")


def choose_the_time(cleo: Page, requests: str) -> None:
    cleo.goto(requests)
    cleo.get_by_role("link", name="Choose a time").first.click()
    cleo.get_by_label(re.compile("09:30")).check()
    cleo.get_by_role("button", name="Accept this time").click()
    expect(cleo.locator("main")).to_contain_text("Both sides get the calendar entry.")


def cancel_and_take_up(ben: Page, meeting: str) -> None:
    ben.goto(meeting)
    ben.locator("summary", has_text="Cancel this meeting").click()
    ben.get_by_label("Why you cancel").fill("Our train is late.")
    ben.get_by_role("button", name="Cancel and tell them").click()
    expect(ben.get_by_text("You have cancelled this meeting.")).to_be_visible()
    ben.get_by_role("button", name="Undo: it takes place").click()
    expect(ben.locator("summary", has_text="Cancel this meeting")).to_be_visible()
    expect(ben.get_by_text("You have cancelled this meeting.")).to_have_count(0)


def read_what_is_shown(olga: Page, meeting: str) -> None:
    olga.goto(meeting)
    expect(olga.locator("main")).to_contain_text("We bring a membrane.")


def move_by_hand(olga: Page, schedule: str) -> None:
    """The published schedule is changed in place and those concerned are told."""
    olga.goto(schedule)
    olga.get_by_role("link", name="Move single meetings").click()
    olga.locator("button.m", has_text="Sun").first.press("Enter")
    olga.locator("button.slot.ok").last.press("Enter")
    expect(olga.locator("button.m", has_text="Moved by hand")).to_have_count(1)
    olga.locator("main").get_by_role("link", name="Tell them").first.click()
    olga.get_by_role("button", name=re.compile("^Tell ")).click()
    expect(olga.locator("main")).not_to_contain_text("Moved by hand")


def write_to_several(olga: Page, page: str) -> None:
    olga.goto(page)
    olga.locator("textarea").fill("Coffee is in the hall.")
    olga.get_by_role("button", name="Look at it first").click()
    expect(olga.locator("blockquote")).to_contain_text("Coffee is in the hall.")
    olga.get_by_role("button", name="Send to 4 clusters").click()
    expect(olga.locator("main")).to_contain_text("Coffee is in the hall.")


def take_a_table_along(olga: Page, export: str) -> None:
    olga.goto(export)
    olga.get_by_role("link", name="Meetings", exact=True).click()
    with olga.expect_download() as download:
        olga.get_by_role("button", name="Export", exact=True).click()
    content = download.value.path().read_bytes()
    if download.value.suggested_filename.endswith(".xlsx"):
        rows = list(load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True))
    else:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    said = " ".join(str(cell) for row in rows for cell in row)
    assert "Water" in said
    assert "Silk" in said


def enter_a_list(olga: Page, page: str) -> None:
    """A delegate of Steel, from a list: looked at first, then entered."""
    olga.goto(page)
    olga.locator("input[type=file]").set_input_files(
        {"name": "who.csv", "mimeType": "text/csv", "buffer": b"Cluster,Name\nSteel,Noa Far\n"}
    )
    olga.get_by_role("button", name="Look at it first").click()
    expect(olga.locator("main")).to_contain_text("Nothing of this list is stored yet.")
    assert not Registration.objects.filter(delegates__name="Noa Far").exists()
    olga.get_by_role("button", name="Import", exact=True).click()
    found = Registration.objects.filter(delegates__name="Noa Far")
    until(found.exists, "the list to be entered")
    assert found.get().cluster.name == "Steel"


def subscribe(ana: Page, at: str, browser: Browser) -> None:
    ana.goto(f"{at}/my/calendars/")
    press(ana, ana.get_by_role("button", name="Make an address", exact=True))
    address = urlsplit(ana.get_by_label("Address").first.input_value()).path
    calendar = browser.new_context().request.get(f"{at}{address}").text()
    assert calendar.count("BEGIN:VEVENT") >= 2
    assert "Silk" in calendar


def whoever_is_told(site: Site) -> None:
    """What is due has gone out, nothing failed; both sides of a move are told of it."""
    waiting = OutboxMessage.objects.filter(state="queued")
    until(lambda: not waiting.filter(due_at__lte=timezone.now()).exists(), "the outbox")
    assert not OutboxMessage.objects.filter(state="failed").exists()
    told = {mail.to for mail in written_mails(site.mail) if mail.calendar}
    assert {"cleo@example.org", "dora@example.org", "elsa@example.org"} <= told
    [mail] = [mail for mail in written_mails(site.mail) if mail.to == "elsa@example.org"]
    assert "Moved: Silk, from" in mail.body
    assert mail.calendar.count("BEGIN:VEVENT") == 1
