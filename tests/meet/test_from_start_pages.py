"""Instant from the start on pages: two ways to ask, and what the two have and nobody else sees."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Edition
from matchmaking.models import MeetingRequest, ScheduleVersion
from matchmaking.services import placing
from matchmaking.services.feeds import make_feed
from tests.factories.accounts import StaffFactory
from tests.factories.clusters import MembershipFactory
from tests.matchmaking.from_start import NOW, A, B, C, FromStart
from tests.support.counting import queries_of

pytestmark = pytest.mark.django_db
BOTH_WAYS = ("Now, for a time", "Leave the time to the schedule")


@pytest.fixture
def event(db: None) -> FromStart:
    return FromStart.opened()


def browser(event: FromStart, side: int) -> Client:
    client = Client()
    client.force_login(event.person(side))
    return client


def organiser(event: FromStart) -> Client:
    client = Client()
    client.force_login(MembershipFactory(organisation=event.edition.owner).user)
    return client


def page(event: FromStart, side: int, name: str, *more: object) -> str:
    slugs = event.edition.slug, event.registrations[side].cluster.slug
    return reverse(f"meet-{name}", args=[*slugs, *more])


def partner(event: FromStart, side: int, other: int, name: str = "partner") -> str:
    return page(event, side, name, event.registrations[other].cluster.slug)


def here(event: FromStart, name: str, *more: object) -> str:
    return reverse(f"organise-{name}", args=[event.edition.slug, *more])


def test_a_partner_is_asked_for_a_time_or_the_time_is_left_to_the_schedule(
    event: FromStart,
) -> None:
    a, c = browser(event, A), browser(event, C)
    shown = a.get(partner(event, A, C)).text
    assert all(words in shown for words in BOTH_WAYS)
    times = partner(event, A, C, "partner-times")
    assert times in shown
    slot = event.slots[2].pk
    a.post(times, {"idempotency_key": uuid.uuid4(), "slots": [slot]})
    a.post(partner(event, A, B), {"idempotency_key": uuid.uuid4(), "priority": 1})
    timed, plain = MeetingRequest.objects.order_by("pk")
    assert (timed.is_instant, plain.is_instant) == (True, False)
    c.post(page(event, C, "answer", timed.pk), {"version": 1, "slot": slot})
    assert event.where(timed) == (2, 0)
    browser(event, B).post(page(event, B, "accept", plain.pk), {"version": 1})
    agreed = a.get(page(event, A, "requests"), {"tab": "agreed"}).text
    assert "Thursday 3 June, 10:00, table 1" in agreed
    assert "You get its time and table when the schedule is published." in agreed
    assert "no place yet" not in agreed


def test_where_the_rule_is_off_or_requests_are_closed_there_is_no_choice(
    event: FromStart,
) -> None:
    a = browser(event, A)
    event.set(state="scheduling")
    shown = a.get(partner(event, A, C)).text
    assert not any(words in shown for words in BOTH_WAYS)
    said = a.get(partner(event, A, C, "partner-times")).text
    assert "Free times are asked for while requests are open." in said
    event.set(state="requests_open", instant_from_start=False)
    shown = a.get(partner(event, A, C)).text
    assert not any(words in shown for words in BOTH_WAYS)
    assert "How much do you want this meeting?" in shown


def test_the_two_have_it_in_agenda_file_and_page_and_nobody_else(event: FromStart) -> None:
    request = event.accept(event.ask(1), 1)
    for side, other in ((A, "Cluster C"), (C, "Cluster A")):
        shown = browser(event, side).get(page(event, side, "agenda"))
        assert other in shown.text
        assert "You see the meetings that you agreed on for a time" in shown.text
        assert "Schedule 1" not in shown.text
        file = browser(event, side).get(page(event, side, "agenda-calendar"))
        assert other in file.content.decode()
        told = browser(event, side).get(page(event, side, "meeting", request.meeting.pk))
        assert "Ask for another time" in told.text
        assert "Cancel this meeting" in told.text
    feed = make_feed(user=event.person(A), cluster=None, now=NOW)
    assert "Cluster C" in Client().get(feed.get_absolute_url()).text
    assert "09:30" in browser(event, B).get(page(event, B, "agenda")).text
    assert "Cluster A" not in browser(event, B).get(page(event, B, "agenda")).text


def test_public_pages_say_nothing_of_it_before_publication(event: FromStart) -> None:
    event.set(is_fairness_public=True)
    names = ("edition-detail", "edition-calendar")
    visitor = Client()

    def seen() -> list[str]:
        pages = [reverse(name, args=[event.edition.slug]) for name in names]
        pages += [event.registrations[side].cluster.get_absolute_url() for side in (A, C)]
        pages += [reverse("edition-list"), reverse("home")]
        return [visitor.get(address).text for address in pages]

    before = seen()
    event.accept(event.ask(1), 1)
    assert seen() == before
    fairness = reverse("edition-fairness", args=[event.edition.slug])
    assert visitor.get(fairness).status_code == 404


class TestOrganiser:
    def test_sees_what_was_agreed_so_far_and_moves_it(self, event: FromStart) -> None:
        event.accept(event.ask(1), 1)
        shown = organiser(event).get(here(event, "version", 1)).text
        for words in ("Agreed so far", "No run has made it", "Move single meetings", "Cluster A"):
            assert words in shown
        assert "published" not in shown.split("<main")[1].split("Move single")[0]
        live = organiser(event).get(here(event, "version", 1), {"live": "1"}).text
        assert "You change what clusters have agreed on" in live

    def test_is_offered_to_leave_it_where_it_is(self, event: FromStart) -> None:
        event.accept(event.ask(1), 1)
        shown = organiser(event).get(here(event, "runs")).text
        assert "Meetings that clusters agreed on" in shown
        assert re.search('name="published_stay" value="kept"[^>]*checked', shown)

    def test_reads_before_publishing_what_differs_and_what_came_meanwhile(
        self, event: FromStart
    ) -> None:
        event.accept(event.ask(1), 1)
        draft = placing.start_draft(edition=event.edition, now=NOW)
        event.accept(event.ask(2, ours=B, theirs=C), 2)
        client, check = organiser(event), here(event, "publish", draft.number)
        shown = client.get(check).text
        assert "clusters agreed on 1 meeting, or changed it:" in " ".join(shown.split())
        assert "First publication: what differs from what clusters agreed on" in shown
        assert client.post(check, {"revision": draft.revision}).status_code == 409
        client.post(here(event, "keep", draft.number), {"idempotency_key": uuid.uuid4()})
        draft.refresh_from_db()
        client.post(check, {"revision": draft.revision})
        assert Edition.objects.get().state == "published"
        assert ScheduleVersion.objects.get(state="published").placements.count() == 2

    def test_sets_the_rule_which_then_stays(self, event: FromStart) -> None:
        Edition.objects.update(state="registration_open", instant_from_start=False)
        ScheduleVersion.objects.all().delete()
        client, rules = organiser(event), here(event, "rules")
        sent = {"version": 1, "instant_from_start": "on", "who_moves": "sides"}
        assert client.post(rules, sent).status_code == 302
        event.edition.refresh_from_db()
        assert event.edition.instant_from_start
        step = {"to": "requests_open", "version": event.edition.version}
        client.post(here(event, "state"), step)
        assert ScheduleVersion.objects.get().is_opening
        field = client.get(rules).text.split('name="instant_from_start"')[1].split(">")[0]
        assert "disabled" in field
        staff = Client()
        staff.force_login(StaffFactory())
        said = "clusters ask for free times while requests are open"
        assert said in staff.get(rules).text
        assert "Agreed so far 1" in client.get(here(event, "overview")).text


def test_the_pages_ask_at_most_fifteen_questions(event: FromStart) -> None:
    event.accept(event.ask(1), 1)
    a = browser(event, A)
    for address in (partner(event, A, B), page(event, A, "agenda"), page(event, A, "requests")):
        assert queries_of(a, address) <= 15, address
