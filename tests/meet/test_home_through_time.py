"""What a cluster's pages and the public lists say before, during and after an event."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalogue.queries.home import home
from events.models import Edition, Registration
from events.queries.editions import Task, next_task
from meet.queries.home import my_clusters, open_editions
from organise.queries.overview import overview
from organise.words import overview as overview_words
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory

pytestmark = pytest.mark.django_db

BEFORE = datetime(2094, 5, 1, 9, tzinfo=UTC)
DURING = datetime(2094, 6, 3, 9, tzinfo=UTC)
AFTER = datetime(2094, 6, 5, 9, tzinfo=UTC)
OVER = {"starts_on": date(2025, 5, 4), "ends_on": date(2025, 5, 5)}


def home_of(registration: Registration) -> str:
    browser = Client()
    browser.force_login(MembershipFactory(organisation=registration.cluster).user)
    args = [registration.edition.slug, registration.cluster.slug]
    return browser.get(reverse("meet-home", args=args)).text


def test_home_recommends_and_counts_free_times_before_the_event() -> None:
    page = home_of(RegistrationFactory())
    assert "Recommended partners" in page
    assert "free times" in page
    assert "The event is over" not in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({**OVER, "state": "published"}, "The event is over."),
        ({"state": "cancelled"}, "The event is cancelled."),
    ],
)
def test_home_recommends_and_counts_nothing_once_it_is_over(
    fields: dict[str, object], words: str
) -> None:
    page = home_of(RegistrationFactory(edition=EditionFactory(**fields)))
    assert words in page
    assert "Recommended partners" not in page
    assert "free times" not in page
    assert "Next:" not in page


def test_only_what_is_open_now_is_offered_for_registration() -> None:
    person = MembershipFactory(organisation=ClusterFactory()).user
    ahead = EditionFactory()
    for state in ("published", "cancelled", "draft"):
        EditionFactory(state=state)
    assert open_editions(my_clusters(person, BEFORE), BEFORE) == [ahead]
    assert open_editions(my_clusters(person, AFTER), AFTER) == []


def test_the_nearest_event_to_come_stands_first_and_the_past_last() -> None:
    cluster = ClusterFactory()
    person = MembershipFactory(organisation=cluster).user
    later, sooner, over = (
        EditionFactory(starts_on=day, ends_on=day)
        for day in (date(2094, 9, 1), date(2094, 6, 3), date(2094, 1, 1))
    )
    for edition in (later, sooner, over):
        RegistrationFactory(edition=edition, cluster=cluster)
    [mine] = my_clusters(person, BEFORE)
    assert [row.edition for row in mine.registrations] == [sooner, later, over]


def test_the_public_home_announces_neither_cancelled_nor_past_events() -> None:
    ahead = EditionFactory()
    EditionFactory(state="cancelled")
    past = EditionFactory(**OVER, state="published")
    found = home(today=timezone.now().date(), now=timezone.now())
    assert [row.row.edition for row in found.upcoming] == [ahead]
    assert [row.edition for row in found.past] == [past]


def test_a_public_page_says_the_state_that_holds_not_the_stored_one() -> None:
    edition = EditionFactory(**OVER, state="registration_open")
    page = Client().get(edition.get_absolute_url()).text
    assert "Finished" in page
    assert "Registration open" not in page
    assert "Register a delegation" not in page


@pytest.mark.parametrize(
    ("state", "now", "task"),
    [
        ("draft", BEFORE, Task.PROGRAMME),
        ("draft", AFTER, Task.DATES),
        ("requests_open", BEFORE, Task.REQUESTS),
        ("requests_open", AFTER, Task.NOTHING),
        ("published", BEFORE, Task.REPLANNING),
        ("published", DURING, Task.DAY),
        ("published", AFTER, Task.NOTHING),
    ],
)
def test_what_an_organiser_does_next_is_a_question_of_the_clock(
    state: str, now: datetime, task: Task
) -> None:
    edition: Edition = EditionFactory(state=state)
    assert next_task(edition, 0, now) == task


def test_nobody_is_reminded_to_decide_after_the_end() -> None:
    edition: Edition = EditionFactory(state="published")
    assert next_task(edition, 2, BEFORE) == Task.REGISTRATIONS
    assert next_task(edition, 2, AFTER) == Task.NOTHING


@pytest.mark.parametrize("name", ["meet-requests", "meet-partners", "meet-availability"])
def test_every_page_of_a_cluster_says_that_the_event_is_over(name: str) -> None:
    registration = RegistrationFactory(edition=EditionFactory(**OVER, state="published"))
    browser = Client()
    browser.force_login(MembershipFactory(organisation=registration.cluster).user)
    args = [registration.edition.slug, registration.cluster.slug]
    assert "The event is over." in browser.get(reverse(name, args=args)).text


@pytest.mark.parametrize("name", ["overview", "programme", "times", "requests", "schedule"])
def test_every_page_of_an_organiser_says_that_the_event_is_finished(name: str) -> None:
    edition = EditionFactory(**OVER, state="published")
    browser = Client()
    browser.force_login(MembershipFactory(organisation=edition.owner).user)
    page = browser.get(reverse(f"organise-{name}", args=[edition.slug])).text
    assert "The event is finished. These pages stay to read." in page


def test_nobody_is_told_to_ask_for_meetings_of_an_event_that_is_over() -> None:
    edition = EditionFactory(**OVER)
    ours, theirs = RegistrationFactory.create_batch(2, edition=edition)
    browser = Client()
    browser.force_login(MembershipFactory(organisation=ours.cluster).user)
    args = [edition.slug, ours.cluster.slug, theirs.cluster.slug]
    page = browser.get(reverse("meet-partner", args=args)).text
    assert "Nobody is asked for a meeting any more." in page


def test_who_can_ask_no_more_is_not_sent_to_find_partners() -> None:
    registration = RegistrationFactory(edition=EditionFactory(state="requests_open"))
    browser = Client()
    browser.force_login(MembershipFactory(organisation=registration.cluster).user)
    args = [registration.edition.slug, registration.cluster.slug]
    pages = [reverse(name, args=args) for name in ("meet-home", "meet-requests")]
    assert all("Find partners" in browser.get(page).text for page in pages)
    Edition.objects.update(state="published")
    assert not any("Find partners" in browser.get(page).text for page in pages)


def test_what_is_done_before_leaving_is_not_asked_at_the_event() -> None:
    today = timezone.now().date()
    edition: Edition = EditionFactory(
        state="published", starts_on=today - timedelta(days=1), ends_on=today + timedelta(days=1)
    )
    registration = RegistrationFactory(edition=edition)
    browser = Client()
    browser.force_login(MembershipFactory(organisation=registration.cluster).user)
    home = reverse("meet-home", args=[edition.slug, registration.cluster.slug])
    page = browser.get(home).text
    assert "Before you leave" not in page
    assert reverse("meet-organiser", args=[edition.slug, registration.cluster.slug]) in page


def test_what_was_not_decided_is_no_task_after_the_end() -> None:
    edition: Edition = EditionFactory(state="published")
    RegistrationFactory.create_batch(2, edition=edition, state="waiting")
    for now, note in ((BEFORE, "2 to decide"), (AFTER, "2 not decided")):
        groups = overview_words.groups(edition, overview(edition, now))
        [task] = [task for task in groups[0].tasks if task.words == "Registrations"]
        assert (task.note, task.is_done) == (note, now == AFTER)
