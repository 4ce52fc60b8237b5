"""Delegates and who interprets, by the keyboard alone and without scripts.

Web, worker and beat are real.
"""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from accounts.queries import written_mails
from clusters.models import Organisation
from events.models import Edition
from tests.browser.evening.event import SILK, SUN, WATER, Evening
from tests.browser.evening.hands import Hand, both_ways
from tests.faults.site import Site
from tests.support.waiting import until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.processes,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def evening(transactional_db: None) -> Evening:
    """At this event meetings need a common language; Water and Steel have none."""
    evening = Evening.begin()
    Edition.objects.update(common_language=True)
    for name, language in (("Water", "es"), ("Steel", "de")):
        Organisation.objects.filter(name=name).update(languages=[language])
    return evening


@both_ways
@pytest.mark.drill
def test_delegates_have_their_own_evening_and_somebody_interprets(
    hand: type[Hand], browser: Browser, evening: Evening, live_site: Site
) -> None:
    ana, cleo, dora, elsa, olga = (
        hand(browser, live_site.address, name) for name in ("ana", "cleo", "dora", "elsa", "olga")
    )
    sun = f"/registrations/{evening.registrations[SUN].pk}/"
    meeting = f"meetings/{evening.meetings[1].pk}/"
    invite_a_delegate(dora, f"{sun}delegates/")
    take_the_invitation(elsa, live_site)
    say_of_oneself(elsa)
    read_of_the_delegate(cleo, evening.page(SILK, meeting))
    name_another_delegate(dora, sun)
    set_a_cap(dora, sun)
    choose_who_sits_there(dora, elsa, evening.page(SUN, meeting))
    print_and_subscribe(elsa)
    let_her_act(dora, f"{sun}delegates/")
    ask_for_the_cluster(elsa, evening.page(SUN, meeting))
    let_her_act_no_more(dora, elsa, f"{sun}delegates/")
    say_when_somebody_is_there(dora, f"{sun}delegates/")
    see_what_a_removal_costs(dora, f"{sun}delegates/")

    enter_who_interprets(olga)
    find_who_interprets(ana, evening.page(WATER, f"meetings/{evening.meetings[0].pk}/"))
    everybody = (ana, cleo, dora, elsa, olga)
    assert [words for somebody in everybody for words in somebody.complaints] == []


def invite_a_delegate(dora: Hand, delegates: str) -> None:
    dora.go(delegates)
    dora.link("Invite Elsa to read the own agenda")
    dora.fill(email="elsa@example.org")
    dora.button("Send the invitation")
    dora.sees("Invited at elsa@example.org, not accepted yet.")


def take_the_invitation(elsa: Hand, site: Site) -> None:
    """By the link in the mail; then the own agenda has what Elsa sits in, and nothing else."""

    def link() -> str:
        mails = [mail.body for mail in written_mails(site.mail) if mail.to == "elsa@example.org"]
        found = re.search(r"/delegate-invitations/\S+", "".join(mails))
        return found[0] if found else ""

    elsa.go(until(link, "the invitation"))
    elsa.button("Accept the invitation")
    elsa.sees("Silk", "09:00")
    elsa.misses("Steel")


def say_of_oneself(elsa: Hand) -> None:
    """Languages, topics, and not to be there on the second day."""
    elsa.go("/my/events/evening/about-you/")
    elsa.fill(languages="Italian, English", topics="Solar roofs")
    elsa.tick(elsa.field("day-1-there"))
    elsa.button("Save")
    elsa.go("/my/events/evening/about-you/")
    expect(elsa.field("topics")).to_have_value("Solar roofs")
    expect(elsa.field("day-1-there")).not_to_be_checked()


def read_of_the_delegate(cleo: Hand, meeting: str) -> None:
    cleo.go(meeting)
    cleo.sees("Elsa sits in this meeting.", "Italian, English", "Solar roofs")


