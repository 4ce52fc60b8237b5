"""A name typed before the page has all its scripts is looked up when they have come."""

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser.people import Person, person
from tests.factories.clusters import OrganisationFactory, RegionFactory
from tests.faults.site import Site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.processes,
    pytest.mark.django_db(transaction=True),
]


def test_what_was_typed_too_early_is_found(site: Site, browser: Browser) -> None:
    site.environment |= {"UNCOLLECTED_STATIC": "1", "DEMO": "1"}
    site.start_web()
    catalonia = RegionFactory(name="Catalonia")
    person("olga@example.org", OrganisationFactory(region=catalonia))
    olga = Person(browser, site.address, "olga@example.org").page
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    olga.route("**/htmx.min*.js", hold)
    olga.goto(f"{site.address}/organise/new/", wait_until="commit")
    olga.locator("[name='host_region-words']").fill("Catalon")
    olga.wait_for_function("document.readyState !== 'loading'")
    assert len(held) == 1
    held[0].continue_()
    expect(olga.locator("#id_host_region_found").get_by_label("Catalonia")).to_be_visible()
