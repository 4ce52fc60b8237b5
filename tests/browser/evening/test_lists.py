"""What an organiser brings in, takes along, does for clusters and makes again.

By the keyboard alone and without scripts; web, worker and beat are real.
"""

import csv
import io
import zipfile
from uuid import uuid4

import pytest
from openpyxl import Workbook
from playwright.sync_api import Browser, Download, FilePayload, expect

from clusters.models import Organisation
from events.models import Edition, Question, Registration
from matchmaking.models import MeetingRequest
from tests.browser.evening.event import of_two_regions
from tests.browser.evening.hands import Hand, both_ways
from tests.factories.clusters import ClusterFactory
from tests.factories.events import RegistrationFactory
from tests.faults.site import Site
from tests.support.waiting import until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.processes,
    pytest.mark.django_db(transaction=True),
]
EVENT = "/organise/evening/"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def edition(transactional_db: None) -> Edition:
    """Registration is open and asks a question; Water is approved."""
    edition = of_two_regions()
    Question.objects.create(
        edition=edition,
        kind="text",
        words="What do you eat?",
        is_required=True,
        idempotency_key=uuid4(),
    )
    water = Organisation.objects.get(slug="water")
    RegistrationFactory(edition=edition, cluster=water)
    ClusterFactory(name="Mechatronics Catalonia", slug="mechatronics", region=water.region)
    return edition


@both_ways
@pytest.mark.drill
def test_an_organiser_imports_exports_and_acts_for_clusters(
    hand: type[Hand], browser: Browser, edition: Edition, live_site: Site
) -> None:
    ana, olga = (hand(browser, live_site.address, name) for name in ("ana", "olga"))
    import_participants(olga)
    import_nothing_twice(olga)
    import_a_spreadsheet(olga)
    import_delegates(olga)
    open_requests(olga)
    import_requests(olga)
    edit_for_a_cluster(olga)
    ask_for_a_cluster(olga)
    answer_for_a_cluster(olga)
    withdraw_for_a_cluster(olga)
    see_who_did_it(ana)
    keep_to_other_regions(olga, ana)

    export_columns(olga)
    export_the_archive(olga)
    read_the_log(olga)
    copy_the_event(olga)
    assert [*ana.complaints, *olga.complaints] == []


def listed(*rows: str) -> FilePayload:
    content = "\r\n".join(rows).encode()
    return {"name": "list.csv", "mimeType": "text/csv", "buffer": content}


def look_at(olga: Hand, *rows: str) -> None:
    olga.go(f"{EVENT}import/")
    olga.give(olga.field("file"), listed(*rows))
    olga.button("Look at it first")
    olga.sees("Nothing of this list is stored yet.")


def import_it(olga: Hand) -> None:
    """A worker does it, and its page says what it did."""
    olga.button("Import")
    done = olga.page.get_by_role("heading", name="What was imported")

    def is_done() -> bool:
        if not olga.scripts and not done.count():
            olga.page.reload()
        return bool(done.count())

    until(is_done, "the import")


def import_participants(olga: Hand) -> None:
    """A cell that is not read is shown with its row and why; the corrected list is stored."""
    head = "Cluster,Region code,Meetings at a time"
    look_at(olga, head, "Silk,ES51,many", "Steel,ES51,2")
    faults = olga.page.get_by_role("region", name="Cells to look at").get_by_role("cell")
    assert faults.all_inner_texts()[:3] == ["2", "3", "many"]
    look_at(olga, head, "Silk,ES51,1", "Steel,ES51,2")
    expect(olga.page.get_by_role("region", name="Cells to look at")).to_have_count(0)
    import_it(olga)
    assert Registration.objects.get(cluster__name="Steel").most_at_once >= 1
    assert Registration.objects.count() == 3


def import_nothing_twice(olga: Hand) -> None:
    rows = ("Cluster,Region code,Meetings at a time", "Silk,ES51,1", "Steel,ES51,2")
    look_at(olga, *rows)
    olga.sees("2 entries are there already and stay as they are.")
    expect(olga.main.get_by_role("button", name="Import")).to_have_count(0)
    assert Registration.objects.count() == 3


def import_a_spreadsheet(olga: Hand) -> None:
    """Its headings say nothing, so its columns are chosen; a name that is like one is that one."""
    book = Workbook()
    for row in (("Wer", "Woher"), ("Mechatronik Catalonia", "ES51")):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    olga.go(f"{EVENT}import/")
    olga.give(
        olga.field("file"), {"name": "list.xlsx", "mimeType": XLSX, "buffer": content.getvalue()}
    )
    olga.button("Look at it first")
    olga.sees("Say which column has this:")
    olga.choose(olga.field("anew-column-0"), "Cluster")
    olga.choose(olga.field("anew-column-1"), "Region code")
    olga.button("Read it so")
    olga.sees("Names that the register does not have")
    expect(olga.page.get_by_label("It is Mechatronics Catalonia.")).to_be_checked()
    import_it(olga)
    assert Registration.objects.filter(cluster__slug="mechatronics").count() == 1


def import_delegates(olga: Hand) -> None:
    look_at(olga, "Cluster,Name,Job title", "Steel,Noa Far,Engineer")
    import_it(olga)
    assert Registration.objects.get(delegates__name="Noa Far").cluster.name == "Steel"


