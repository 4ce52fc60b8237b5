"""The whole story in Chromium: from registering an edition to the printed agenda.

Web, worker and beat are real processes; people sign in through pages of their own.
"""

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.queries import written_mails
from clusters.models import Organisation, Region
from events.models import Edition
from matchmaking.models import ScheduleRun
from notifications.models import OutboxMessage
from tests.browser.people import SLOWEST, Person, person
from tests.factories.clusters import ClusterFactory, OrganisationFactory
from tests.faults.site import Site
from tests.support.waiting import until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.processes,
    pytest.mark.django_db(transaction=True),
]

ADDRESS = "/organise/lombardy-greets-catalonia-2094/"


@pytest.fixture
def clusters() -> dict[str, Organisation]:
    """Four clusters of two regions with their managers, and a body that organises."""
    call_command("load_register", verbosity=0)
    catalonia, lombardy = Region.objects.get(code="ES51"), Region.objects.get(code="ITC4")
    homes = {"Water": catalonia, "Photonics": catalonia, "Steel": lombardy, "Silk": lombardy}
    made: dict[str, Organisation] = {
        name: ClusterFactory(name=f"{name} Cluster", slug=f"{name.lower()}-cluster", region=region)
        for name, region in homes.items()
    }
    agency = OrganisationFactory(name="Agency of Catalonia", region=catalonia)
    person("olga@example.org", agency)
    person("ana@example.org", made["Water"])
    person("ben@example.org", made["Steel"])
    person("cleo@example.org", made["Silk"], made["Photonics"])
    return made


@pytest.mark.usefixtures("clusters")
def test_from_a_new_edition_to_the_printed_agenda(
    live_site: Site, browser: Browser, tmp_path: Path
) -> None:
    at = live_site.address
    names = ("olga", "ana", "ben", "cleo")
    people = [Person(browser, at, f"{name}@example.org") for name in names]
    olga, ana, ben, cleo = (somebody.page for somebody in people)
    register_an_edition(olga)
    write_the_programme(olga)
    set_times_and_tables(olga)
    # The question before saving is a 409, which the browser takes for a complaint.
    assert ["409" in words for words in people[0].complaints] == [True]
    people[0].complaints.clear()
    open_next(olga, "Open registration")

    write_profile(ana, at)
    register_a_delegation(ana, at, "water-cluster")
    register_a_delegation(ben, at, "steel-cluster")
    register_a_delegation(cleo, at, "silk-cluster")
    register_a_delegation(cleo, at, "photonics-cluster")
    agree_to_speak(cleo, at)
    approve_everybody(olga)
    open_next(olga, "Open requests")

    say_when_unavailable(ana, at)
    ask(ana, at, "water-cluster", "Steel Cluster", must=True)
    ask(ana, at, "water-cluster", "Silk Cluster")
    ask(ben, at, "steel-cluster", "Photonics Cluster")
    ask(ben, at, "steel-cluster", "Silk Cluster")
    accept(ben, at, "steel-cluster", "Water Cluster")
    accept(cleo, at, "silk-cluster", "Water Cluster")
    accept(cleo, at, "photonics-cluster", "Steel Cluster")
    decline(cleo, at, "silk-cluster", "Steel Cluster")

    schedule(olga)
    assert ScheduleRun.objects.get().state == ScheduleRun.State.DONE
    move_and_undo(olga)
    publish(olga)
    everybody_is_told(live_site)

    read_the_agenda(ana, at, tmp_path)
    visit(browser, at)
    assert_web_without_solver(live_site)
    assert [words for somebody in people for words in somebody.complaints] == []


def register_an_edition(olga: Page) -> None:
    olga.get_by_role("link", name="Create an event").click()
    olga.get_by_label("Name", exact=True).fill("Lombardy greets Catalonia")
    find(olga, "host_region", "Catalonia")
    find(olga, "guest_regions", "Lombardy")
    olga.locator("[name=starts_on]").fill("2094-06-03")
    olga.locator("[name=ends_on]").fill("2094-06-04")
    olga.locator("[name=venue]").fill("World Trade Center")
    olga.locator("[name=city]").fill("Barcelona")
    olga.locator("[name=capacity]").fill("10")
    olga.get_by_role("button", name="Create event").click()
    olga.wait_for_url(f"**{ADDRESS}")
    expect(olga.get_by_role("heading", level=1)).to_have_text("Lombardy greets Catalonia")


def find(page: Page, field: str, name: str) -> None:
    """Choose by typing: the list follows."""
    page.locator(f"[name='{field}-words']").fill(name)
    page.locator(f"#id_{field}_found").get_by_label(name).first.check()


