"""A call, from its making to the first reserve moving up, and one for a host, in Chromium.

Three people review it; Ruth belongs to one of the applicants. Ben's browser runs no scripts. Web,
worker and beat are real.
"""

import re
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.queries import written_mails
from clusters.models import Organisation
from events.models import Application, Call, Edition, Registration
from tests.browser.people import Person, person
from tests.factories.clusters import ClusterFactory, OrganisationFactory, RegionFactory
from tests.factories.events import EditionFactory, SeriesFactory
from tests.faults.site import Site
from tests.support.waiting import until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.processes,
    pytest.mark.django_db(transaction=True),
]
NAMES = ("Water", "Steel", "Silk")


@pytest.fixture
def agency(transactional_db: None) -> Organisation:
    """Olga owns it: it runs an event that is public and a series that another body may host."""
    body: Organisation = OrganisationFactory(name="Agency of the quays")
    series = SeriesFactory(name="Clusters by the sea", slug="by-the-sea", organiser=body)
    EditionFactory(
        name="Lombardy greets Catalonia",
        slug="greets",
        owner=body,
        series=series,
        ordinal=1,
        state="registration_open",
    )
    person("olga@example.org", body)
    return body


def test_a_call_ends_in_places_and_its_first_reserve_moves_up(
    browser: Browser, agency: Organisation, live_site: Site
) -> None:
    at = live_site.address
    clusters = [ClusterFactory(name=name, slug=name.lower(), short_name="") for name in NAMES]
    for name, cluster in zip(("ana", "ben", "cleo"), clusters, strict=True):
        person(f"{name}@example.org", cluster)
    person("ruth@example.org", clusters[0])
    for name in ("rita", "rob"):
        person(f"{name}@example.org")
    olga = Person(browser, at, "olga@example.org").page
    make_a_call(olga, at, "Lombardy greets Catalonia", places=1)
    call = Call.objects.get()

    for name in ("ana", "ben", "cleo"):
        who = Person(browser, at, f"{name}@example.org", scripts=name != "ben")
        apply(who.page, f"{at}/calls/{call.slug}/")
        if name == "ana":
            return_it(olga, at)
            submit_again(who.page, at)
    reviewers = {}
    for name in ("rita", "rob", "ruth"):
        reviewers[name] = Person(browser, at, f"{name}@example.org").page
        invite(olga, f"{at}/organise/calls/{call.slug}/reviewers/", f"{name}@example.org")
        accept(reviewers[name], live_site, f"{name}@example.org")

    olga.goto(f"{at}/organise/calls/{call.slug}/")
    olga.get_by_role("button", name="Close the call").click()
    expect(olga.locator("main")).to_contain_text("The call is closed.")
    here = f"{at}/reviews/{call.slug}/"
    score(reviewers["rita"], here, {"Water": 3, "Steel": 5, "Silk": 4})
    score(reviewers["rob"], here, {"Water": 2, "Steel": 4, "Silk": 5})
    reviewers["ruth"].goto(here)
    expect(reviewers["ruth"].locator("main")).not_to_contain_text("Water")
    score(reviewers["ruth"], here, {"Steel": 5, "Silk": 3})

    decide(olga, f"{at}/organise/calls/{call.slug}/", reserves=2)
    assert states() == {"Water": "waitlisted", "Steel": "approved", "Silk": "waitlisted"}
    for name in ("ana", "ben", "cleo"):
        until(partial(mailed, live_site, name), f"the mail to {name}")

    ben = Person(browser, at, "ben@example.org", scripts=False).page
    registration = Registration.objects.get(cluster__name="Steel")
    ben.goto(f"{at}/registrations/{registration.pk}/withdraw/")
    ben.get_by_role("button", name="Withdraw Steel").click()
    assert states() == {"Water": "waitlisted", "Steel": "withdrawn", "Silk": "approved"}


def test_a_call_for_a_host_ends_in_a_draft_that_the_host_owns(
    browser: Browser, agency: Organisation, live_site: Site
) -> None:
    at = live_site.address
    host: Organisation = OrganisationFactory(name="Port of Genoa", short_name="")
    person("hanna@example.org", host)
    region = RegionFactory(code="ITC3", name="Liguria", level=2)
    olga = Person(browser, at, "olga@example.org").page
    make_a_call(olga, at, "Clusters by the sea", places=1)
    call = Call.objects.get()

    hanna = Person(browser, at, "hanna@example.org", scripts=False).page
    hanna.goto(f"{at}/calls/{call.slug}/")
    hanna.get_by_role("link", name="Apply").click()
    hanna.get_by_label("Why you apply").fill("We have a hall by the sea.")
    hanna.get_by_label("First day that you propose").fill("2095-05-09")
    hanna.get_by_label("Last day that you propose").fill("2095-05-10")
    hanna.get_by_label("City").fill("Genoa")
    choose(hanna, region.name)
    hanna.get_by_role("button", name="Submit the application").click()
    expect(hanna.locator("main")).to_contain_text("Your application has come.")

    olga.goto(f"{at}/organise/calls/{call.slug}/")
    olga.get_by_role("button", name="Close the call").click()
    decide(olga, f"{at}/organise/calls/{call.slug}/", reserves=0)
    made = Edition.objects.get(owner=host)
    assert (made.state, made.ordinal, made.city) == ("draft", 2, "Genoa")
    hanna.goto(f"{at}/applications/{Application.objects.get().pk}/")
    hanna.get_by_role("link", name="Open the draft").click()
    expect(hanna.locator("h1")).to_contain_text("Clusters by the sea, Genoa")


