"""The rules of an event, and what they mean to clusters: by the keyboard and without scripts.

Web, worker and beat are real.
"""

import re
from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from playwright.sync_api import Browser, expect

from events.models import Registration
from matchmaking.models import MeetingRequest, Placement, ScheduleRun, Slot, UnplacedMeeting
from tests.browser.evening.event import delegations
from tests.browser.evening.hands import Hand, both_ways_one_by_drill
from tests.factories.clusters import ClusterFactory
from tests.factories.events import RegistrationFactory
from tests.factories.matchmaking import MORNING, MeetingWindowFactory, tables, window_with_slots
from tests.faults.site import Site
from tests.support.waiting import until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.processes,
    pytest.mark.django_db(transaction=True),
]
SECOND_DAY = MORNING + timedelta(days=1)


@pytest.fixture
def registered(transactional_db: None) -> list[Registration]:
    """Requests are open; there are two tables, a morning, and one more of the second day."""
    made = delegations()
    edition = made[0].edition
    for name in ("Wool", "Gold"):
        cluster = ClusterFactory(name=name, slug=name.lower(), short_name="")
        RegistrationFactory(edition=edition, cluster=cluster)
    window_with_slots(edition, slots=4)
    tables(edition, 2)
    there = DateTimeTZRange(SECOND_DAY, SECOND_DAY + timedelta(minutes=30))
    window = MeetingWindowFactory(edition=edition, name="Second morning", period=there)
    Slot.objects.create(edition=edition, window=window, period=there)
    return made


@both_ways_one_by_drill
def test_clusters_ask_and_agree_within_the_rules(
    hand: type[Hand], browser: Browser, registered: list[Registration], live_site: Site
) -> None:
    ana, ben, cleo, dora, olga = (
        hand(browser, live_site.address, name) for name in ("ana", "ben", "cleo", "dora", "olga")
    )
    set_the_numbers(olga)
    make_groups(olga)
    say_who_may_meet_whom(olga)
    rule_two_out(olga)
    limit_when_requests_are_open(olga, ana)

    be_refused_a_group(ana)
    be_refused_a_pair(ana)
    ask_for_a_must(ana)
    be_refused_another_must(ana)
    be_refused_another(ana)
    read_until_when_to_answer(ben)
    accept_for_some_times(ben)
    read_the_counter_proposal(ana)
    ask_at_once(dora, cleo)
    agreed = MeetingRequest.objects.get(is_instant=True)
    assert agreed.state == "accepted"
    be_refused_more_meetings(cleo)

    lift_the_pair(olga)
    schedule_in_one_go(olga)
    everybody = (ana, ben, cleo, dora, olga)
    assert [words for somebody in everybody for words in somebody.complaints] == []


def set_the_numbers(olga: Hand) -> None:
    olga.go("/organise/evening/rules/")
    numbers = {"most_requests": "2", "most_musts": "1", "most_meetings": "1"}
    olga.fill(**numbers, fewest_meetings="1", answer_days="5")
    olga.tick(olga.field("instant_from_start"))
    olga.button("Set the rules")
    olga.go("/organise/evening/rules/")
    expect(olga.field("most_meetings")).to_have_value("1")
    expect(olga.field("fewest_meetings")).to_have_value("1")
    expect(olga.field("instant_from_start")).to_be_checked()


def make_groups(olga: Hand) -> None:
    for group, names in (("Buyers", ("Water", "Silk")), ("Suppliers", ("Steel", "Sun"))):
        olga.go("/organise/evening/rules/")
        olga.fill(name=group)
        olga.button("Add the group")
        if not olga.page.get_by_text("Clusters in this group").count():
            olga.link(f"Open the group {group}")
        for name in names:
            olga.find("members", name)
        olga.button("Save the group")


def say_who_may_meet_whom(olga: Hand) -> None:
    """Buyers and suppliers meet each other, and nobody of their own group."""
    for group in ("Buyers", "Suppliers"):
        olga.go("/organise/evening/rules/")
        line = olga.main.locator("fieldset", has_text=f"{group} may meet")
        own = line.get_by_label(group, exact=True)
        expect(own).to_be_checked()
        olga.tick(own)
        olga.button("Set who may meet whom")
        olga.go("/organise/evening/rules/")
        expect(own).not_to_be_checked()
    expect(olga.main.locator("[name=pairs]:checked")).to_have_count(1)