def name_another_delegate(dora: Hand, registration: str) -> None:
    dora.go(registration)
    dora.fill(**{"delegate-1-name": "Finn"})
    dora.button("Save registration")
    dora.go(f"{registration}delegates/")
    dora.sees("Finn")


def set_a_cap(dora: Hand, registration: str) -> None:
    dora.go(registration)
    dora.fill(seats="1")
    dora.button("Save registration")
    dora.go(f"{registration}delegates/")
    dora.sees("You want at most 1 at a time.")


def choose_who_sits_there(dora: Hand, elsa: Hand, meeting: str) -> None:
    """The agenda of whoever sat there has it no more, until she sits there again."""
    for name, has in (("Finn", False), ("Elsa", True)):
        dora.go(meeting)
        dora.tick(dora.page.get_by_label(name, exact=True))
        dora.follow(dora.main.locator("form", has_text="Who is to sit there").get_by_role("button"))
        dora.sees(f"{name} sits in this meeting.")
        elsa.go("/my/events/evening/")
        expect(elsa.main.get_by_role("link", name="Silk")).to_have_count(int(has))


def print_and_subscribe(elsa: Hand) -> None:
    """The own agenda on paper, and its own calendar address."""
    elsa.go("/my/events/evening/")
    elsa.link("Print")
    elsa.sees("Silk", "09:00")
    elsa.go("/my/events/evening/")
    elsa.link("Subscribe")
    elsa.button("Make an address for Lombardy greets Catalonia")
    address = elsa.main.get_by_role("textbox", name="Address").input_value()
    feed = elsa.page.request.get(elsa.address + urlsplit(address).path).text()
    assert "Silk" in feed


def let_her_act(dora: Hand, delegates: str) -> None:
    dora.go(delegates)
    dora.button("Let Elsa ask and answer for us")
    dora.sees("asks and answers")


def ask_for_the_cluster(elsa: Hand, meeting: str) -> None:
    elsa.go(meeting)
    elsa.link("Ask for another time")
    elsa.tick(elsa.page.get_by_label(re.compile("09:30")))
    elsa.button("Offer these times")
    elsa.sees("You offer another time")


def let_her_act_no_more(dora: Hand, elsa: Hand, delegates: str) -> None:
    dora.go(delegates)
    dora.button("No longer let Elsa ask and answer for us")
    dora.misses("asks and answers")
    elsa.go("/my/events/evening/")
    expect(elsa.page.get_by_role("navigation", name="Main").first).not_to_contain_text("Sun")


def say_when_somebody_is_there(dora: Hand, delegates: str) -> None:
    dora.go(delegates)
    dora.link("Change what you say of Finn")
    dora.write(dora.field("day-0-start"), "11:00")
    dora.write(dora.field("day-0-end"), "18:00")
    dora.button("Save")
    dora.sees("11:00")


def see_what_a_removal_costs(dora: Hand, delegates: str) -> None:
    dora.go(delegates)
    dora.link("Remove Elsa")
    dora.sees("Nobody would be left for 1 published meeting.", "Silk")
    dora.button("Remove Elsa")
    dora.sees("Elsa does not come any more.", "For 1 published meeting nobody of yours is there:")


def enter_who_interprets(olga: Hand) -> None:
    """Languages, and when on each day; the published meeting that lacked somebody has her."""
    olga.go("/organise/evening/interpreters/")
    olga.sees("Published meetings that nobody interprets")
    olga.link("Add an interpreter")
    olga.fill(name="Uma")
    for language in ("Spanish", "German"):
        olga.tick(olga.page.get_by_label(language, exact=True))
    olga.write(olga.field("day-0-start"), "08:30")
    olga.write(olga.field("day-0-end"), "13:00")
    olga.tick(olga.field("day-1-there"))
    olga.button("Save")
    olga.sees("Uma", "German", "Spanish", "08:30", "Interprets in 1 published meeting.")
    olga.misses("Published meetings that nobody interprets")


def find_who_interprets(ana: Hand, meeting: str) -> None:
    ana.go(meeting)
    ana.sees("Interpreter: Uma")
