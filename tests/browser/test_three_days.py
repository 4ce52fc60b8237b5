"""The day before the event, the day itself and the day after, as each kind of user finds it.

The site's clock is moved and beat does not run: what a page says follows from the time alone.
"""

from datetime import datetime, time, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from demo.load import load
from demo.people import ORGANISER
from events.models import Edition
from matchmaking.models import ScheduleRun, ScheduleVersion
from matchmaking.services.publishing import publish
from tests.browser.pages import CLUSTER, signed_in
from tests.browser.people import SLOWEST
from tests.faults.site import Site
from tests.support.waiting import until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.processes,
    pytest.mark.django_db(transaction=True),
]

# Who opens which page, and what it says on each of the days.
SAID = (
    ("", "/editions/{edition}/", ("Published", "Running", "Finished")),
    (
        "organiser",
        "/organise/",
        ("Decide 2 registrations", "Follow the schedule of the day", "Nothing to do"),
    ),
    (
        "organiser",
        "/organise/{edition}/",
        ("begins by itself on its first day", "Finish the event", "stands among the past editions"),
    ),
    (
        "organiser",
        "/organise/{edition}/replan/",
        ("Take out of use", "Take out of use", "Nothing is re-planned any more"),
    ),
    ("reception", "/organise/{edition}/", ("Published", "Running", "These pages stay to read")),
    ("manager", "/meet/{edition}/{cluster}/", ("Next: Thu", "Today", "The event is over")),
    ("manager", "/meet/{edition}/{cluster}/agenda/", ("Thursday", "Now,", "The event is over")),
    ("delegate", "/my/events/{edition}/", ("Next: Thu", "Now,", "The event is over")),
    ("delegate", "/my/events/{edition}/about-you/", ("Save", "Save", "It stays as it is")),
    ("staff", "/organise/{edition}/", ("Published", "Running", "Finished")),
)


@pytest.fixture
def published(site: Site) -> Edition:
    """The demonstration's event with a published schedule."""
    call_command("load_register", verbosity=0)
    load(now=timezone.now())
    worker = site.start_worker()
    until(lambda: ScheduleRun.objects.filter(state="done").exists(), "the run")
    worker.kill()
    version, organiser = ScheduleVersion.objects.get(), User.objects.get(email=ORGANISER)
    publish(version=version, revision=version.revision, user=organiser, now=timezone.now())
    return version.edition


def days_of(edition: Edition) -> list[datetime]:
    """The afternoon before, the first morning, and the morning after."""
    assert edition.starts_on
    assert edition.ends_on
    one = timedelta(days=1)
    return [
        datetime.combine(edition.starts_on - one, time(15), edition.zone),
        datetime.combine(edition.starts_on, time(11), edition.zone),
        datetime.combine(edition.ends_on + one, time(10), edition.zone),
    ]


def test_each_page_says_what_is_so_on_that_day(
    published: Edition, site: Site, browser: Browser
) -> None:
    names = {"edition": published.slug, "cluster": CLUSTER}
    pages: dict[str, Page] = {}
    for number, moment in enumerate(days_of(published)):
        web = site.start_web(skew=int((moment - timezone.now()).total_seconds()))
        for who, address, said in SAID:
            if who not in pages:
                context = browser.new_context(locale="en-GB")
                context.set_default_timeout(SLOWEST)
                pages[who] = signed_in(context, site.address, who and f"{who}@demo.example")
            pages[who].goto(site.address + address.format(**names))
            expect(pages[who].locator("main")).to_contain_text(said[number])
        web.kill()
