"""What an organiser asks of clusters, and whom it invites: by the keyboard and without scripts.

Web, worker and beat are real.
"""

import pytest
from playwright.sync_api import Browser

from events.models import Edition, Registration
from tests.browser.evening.event import of_two_regions
from tests.browser.evening.hands import Hand, both_ways
from tests.faults.site import Site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.processes,
    pytest.mark.django_db(transaction=True),
]
EVENT = "/organise/evening/"


@pytest.fixture
def edition(transactional_db: None) -> Edition:
    return of_two_regions()


@both_ways
@pytest.mark.drill
def test_clusters_are_invited_and_asked(
    hand: type[Hand], browser: Browser, edition: Edition, live_site: Site
) -> None:
    ana, ben, olga = (hand(browser, live_site.address, name) for name in ("ana", "ben", "olga"))
    add_a_question(olga)
    invite_clusters(olga)
    register_by_the_invitation(ana)
    decline_the_invitation(ben)
    count_the_answers(olga)
    read_the_answers(olga)
    approve(olga)
    send_a_follow_up(olga)
    answer_the_follow_up(ana)
    read_the_follow_up(olga)
    everybody = (ana, ben, olga)
    assert [words for somebody in everybody for words in somebody.complaints] == []


def add_a_question(olga: Hand) -> None:
    olga.go(f"{EVENT}questions/")
    olga.fill(words="What do you eat?", help="There is a dinner.")
    olga.choose(olga.field("kind"), "A line of text")
    olga.tick(olga.field("is_required"))
    olga.button("Add the question")
    olga.sees("What do you eat?", "required")


def invite_clusters(olga: Hand) -> None:
    """Those of Catalonia with energy; the sector leaves Silk out, the region Sun."""
    olga.go(f"{EVENT}invitations/new/")
    olga.fill(region="Catalonia")
    olga.choose(olga.field("sector"), "Energy")
    olga.button("Show")
    olga.sees("2 clusters", "Water", "Steel")
    olga.fill(text="Come to {event}, {cluster}.")
    olga.button("Look at it first")
    olga.sees("As they read it", "Come to Lombardy greets Catalonia")
    olga.button("Invite 2 clusters")
    olga.sees("Invited clusters")


def register_by_the_invitation(ana: Hand) -> None:
    """The question is among the fields, and without an answer nothing is registered."""
    ana.go("/my/")
    ana.follow(ana.main.locator("a[href*='invitation']").first)
    ana.sees("Come to Lombardy greets Catalonia, Water.")
    ana.link("Register")
    ana.fill(**{"delegate-0-name": "Ada"})
    ana.button("Register the cluster")
    ana.sees("What do you eat?")
    assert not Registration.objects.exists()
    ana.complaints.clear()  # a 422, which the browser takes for a complaint
    ana.write(ana.page.get_by_label("What do you eat?"), "Fish.")
    ana.button("Register the cluster")
    ana.sees("Water is registered")


def decline_the_invitation(ben: Hand) -> None:
    ben.go("/my/")
    ben.follow(ben.main.locator("a[href*='invitation']").first)
    ben.fill(reason="We are at another fair.")
    ben.button("Not this time")


def count_the_answers(olga: Hand) -> None:
    olga.go(f"{EVENT}invitations/")
    olga.sees("We are at another fair.", "By region", "By sector")
    for heading, row in (("By region", "Catalonia"), ("By sector", "Energy")):
        part = olga.main.locator("section", has=olga.page.get_by_role("heading", name=heading))
        line = part.get_by_role("row").filter(has_text=row).get_by_role("cell")
        assert line.all_inner_texts() == ["2", "1", "1", "0", "0"]


def read_the_answers(olga: Hand) -> None:
    olga.go(f"{EVENT}questions/answers/")
    olga.link("What do you eat?")
    olga.sees("Water", "Fish.")


def approve(olga: Hand) -> None:
    registration = Registration.objects.get(cluster__name="Water")
    olga.go(f"{EVENT}registrations/{registration.pk}/")
    olga.sees("Fish.")
    olga.button("Approve Water")
    registration.refresh_from_db()
    assert registration.state == "approved"


def send_a_follow_up(olga: Hand) -> None:
    olga.go(f"{EVENT}questions/")
    olga.fill(words="When do you arrive?", last_day="2094-05-20")
    olga.tick(olga.field("asked", "follow_up"))
    olga.button("Add the question")
    olga.sees("1 follow-up is not sent yet: no cluster sees it.")
    olga.button("Send the follow-ups")
    olga.misses("1 follow-up is not sent yet")


def answer_the_follow_up(ana: Hand) -> None:
    registration = Registration.objects.get(cluster__name="Water")
    ana.go(f"/registrations/{registration.pk}/")
    ana.link("More questions of the organiser")
    ana.write(ana.page.get_by_label("When do you arrive?"), "By the night train.")
    ana.button("Save the answers")


def read_the_follow_up(olga: Hand) -> None:
    olga.go(f"{EVENT}questions/answers/")
    olga.link("When do you arrive?")
    olga.sees("Water", "By the night train.")
