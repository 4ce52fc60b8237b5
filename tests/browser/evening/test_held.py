"""What is said of meetings on the day and the day after, by the keyboard alone and without scripts.

The clock of the site is moved, and nothing else runs: what pages say follows from the time alone.
"""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from accounts.models import User
from tests.browser.evening.event import SILK, WATER, Evening, come_to
from tests.browser.evening.hands import Hand, both_ways_one_by_drill
from tests.browser.people import person
from tests.factories.delegates import with_account
from tests.factories.events import EventRoleFactory
from tests.factories.matchmaking import MORNING
from tests.faults.site import Site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.processes,
    pytest.mark.django_db(transaction=True),
]
NOON, DAY_AFTER = MORNING + timedelta(hours=3), MORNING + timedelta(days=2)
NOT_KNOWN = "It is not known yet whether this meeting was held."


@pytest.fixture
def evening(transactional_db: None, site: Site) -> Evening:
    """Elsa, who sits there for Sun, has an account; Rex is at the reception."""
    site.environment |= {"UNCOLLECTED_STATIC": "1"}
    evening = Evening.begin()
    with_account(evening.elsa, user=User.objects.get(email="elsa@example.org"))
    EventRoleFactory(edition=evening.edition, role="reception", user=person("rex@example.org"))
    return evening


@both_ways_one_by_drill
def test_two_sides_disagree_and_the_reception_settles_it(
    hand: type[Hand], browser: Browser, evening: Evening, site: Site
) -> None:
    first, second = (f"meetings/{meeting.pk}/" for meeting in evening.meetings)
    come_to(NOON, site)
    ana, cleo, elsa = (hand(browser, site.address, name) for name in ("ana", "cleo", "elsa"))
    say_it_was_held(ana, evening.page(WATER, first))
    take_it_back(ana)
    say_and_rate_for_the_cluster(elsa, f"/my/events/evening/{second}")
    disagree(cleo, evening.page(SILK, second))

    come_to(DAY_AFTER, site)
    rex = hand(browser, site.address, "rex")
    settle_the_dispute(rex)
    cleo.address = site.address
    read_what_counts(cleo, evening.page(SILK, second))
    everybody = (ana, cleo, elsa, rex)
    assert [words for somebody in everybody for words in somebody.complaints] == []


def say_it_was_held(ana: Hand, meeting: str) -> None:
    ana.go(meeting)
    ana.sees(NOT_KNOWN)
    ana.button("It was held")
    ana.sees("This meeting is recorded as held.", "Water says that it was held.")


def take_it_back(ana: Hand) -> None:
    ana.button("Take it back")
    ana.sees(NOT_KNOWN)


def say_and_rate_for_the_cluster(elsa: Hand, meeting: str) -> None:
    """The delegate who sat there; of two ratings the last one holds."""
    elsa.go(meeting)
    elsa.button("It was held")
    for stars in ("2 of 5", "4 of 5"):
        elsa.button(stars)
        expect(elsa.named("button", stars)).to_have_attribute("aria-pressed", "true")
    expect(elsa.named("button", "2 of 5")).to_have_attribute("aria-pressed", "false")
    elsa.sees("Sun says that it was held.")


def disagree(cleo: Hand, meeting: str) -> None:
    """The other side says otherwise; it rates nothing then, and reads no rating of Sun's."""
    cleo.go(meeting)
    cleo.sees("Sun says that it was held.")
    expect(cleo.main.locator("[aria-pressed=true]")).to_have_count(0)
    cleo.button("It was not held")
    cleo.sees("The two clusters say different things. What the organiser says counts.")
    cleo.misses("What was it worth to you?")


def settle_the_dispute(rex: Hand) -> None:
    """From the overview to the list, where it stands on top, and on the page of the meeting."""
    rex.go("/organise/evening/")
    rex.link("Settle which meetings were held")
    top = rex.main.locator(".tasks li").first
    expect(top).to_contain_text("To settle")
    rex.follow(top.get_by_role("link"))
    rex.sees("Silk says that it was not held.", "Sun says that it was held.")
    rex.button("It was held")
    rex.sees("This meeting is recorded as held.", "The organiser says that it was held.")
    rex.misses("of 5")
    rex.go("/organise/evening/held/")
    rex.misses("To settle")


def read_what_counts(cleo: Hand, meeting: str) -> None:
    cleo.go(meeting)
    cleo.sees("This meeting is recorded as held.", "The organiser says that it was held.")