def write_the_programme(olga: Page) -> None:
    """Silk gives a talk at the time of the first slot, which binds it."""
    olga.get_by_role("link", name="Programme", exact=True).first.click()
    olga.get_by_role("link", name=re.compile("Add a session")).first.click()
    olga.locator("[name=title]").fill("Silk in medicine")
    olga.locator("[name=day]").select_option("2094-06-03")
    olga.locator("[name=start]").fill("09:30")
    olga.locator("[name=end]").fill("10:00")
    find(olga, "speaker-0-organisation", "Silk Cluster")
    olga.get_by_role("button", name="Save session").click()
    expect(olga.get_by_text("Silk in medicine").first).to_be_visible()


def set_times_and_tables(olga: Page) -> None:
    olga.get_by_role("link", name="Tables and times").first.click()
    for name, value in {
        "window-0-name": "Morning",
        "window-0-start": "09:30",
        "window-0-end": "12:00",
        "window-0-slot_minutes": "25",
        "window-0-changeover_minutes": "5",
        "pause-0-title": "Coffee",
        "pause-0-start": "10:25",
        "pause-0-end": "11:00",
        "room-0-room": "Hall",
        "room-0-tables": "3",  # so that whoever meets may move to another one
    }.items():
        olga.locator(f"[name={name}]").fill(value)
    # The line is drawn again as the rows change, before anything is saved.
    expect(olga.locator("#places")).to_contain_text("12 places")
    olga.get_by_role("button", name="Save tables and times").click()
    expect(olga.get_by_role("alert")).to_contain_text("Silk in medicine")
    olga.get_by_role("button", name="Save anyway").click()
    expect(olga.get_by_role("alert")).to_have_count(0)
    expect(olga.locator("#places")).to_contain_text("12 places on 1 day")


def open_next(olga: Page, verb: str) -> None:
    olga.get_by_role("link", name="Overview").first.click()
    olga.get_by_role("button", name=verb).click()
    expect(olga.get_by_role("button", name=verb)).to_have_count(0)


def write_profile(ana: Page, at: str) -> None:
    ana.goto(f"{at}/my/clusters/water-cluster/profile/")
    ana.get_by_role("textbox", name="Offer", exact=False).first.fill("Water reuse in steel")
    ana.get_by_role("textbox", name="Need", exact=False).first.fill("Membranes")
    ana.get_by_label("In one sentence").fill("We reuse water in industry.")
    ana.get_by_role("button", name="Save profile").click()
    expect(ana.get_by_text("Profile saved")).to_be_visible()


def register_a_delegation(page: Page, at: str, cluster: str) -> None:
    page.goto(f"{at}/editions/lombardy-greets-catalonia-2094/register/")
    choice = page.locator("select[name=cluster]")
    if choice.count():
        choice.select_option(cluster)
    page.locator("[name$='-0-name']").first.fill(f"Delegate of {cluster}")
    page.get_by_role("button", name="Register the cluster").click()
    page.wait_for_url("**/next/")


def agree_to_speak(cleo: Page, at: str) -> None:
    cleo.goto(f"{at}/my/")
    cleo.get_by_role("link", name="Answer", exact=True).first.click()
    expect(cleo.get_by_text("names Silk Cluster as speaker")).to_be_visible()
    cleo.get_by_role("button", name=re.compile("^Accept")).click()
    expect(cleo.get_by_text("Accepted. The organiser is told.")).to_be_visible()


def approve_everybody(olga: Page) -> None:
    olga.get_by_role("link", name="Registrations").first.click()
    boxes = olga.get_by_role("checkbox", name=re.compile("^Choose "))
    expect(boxes).to_have_count(4)
    for box in boxes.all():
        box.check()
    olga.get_by_role("button", name="Approve chosen").click()
    expect(olga.locator(".done")).to_contain_text("4 approved")


def say_when_unavailable(ana: Page, at: str) -> None:
    ana.goto(f"{at}/meet/lombardy-greets-catalonia-2094/water-cluster/availability/")
    ana.get_by_role("checkbox").last.uncheck()
    ana.get_by_role("button", name="Save times").last.click()
    expect(ana.get_by_text("3 of 4 times")).to_be_visible()


def ask(page: Page, at: str, ours: str, theirs: str, *, must: bool = False) -> None:
    page.goto(f"{at}/meet/lombardy-greets-catalonia-2094/{ours}/partners/")
    page.get_by_role("link", name=theirs, exact=True).first.click()
    if must:
        page.locator("[name=priority][value='10']").check()
    page.get_by_label("Message").fill("Shall we meet?")
    page.get_by_role("button", name="Ask to meet").click()
    expect(page.locator("main")).to_contain_text(theirs)


