"""Clusters and their meetings after publication, by the keyboard alone and without scripts.

Web, worker and beat are real.
"""

import re

import pytest
from playwright.sync_api import Browser, expect

from matchmaking.models import Meeting, MeetingRequest
from tests.browser.evening.event import SILK, STEEL, SUN, WATER, Evening
from tests.browser.evening.hands import Hand, both_ways
from tests.factories.matchmaking import meeting_between
from tests.faults.site import Site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.processes,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def evening(transactional_db: None, site: Site) -> Evening:
    """What clusters do is told after a while, as on any site: until then it can be undone."""
    site.environment["QUIET_SECONDS"] = "300"
    return Evening.begin()


@both_ways
@pytest.mark.drill
def test_clusters_look_after_their_meetings(
    hand: type[Hand], browser: Browser, evening: Evening, live_site: Site
) -> None:
    ana, ben, cleo, dora, olga = (
        hand(browser, live_site.address, name) for name in ("ana", "ben", "cleo", "dora", "olga")
    )
    meeting = evening.page(STEEL, f"meetings/{evening.meetings[0].pk}/")
    open_the_meeting(ana, evening.page(WATER, "agenda/"))
    show_it_to_the_organiser(ben, meeting)
    ask_for_another_time(ana)
    accept_another_time(ben, meeting)
    assert evening.slot_of(evening.meetings[0]) == 2
    say_who_moves(olga, "agreed")
    agree_between_the_two(ben, ana, evening)
    assert evening.slot_of(evening.meetings[0]) == 2
    agree_as_the_organiser(olga, evening)
    assert evening.slot_of(evening.meetings[0]) == 0
    say_who_moves(olga, "sides")

    ask_for_a_free_time(ana, evening.page(WATER, "partners/silk/"))
    choose_a_free_time(cleo, evening.page(SILK, "requests/"))
    agreed = MeetingRequest.objects.get(requester=evening.registrations[WATER], is_instant=True)
    assert evening.slot_of(Meeting.objects.get(request=agreed)) == 1

    let_clusters_be_online(olga)
    take_part_online(dora, f"/registrations/{evening.registrations[SUN].pk}/")
    meet_online(ana, dora, evening)
    find_no_way_in(ben, evening)

    cancel_with_a_reason(ben, meeting)
    read_the_reason(ana, evening.page(WATER, f"meetings/{evening.meetings[0].pk}/"))
    take_it_up_again(ben)
    find_it_locked(olga, ana, evening)
    unplaced = meeting_between(evening.registrations[STEEL], evening.registrations[SILK])
    offer_first_times(ben, evening.page(STEEL, "agenda/"))
    choose_a_first_time(cleo, evening.page(SILK, f"meetings/{unplaced.pk}/"))
    assert evening.slot_of(unplaced) == 3
    leave_moving_to_the_organiser(olga, cleo, evening)
    everybody = (ana, ben, cleo, dora, olga)
    assert [words for somebody in everybody for words in somebody.complaints] == []


def open_the_meeting(ana: Hand, agenda: str) -> None:
    ana.go(agenda)
    ana.link("Steel")
    expect(ana.main.locator("h1, .next").first).to_be_visible()
    ana.sees("09:00", "Table 1", "Who comes", "Add to calendar")
    ana.fill(text="We bring a membrane.")
    ana.button("Send the message")
    ana.sees("We bring a membrane.")


def show_it_to_the_organiser(ben: Hand, meeting: str) -> None:
    ben.go(meeting)
    ben.button("Show this to the organiser")
    expect(ben.named("button", "Hide this from the organiser")).to_be_visible()


def ask_for_another_time(ana: Hand) -> None:
    ana.link("Ask for another time")
    for time in ("09:30", "10:00"):
        ana.tick(ana.page.get_by_label(re.compile(time)))
    ana.button("Offer these times")
    ana.sees("You offer another time")


def accept_another_time(ben: Hand, meeting: str) -> None:
    ben.go(meeting)
    ben.sees("Water asks for another time")
    ben.tick(ben.page.get_by_label(re.compile("10:00")))
    ben.button("Accept this time")
    expect(ben.main.locator("p.next")).to_contain_text("10:00")


def say_who_moves(olga: Hand, who: str) -> None:
    olga.go("/organise/evening/rules/")
    olga.tick(olga.field("who_moves", who))
    olga.button("Set the rules")


def agree_between_the_two(ben: Hand, ana: Hand, evening: Evening) -> None:
    ben.go(evening.page(STEEL, f"meetings/{evening.meetings[0].pk}/"))
    ben.link("Ask for another time")
    ben.tick(ben.page.get_by_label(re.compile("09:00")))
    ben.button("Offer these times")
    ana.go(evening.page(WATER, f"meetings/{evening.meetings[0].pk}/"))
    ana.tick(ana.page.get_by_label(re.compile("09:00")))
    ana.button("Accept this time")
    ana.sees("The meeting moves once the organiser agrees.")