def states() -> dict[str, str]:
    return dict(Registration.objects.values_list("cluster__name", "state"))


def mailed(site: Site, name: str) -> bool:
    """Whether this person has got a mail on the decision."""
    found = (mail for mail in written_mails(site.mail) if mail.to == f"{name}@example.org")
    return any(
        word in mail.subject for mail in found for word in ("Selected", "Reserve", "Not selected")
    )


def make_a_call(olga: Page, at: str, subject: str, *, places: int) -> None:
    """By way of the list of calls; it is opened."""
    olga.goto(f"{at}/organise/calls/")
    olga.get_by_role("link", name="Make a call").click()
    olga.get_by_label("What for").select_option(label=subject)
    olga.get_by_label("Title").fill("Come and meet")
    olga.get_by_label("What you ask for").fill("Say what you bring.")
    olga.get_by_label("How many you will select").fill(str(places))
    olga.get_by_label("Last day to apply").fill(f"{timezone.now() + timedelta(days=20):%Y-%m-%d}")
    olga.get_by_label("Criterion").nth(0).fill("Fit")
    olga.get_by_label("Weight").nth(0).fill("3")
    olga.get_by_role("button", name="Make the call").click()
    olga.get_by_role("button", name="Open the call").click()
    expect(olga.locator("main")).to_contain_text("The call is open.")


def apply(who: Page, address: str) -> None:
    who.goto(address)
    who.get_by_role("link", name="Apply").click()
    who.get_by_label("Why you apply").fill("We bring a pilot.")
    who.get_by_role("button", name="Submit the application").click()
    expect(who.locator("main")).to_contain_text("Your application has come.")


def return_it(olga: Page, at: str) -> None:
    application = Application.objects.get()
    olga.goto(f"{at}/organise/calls/{application.call.slug}/applications/{application.pk}/")
    olga.get_by_label("What to complete").fill("Say who comes.")
    olga.get_by_role("button", name="Return the application").click()
    expect(olga.locator("main")).to_contain_text("Returned")


def submit_again(who: Page, at: str) -> None:
    who.goto(f"{at}/applications/{Application.objects.get().pk}/")
    expect(who.locator("main")).to_contain_text("Say who comes.")
    who.get_by_label("Why you apply").fill("We bring a pilot, and Ada comes.")
    who.get_by_role("button", name="Submit it again").click()
    expect(who.locator("main")).to_contain_text("Submitted")


def invite(olga: Page, address: str, email: str) -> None:
    olga.goto(address)
    olga.get_by_label("E-mail address").fill(email)
    olga.get_by_role("button", name="Send the invitation").click()
    expect(olga.locator("main")).to_contain_text(f"Invitation sent to {email}.")


def accept(who: Page, site: Site, email: str) -> None:
    """By the link in the mail."""

    def link() -> str:
        mails = [mail for mail in written_mails(site.mail) if mail.to == email]
        found = re.search(r"/reviews/invitations/\S+", "".join(mail.body for mail in mails))
        return found[0] if found else ""

    until(lambda: bool(link()), "the invitation")
    who.goto(f"{site.address}{link()}")
    who.get_by_role("button", name="Accept the invitation").click()
    expect(who.locator("main")).to_contain_text("Come and meet")


def score(who: Page, address: str, points: dict[str, int]) -> None:
    for name, given in points.items():
        who.goto(address)
        who.get_by_role("link", name=name, exact=True).click()
        who.get_by_label(str(given), exact=True).check()
        who.get_by_role("button", name="Keep the points").click()
        expect(who.locator("main")).to_contain_text("Your points are kept.")


def decide(olga: Page, address: str, *, reserves: int) -> None:
    """By the points, looked at, published."""
    olga.goto(address)
    olga.get_by_label("Reserves").fill(str(reserves))
    olga.get_by_role("button", name="Prepare it by the points").click()
    olga.get_by_role("link", name="Look at the decision and publish it").click()
    olga.get_by_role("button", name="Publish and tell all applicants").click()
    expect(olga.locator("main")).to_contain_text("The decision is published.")


def choose(who: Page, name: str) -> None:
    """A region, found by its name: the button looks it up where no script runs."""
    who.locator("[name='region-words']").fill(name)
    who.locator("button[name=find][value=region]").click()
    who.locator("#id_region_found").get_by_label(re.compile(name)).check()