def accept(page: Page, at: str, ours: str, theirs: str) -> None:
    page.goto(f"{at}/meet/lombardy-greets-catalonia-2094/{ours}/requests/")
    expect(page.get_by_text("Shall we meet?").first).to_be_visible()
    page.get_by_role("button", name=f"Accept {theirs}").click()
    expect(page.locator(".done", has_text=theirs).first).to_contain_text("Accepted")


def decline(page: Page, at: str, ours: str, theirs: str) -> None:
    page.goto(f"{at}/meet/lombardy-greets-catalonia-2094/{ours}/requests/")
    page.locator("summary", has_text="Decline").first.click()
    page.get_by_label("Reason").first.fill("Another year.")
    page.get_by_role("button", name=f"Decline request of {theirs}").click()
    expect(page.locator(".done", has_text=theirs).first).to_contain_text("Declined")


def schedule(olga: Page) -> None:
    olga.get_by_role("link", name="Schedule", exact=True).first.click()
    olga.get_by_role("link", name="Run the scheduler").click()
    olga.locator("[name=limit_seconds]").fill("10")
    olga.get_by_role("button", name="Schedule the meetings").click()
    expect(olga.get_by_role("link", name="See draft 1")).to_be_visible()
    expect(olga.locator("#run")).to_contain_text("All 3 meetings are placed.")
    olga.get_by_role("link", name="See draft 1").click()


def move_and_undo(olga: Page) -> None:
    """By keyboard alone: choose a meeting, choose a free place, take it back, lock one."""
    olga.locator("button.m", has_text="Water").first.press("Enter")
    expect(olga.locator("button.m[aria-pressed=true]")).to_be_focused()
    olga.locator("button.slot.ok").first.press("Enter")
    expect(olga.locator("button.m", has_text="Moved by hand")).to_have_count(1)
    olga.get_by_role("button", name="Undo").click()
    expect(olga.locator("button.m", has_text="Moved by hand")).to_have_count(0)
    olga.locator("button.m", has_text="Photonics").first.click()
    olga.get_by_role("button", name="Lock", exact=True).click()
    expect(olga.locator("button.m", has_text="Locked")).to_have_count(1)


def publish(olga: Page) -> None:
    olga.get_by_role("link", name="Check and publish").click()
    expect(olga.get_by_text("First publication")).to_be_visible()
    olga.get_by_role("button", name=re.compile("Publish and tell 4 clusters")).click()
    until(lambda: Edition.objects.filter(is_recorded=False, state="published").exists(), "it")


def everybody_is_told(site: Site) -> None:
    """Nothing is due in the outbox and the mails are written, each with its calendar.

    What gathers news for the organiser may wait.
    """
    waiting = OutboxMessage.objects.filter(state="queued")
    until(lambda: not waiting.filter(due_at__lte=timezone.now()).exists(), "the outbox")
    assert not OutboxMessage.objects.filter(state="failed").exists()
    agendas = [mail for mail in written_mails(site.mail) if mail.calendar]
    # Three people speak for four clusters; each cluster's agenda is a mail.
    assert len(agendas) == 4


def read_the_agenda(ana: Page, at: str, folder: Path) -> None:
    ana.goto(f"{at}/meet/lombardy-greets-catalonia-2094/water-cluster/agenda/")
    agenda = ana.locator("main")
    expect(agenda).to_contain_text("Steel Cluster")
    expect(agenda).to_contain_text("Silk Cluster")
    with ana.expect_download() as download:
        ana.get_by_role("link", name="Add to calendar").click()
    calendar = download.value.path().read_text()
    assert calendar.count("SUMMARY") >= 2
    assert "TZID:Europe/Madrid" in calendar
    ana.get_by_role("link", name="Print").click()
    ana.wait_for_url("**/agenda/?print=1")
    expect(agenda).to_contain_text("Silk Cluster")
    ana.emulate_media(media="print")
    expect(ana.get_by_role("link", name="Sign out")).to_be_hidden()
    sheet = folder / "agenda.pdf"
    sheet.write_bytes(ana.pdf())
    assert sheet.stat().st_size > 5_000


def visit(browser: Browser, at: str) -> None:
    """A visitor finds the edition from the home page and sees who came."""
    page = browser.new_page(locale="en-GB")
    page.set_default_timeout(SLOWEST)
    page.goto(at)
    page.get_by_role("link", name="Lombardy greets Catalonia").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Catalonia")
    expect(page.locator("main")).to_contain_text("Water Cluster")
    expect(page.locator("main")).not_to_contain_text("Delegate of")
    page.close()


def assert_web_without_solver(site: Site) -> None:
    """No web process has OR-Tools in its memory."""
    assert site.web
    mapped = [maps for pid in site.web.members() if (maps := _read(Path(f"/proc/{pid}/maps")))]
    assert mapped
    assert not any(b"ortools" in maps for maps in mapped)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # it ended meanwhile
        return b""