def agree_as_the_organiser(olga: Hand, evening: Evening) -> None:
    olga.go(f"/organise/evening/meetings/{evening.meetings[0].pk}/")
    olga.sees("Both clusters agree to move it to")
    olga.button("Agree")
    olga.misses("Both clusters agree to move it to")


def ask_for_a_free_time(ana: Hand, partner: str) -> None:
    ana.go(partner)
    ana.link("See the free times")
    ana.tick(ana.page.get_by_label(re.compile("09:30")))
    ana.button("Ask for these times")


def choose_a_free_time(cleo: Hand, requests: str) -> None:
    cleo.go(requests)
    cleo.link("Choose a time")
    cleo.tick(cleo.page.get_by_label(re.compile("09:30")))
    cleo.button("Accept this time")
    cleo.sees("Both sides get the calendar entry.")


def let_clusters_be_online(olga: Hand) -> None:
    olga.go("/organise/evening/edit/")
    olga.tick(olga.field("meets_online"))
    olga.fill(online_pattern="https://meet.example.org/{secret}")
    olga.button("Save")
    olga.go("/organise/evening/edit/")
    expect(olga.field("meets_online")).to_be_checked()


def take_part_online(dora: Hand, registration: str) -> None:
    dora.go(registration)
    dora.tick(dora.field("takes_part", "online"))
    dora.button("Save registration")
    dora.go(registration)
    expect(dora.field("takes_part", "online")).to_be_checked()


def meet_online(ana: Hand, dora: Hand, evening: Evening) -> None:
    """They agree on a time, and both read the address, which nobody else does."""
    ana.go(evening.page(WATER, "partners/sun/"))
    ana.sees("you meet it online")
    ana.link("See the free times")
    ana.tick(ana.page.get_by_label(re.compile("10:30")))
    ana.button("Ask for these times")
    dora.go(evening.page(SUN, "requests/"))
    dora.link("Choose a time")
    dora.tick(dora.page.get_by_label(re.compile("10:30")))
    dora.button("Accept this time")
    for somebody, side, partner in ((ana, WATER, "Sun"), (dora, SUN, "Water")):
        somebody.go(evening.page(side, "agenda/"))
        somebody.link(partner)
        somebody.sees("online", "https://meet.example.org/")


def find_no_way_in(ben: Hand, evening: Evening) -> None:
    """Whoever is no side of the meeting online does not see its page."""
    found = Meeting.objects.get(request__invitee=evening.registrations[SUN])
    ben.page.goto(f"{ben.address}{evening.page(STEEL, f'meetings/{found.pk}/')}")
    expect(ben.page.locator("body")).not_to_contain_text("meet.example.org")
    ben.complaints.clear()


def cancel_with_a_reason(ben: Hand, meeting: str) -> None:
    ben.go(meeting)
    ben.press(ben.main.locator("summary", has_text="Cancel this meeting"))
    ben.write(ben.page.get_by_label("Why you cancel"), "Our train is late.")
    ben.button("Cancel and tell them")
    ben.sees("You have cancelled this meeting.")


def read_the_reason(ana: Hand, meeting: str) -> None:
    ana.go(meeting)
    ana.sees("Our train is late.")


def take_it_up_again(ben: Hand) -> None:
    ben.button("Undo: it takes place")
    ben.misses("You have cancelled this meeting.")


def find_it_locked(olga: Hand, ana: Hand, evening: Evening) -> None:
    """The organiser locks it where it is, and no side asks for another time."""
    olga.go("/organise/evening/schedule/")
    olga.link("Move single meetings")
    olga.press(olga.main.locator("button.m", has_text="Steel").first)
    olga.press(olga.main.get_by_role("button", name="Lock", exact=True).first)
    expect(olga.main.locator("button.m", has_text="Locked")).to_have_count(1)
    ana.go(evening.page(WATER, f"meetings/{evening.meetings[0].pk}/"))
    ana.sees("The organiser has fixed this meeting where it is.")
    expect(ana.main.get_by_role("link", name="Ask for another time")).to_have_count(0)


def offer_first_times(ben: Hand, agenda: str) -> None:
    """What they agreed on has no place in the published schedule."""
    ben.go(agenda)
    ben.sees("Agreed, no place yet")
    ben.link("See the meeting")
    ben.link("Offer times for it")
    ben.tick(ben.page.get_by_label(re.compile("10:30")))
    ben.button("Offer these times")
    ben.sees("You offer times")


def choose_a_first_time(cleo: Hand, meeting: str) -> None:
    cleo.go(meeting)
    cleo.sees("Steel offers times for this meeting")
    cleo.tick(cleo.page.get_by_label(re.compile("10:30")))
    cleo.button("Accept this time")
    expect(cleo.main.locator("p.next")).to_contain_text("10:30")


def leave_moving_to_the_organiser(olga: Hand, cleo: Hand, evening: Evening) -> None:
    meeting = evening.page(SILK, f"meetings/{evening.meetings[1].pk}/")
    cleo.go(meeting)
    expect(cleo.named("link", "Ask for another time")).to_be_visible()
    say_who_moves(olga, "organiser")
    cleo.go(meeting)
    expect(cleo.main.get_by_role("link", name="Ask for another time")).to_have_count(0)
