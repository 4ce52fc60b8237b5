"""The pages on which two clusters give their meeting a time, first or another, in both themes; one
is looked at on a phone, the next on a wide screen.
"""

from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Browser

from events.models import Edition
from matchmaking.models import MeetingRequest
from tests.browser.people import SLOWEST
from tests.browser.test_accessibility import PHONE, WIDE, wrong_with
from tests.doors.scene import signed_in
from tests.factories.matchmaking import MeetingRequestFactory
from tests.faults.site import Site, own_broker
from tests.matchmaking.agreed import AB, AC, A, Agreed, B, C, D

pytestmark = [
    pytest.mark.browser,
    pytest.mark.processes,
    pytest.mark.django_db(transaction=True),
]
Paths = dict[int, list[str]]


@pytest.fixture
def at(transactional_db: None, tmp_path: Path) -> Iterator[str]:
    """Where the site is."""
    with own_broker() as broker:
        site = Site(tmp_path, broker)
        site.environment |= {"UNCOLLECTED_STATIC": "1"}
        try:
            site.start_web()
            yield site.address
        finally:
            site.close()


def page(event: Agreed, side: int, name: str, key: int) -> str:
    where = [event.edition.slug, event.registrations[side].cluster.slug, key]
    return reverse(f"meet-{name}", args=where)


def pages(event: Agreed) -> Paths:
    """By side: to offer and to answer first times and other ones, and their requests."""
    first, other = event.meetings[AB].pk, event.meetings[AC].pk
    waits: MeetingRequest = MeetingRequestFactory(
        edition=event.edition, requester=event.registrations[D], invitee=event.registrations[A]
    )
    return {
        A: [
            page(event, A, "meeting-times", first),
            page(event, A, "meeting", first),
            page(event, A, "meeting-times", other),
            page(event, A, "meeting", other),
            page(event, A, "request", waits.pk),
        ],
        B: [page(event, B, "meeting", first), page(event, B, "meeting-times", first)],
        C: [page(event, C, "meeting", other), page(event, C, "meeting-times", other)],
        D: [page(event, D, "request", waits.pk)],
    }


def looked_at(browser: Browser, at: str, event: Agreed, paths: Paths) -> list[str]:
    found: list[str] = []
    for side, addresses in paths.items():
        context = browser.new_context(locale="en-GB", reduced_motion="reduce")
        context.set_default_timeout(SLOWEST)
        cookies = signed_in(event.person(side))
        context.add_cookies([{"name": n, "value": v, "url": at} for n, v in cookies.items()])
        window = context.new_page()
        for path, looks in zip(addresses, cycle([PHONE, WIDE])):
            answer = window.goto(at + path)
            assert answer
            found += [] if answer.status == 200 else [f"{path}: status {answer.status}"]
            found += wrong_with(window, path, looks)
        context.close()
    return found


def offered(event: Agreed) -> None:
    event.offer(A, 2, 3)
    event.offer(A, 4, meeting=AC)


def agreed(event: Agreed) -> None:
    """Both wait for the organiser."""
    Edition.objects.update(who_moves="agreed")
    event.accept(event.offer(A, 2), B, 2)
    event.accept(event.offer(A, 4, meeting=AC), C, 4)


def closed(event: Agreed) -> None:
    Edition.objects.update(who_moves="organiser")


@pytest.mark.parametrize("happens", [lambda _: None, offered, agreed, closed])
def test_the_pages_of_first_and_other_times_are_accessible(
    browser: Browser, at: str, happens: Callable[[Agreed], None]
) -> None:
    event = Agreed.published()
    event.loses_its_place()
    happens(event)
    assert looked_at(browser, at, event, pages(event)) == []