def rule_two_out(olga: Hand) -> None:
    olga.link("Name two clusters")
    olga.find("first", "Water")
    olga.find("second", "Sun")
    olga.button("Rule them out")
    olga.go("/organise/evening/rules/pairs/")
    expect(olga.named("button", "Let them meet")).to_be_visible()


def limit_when_requests_are_open(olga: Hand, ana: Hand) -> None:
    olga.go("/organise/evening/edit/")
    olga.fill(requests_close_on="2094-05-20")
    olga.button("Save")
    ana.go("/meet/evening/water/")
    ana.sees("Requests close 21 May, 00:00")


def be_refused_a_group(ana: Hand) -> None:
    ana.go("/meet/evening/water/partners/silk/")
    ana.sees("do not let clusters of these two groups meet")
    expect(ana.main.locator("#ask")).to_have_count(0)


def be_refused_a_pair(ana: Hand) -> None:
    ana.go("/meet/evening/water/partners/sun/")
    ana.sees("The organiser has ruled out that these two clusters meet.")
    expect(ana.main.locator("#ask")).to_have_count(0)


def ask_for_a_must(ana: Hand) -> None:
    ana.go("/meet/evening/water/partners/steel/")
    ana.sees("0 of 2 requests sent", "0 of 1 meeting that you must have")
    ana.tick(ana.field("priority", "10"))
    ana.fill(message="We need your membranes.")
    ana.button("Ask without a time")
    ana.go("/meet/evening/water/partners/steel/")
    ana.sees("You asked them on")


def be_refused_another_must(ana: Hand) -> None:
    """What was typed is still there, and goes as a wish."""
    ana.go("/meet/evening/water/partners/wool/")
    ana.tick(ana.field("priority", "10"))
    ana.fill(message="We dye, too.")
    ana.button("Ask without a time")
    ana.sees("Your cluster has as many meetings that it must have as this event allows.")
    ana.complaints.clear()  # a 422, which the browser takes for a complaint
    expect(ana.field("message")).to_have_value("We dye, too.")
    ana.tick(ana.field("priority", "1"))
    ana.button("Ask without a time")
    ana.go("/meet/evening/water/partners/wool/")
    ana.sees("You asked them on")


def be_refused_another(ana: Hand) -> None:
    ana.go("/meet/evening/water/partners/gold/")
    ana.sees("Your cluster has sent as many requests as this event allows.")


def read_until_when_to_answer(ben: Hand) -> None:
    ben.go("/meet/evening/steel/requests/")
    ben.sees("We need your membranes.", "Answer by", "After that it expires.")


def accept_for_some_times(ben: Hand) -> None:
    """Yes, but the second day."""
    ben.link("Accept for some times")
    ben.tick(ben.page.get_by_label(re.compile("Morning:")))
    ben.fill(reply="We come on the second day.")
    ben.button("Accept for these times")
    ben.go("/meet/evening/steel/requests/?tab=agreed")
    ben.sees("Agreed for these times only:", "Second morning")


def read_the_counter_proposal(ana: Hand) -> None:
    ana.go("/meet/evening/water/requests/?tab=agreed")
    ana.sees("Agreed for these times only:", "Second morning", "We come on the second day.")


def ask_at_once(dora: Hand, cleo: Hand) -> None:
    """For times while requests are open; the meeting stands as soon as one is chosen."""
    dora.go("/meet/evening/sun/partners/silk/")
    dora.link("See the free times")
    dora.tick(dora.page.get_by_label(re.compile("09:30")))
    dora.button("Ask for these times")
    cleo.go("/meet/evening/silk/requests/")
    cleo.link("Choose a time")
    cleo.tick(cleo.page.get_by_label(re.compile("09:30")))
    cleo.button("Accept this time")
    cleo.sees("Sun")


def be_refused_more_meetings(cleo: Hand) -> None:
    cleo.go("/meet/evening/silk/partners/gold/")
    cleo.link("See the free times")
    cleo.sees("as this event allows")


def lift_the_pair(olga: Hand) -> None:
    olga.go("/organise/evening/rules/pairs/")
    olga.button("Let them meet")
    olga.sees("No two clusters are ruled out by name.")


def schedule_in_one_go(olga: Hand) -> None:
    """The run keeps the counter-proposal."""
    olga.go("/organise/evening/runs/")
    olga.fill(limit_seconds="10")
    olga.button("Schedule the meetings")
    until(lambda: ScheduleRun.objects.filter(state="done").exists(), "the run")
    assert not UnplacedMeeting.objects.exists()
    [place] = Placement.objects.filter(version__state="draft", meeting__request__is_instant=False)
    assert place.slot.window.name == "Second morning"
