"""All tables that the schedule shows together are seen at once on a usual screen."""

import pytest
from playwright.sync_api import Browser

from matchmaking.models import ScheduleVersion, Table
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
# The heads of columns that are not whole on the screen.
CUT = """() => [...document.querySelectorAll(".grid-t thead th")].filter((head) => {
  const { left, right } = head.getBoundingClientRect();
  const place = head.closest(".scroll-x").getBoundingClientRect();
  return left < place.left || right > Math.min(innerWidth, place.right);
}).map((head) => head.textContent.trim())"""


def hall(count: int) -> ScheduleVersion:
    """As many tables, with meetings at all of them at the first of three times."""
    edition = EditionFactory(slug="event")
    first, *_ = window_with_slots(edition, slots=3)
    version: ScheduleVersion = ScheduleVersionFactory(edition=edition, number=1)
    desks: list[Table] = tables(edition, count)
    for number, desk in enumerate(desks):
        pair = [
            RegistrationFactory(
                edition=edition,
                cluster=ClusterFactory(name=f"Intercluster {side} {number}", short_name=""),
            )
            for side in ("Aeronautics", "Internationalization")
        ]
        placed(version, meeting_between(*pair), first, desk)
    person("olga@example.org", edition.owner)
    return version


@pytest.mark.parametrize(("count", "width"), [(7, 1280), (12, 1440)])
def test_no_table_of_those_shown_together_is_off_the_screen(
    browser: Browser, site: Site, count: int, width: int
) -> None:
    version = hall(count)
    site.environment |= {"UNCOLLECTED_STATIC": "1", "DEMO": "1"}
    site.start_web()
    page = Person(browser, site.address, "olga@example.org").page
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{site.address}/organise/{version.edition.slug}/schedule/1/")
    assert page.locator(".grid-t thead th").count() == count
    assert page.evaluate(CUT) == []