def open_requests(olga: Hand) -> None:
    olga.go(EVENT)
    olga.button("Open requests")
    assert Edition.objects.get().state == "requests_open"


def import_requests(olga: Hand) -> None:
    rows = ("Cluster,To,Wish", "Steel,Silk,must")
    look_at(olga, *rows)
    import_it(olga)
    asked = MeetingRequest.objects.get()
    assert (asked.requester.cluster.name, asked.weight) == ("Steel", 10)
    look_at(olga, *rows)
    olga.sees("there already and stays as it is")


def edit_for_a_cluster(olga: Hand) -> None:
    registration = Registration.objects.get(cluster__name="Silk")
    olga.go(f"{EVENT}registrations/{registration.pk}/")
    olga.sees("It has not answered what is required:")
    olga.link("Change the registration")
    olga.sees("You change it in the place of the cluster.")
    olga.fill(**{"delegate-0-name": "Sofia"})
    olga.write(olga.page.get_by_label("What do you eat?"), "Bread.")
    olga.button("Save registration")
    olga.sees("Sofia", "Bread.")


def ask_for_a_cluster(olga: Hand) -> None:
    for one, other in (("Silk", "Water"), ("Steel", "Water")):
        olga.go(f"{EVENT}requests/")
        olga.link("Ask for a cluster")
        olga.find("first", one)
        olga.find("second", other)
        olga.fill(message="You should talk.")
        olga.button("Ask for them")


def open_the_request(olga: Hand, requester: str) -> None:
    found = MeetingRequest.objects.get(
        requester__cluster__name=requester, invitee__cluster__name="Water"
    )
    olga.go(f"{EVENT}requests/{found.pk}/")
    olga.sees(f"in the place of {requester}")


def answer_for_a_cluster(olga: Hand) -> None:
    open_the_request(olga, "Silk")
    olga.button("Accept for Water")
    open_the_request(olga, "Steel")
    olga.button("Decline for Water")
    open_the_request(olga, "Steel")
    olga.sees("Declined")


def withdraw_for_a_cluster(olga: Hand) -> None:
    open_the_request(olga, "Silk")
    olga.button("Withdraw for Water")
    open_the_request(olga, "Silk")
    olga.sees("Withdrawn")


def see_who_did_it(ana: Hand) -> None:
    ana.go("/meet/evening/water/requests/?tab=declined")
    ana.sees("The organiser asked you in their place.", "The organiser answered in your place.")


def keep_to_other_regions(olga: Hand, ana: Hand) -> None:
    """Water and the one that came with the spreadsheet are of one region; what is asked stays."""
    ana.go("/meet/evening/water/partners/mechatronics/")
    expect(ana.main.locator("#ask")).to_have_count(1)
    olga.go(f"{EVENT}rules/")
    olga.tick(olga.field("other_regions_only"))
    olga.button("Set the rules")
    olga.follow(olga.main.locator("button[value=keep]"))
    ana.go("/meet/evening/water/partners/mechatronics/")
    ana.sees("these two are of one region")
    expect(ana.main.locator("#ask")).to_have_count(0)


def taken(olga: Hand, words: str, role: str = "button") -> Download:
    with olga.page.expect_download() as download:
        olga.press(olga.named(role, words))
    return download.value


def export_columns(olga: Hand) -> None:
    """The table of registrations without one of its columns, as CSV."""
    olga.go(f"{EVENT}export/?table=registrations")
    boxes = olga.main.locator("[name=columns]:checked")
    left_out: str = boxes.last.evaluate("box => box.labels[0].innerText.trim()")
    olga.tick(boxes.last)
    olga.tick(olga.field("form", "csv"))
    file = taken(olga, "Export").path().read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(file)))
    assert left_out not in rows[0]
    assert {"Water", "Steel", "Silk"} <= {cell for row in rows[1:] for cell in row}


def export_the_archive(olga: Hand) -> None:
    olga.go(f"{EVENT}export/")
    olga.link("Whole event")
    olga.button("Make the archive")
    made = olga.main.get_by_role("link", name="Download")

    def is_made() -> bool:
        if not olga.scripts and not made.count():
            olga.link("Look again")
        return bool(made.count())

    until(is_made, "the archive")
    with zipfile.ZipFile(taken(olga, "Download", "link").path()) as archive:
        assert any("registrations" in name for name in archive.namelist())
        assert "problem.json" in " ".join(archive.namelist())


def read_the_log(olga: Hand) -> None:
    olga.go(f"{EVENT}log/")
    for done in ("asked for a meeting: Silk", "declined this request: Steel"):
        olga.sees(f"Olga {done}")
    olga.sees("Olga exported a table, without personal data:")


def copy_the_event(olga: Hand) -> None:
    """The questions come along, the clusters do not."""
    olga.go(EVENT)
    olga.go(f"{EVENT}copy/")
    olga.fill(name="Lombardy again", starts_on="2095-06-02")
    olga.button("Create event")
    copy = Edition.objects.get(name="Lombardy again")
    assert (copy.state, copy.registrations.count()) == ("draft", 0)
    olga.go(f"/organise/{copy.slug}/questions/")
    olga.sees("What do you eat?")
