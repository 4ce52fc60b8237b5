"""What a meeting was worth to a side: given, changed, taken back, and who reads it."""

from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from events.models import Delegate, Edition, Registration
from matchmaking.models import MeetingRating, PlacementParticipant
from matchmaking.queries.held import ratings
from matchmaking.services import held as services
from notifications.models import OutboxMessage
from privacy.models import LogEntry
from privacy.queries.my_data import my_data
from privacy.services.ending import end_with_edition
from privacy.services.erasing import erase
from tests.factories.delegates import with_account
from tests.factories.events import EditionFactory, EventRoleFactory
from tests.factories.matchmaking import meeting_between, placed
from tests.meet.meeting import Scene, browser, manager, organiser_of
from tests.meet.test_held import begins, say
from tests.support.racing import raced

pytestmark = pytest.mark.django_db
ASKED = "What was it worth to you?"


@pytest.fixture
def scene(db: None) -> Scene:
    return Scene.published()


def rate(scene: Scene, side: Registration, stars: int | None, meeting: int = 0) -> None:
    by = User.objects.get(memberships__organisation=side.cluster)
    at = begins(scene) + timedelta(hours=1)
    found = scene.event.meetings[meeting]
    services.rate(meeting=found, side=side, by=by, stars=stars, now=at)


MARK = 'aria-pressed="true"'


def main(page: str) -> str:
    """Without the footer, whose buttons are pressed too."""
    return page.partition("<main")[2].partition("</main>")[0]


def given() -> list[int]:
    return list(MeetingRating.objects.order_by("pk").values_list("stars", flat=True))


def test_a_side_rates_it_on_the_page_changes_it_and_takes_it_back(scene: Scene) -> None:
    page, act = scene.address("meet-meeting"), scene.address("meet-meeting-rate")
    before = OutboxMessage.objects.count()
    with time_machine.travel(begins(scene), tick=False):
        a = manager("a")
        assert ASKED in a.get(page).text
        for stars in (4, 2):
            shown = main(a.post(act, {"stars": stars}, follow=True).text)
            assert shown.count(MARK) == 1
            assert given() == [stars]
        assert "Your rating is taken back." in a.post(act, {"stars": "back"}, follow=True).text
        assert given() == []
        for wrong in ("0", "6", "", "many"):
            assert a.post(act, {"stars": wrong}).status_code == 422
    assert OutboxMessage.objects.count() == before


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (timedelta(minutes=-1), "Once this meeting has begun"),
        (timedelta(), ""),
        (timedelta(days=30), ""),
        (timedelta(days=31), "That is over."),
    ],
)
def test_it_is_rated_while_it_may_be_said_whether_it_was_held(
    scene: Scene, after: timedelta, words: str
) -> None:
    Edition.objects.update(ends_on=begins(scene).date())
    with time_machine.travel(begins(scene) + after, tick=False):
        a = manager("a")
        assert (ASKED in a.get(scene.address("meet-meeting")).text) == (not words)
        answer = a.post(scene.address("meet-meeting-rate"), {"stars": "5"})
    assert answer.status_code == (409 if words else 302)
    assert words in answer.text
    assert given() == ([] if words else [5])


def test_who_says_that_it_was_not_held_does_not_rate_it(scene: Scene) -> None:
    rate(scene, scene.a, 5)
    rate(scene, scene.b, 3)
    say(scene, scene.a, False)
    assert given() == [3], "the rating goes with the word, the other side keeps its own"
    with time_machine.travel(begins(scene), tick=False):
        a = manager("a")
        assert ASKED not in a.get(scene.address("meet-meeting")).text
        answer = a.post(scene.address("meet-meeting-rate"), {"stars": "5"})
    assert answer.status_code == 409
    assert "Your cluster says that this meeting was not held." in answer.text
    say(scene, scene.a, None)
    rate(scene, scene.a, 5)
    assert given() == [3, 5]


def test_the_database_has_one_rating_a_side_of_one_to_five(scene: Scene) -> None:
    rate(scene, scene.a, 5)
    row = {"meeting": scene.meeting, "given_by": scene.event.user, "given_at": begins(scene)}
    for side, stars in ((scene.a, 4), (scene.b, 0), (scene.b, 6)):
        with pytest.raises(IntegrityError), transaction.atomic():
            MeetingRating.objects.create(side=side, stars=stars, **row)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
def test_two_sides_at_once_and_one_twice_are_one_rating_each(scene: Scene) -> None:
    acts = [partial(rate, scene, scene.a, 5)] * 2 + [partial(rate, scene, scene.b, 1)]
    for _ in range(10):
        assert raced(acts) == [None, None, None]
        assert sorted(given()) == [1, 5]
        for side in (scene.a, scene.b):
            rate(scene, side, None)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
def test_rating_and_saying_that_it_was_not_held_at_once_leave_no_rating(scene: Scene) -> None:
    acts = [partial(rate, scene, scene.a, 5), partial(say, scene, scene.a, False)]
    for _ in range(10):
        raced(acts)
        assert given() == []
        say(scene, scene.a, None)


def pages(scene: Scene) -> list[str]:
    slug = scene.event.edition.slug
    return [
        scene.backstage,
        *(reverse(f"organise-{name}", args=[slug]) for name in ("overview", "held", "log")),
        reverse("edition-detail", args=[slug]),
    ]


def reads(client: Client, page: str) -> bool:
    shown = main(client.get(page).text)
    return MARK in shown or "rated it" in shown or "of 5" in shown


def test_the_own_cluster_alone_reads_a_rating(scene: Scene) -> None:
    ada = Delegate.objects.create(registration=scene.a, name="Ada")
    seats = PlacementParticipant.objects.filter(registration=scene.a, meeting=scene.meeting)
    seats.update(delegate=ada)
    rate(scene, scene.a, 4)
    own = reverse("delegate-meeting", args=[scene.event.edition.slug, scene.meeting.pk])
    theirs = scene.address("meet-meeting", scene.b)
    with time_machine.travel(begins(scene), tick=False):
        assert MARK in main(manager("a").get(scene.address("meet-meeting")).text)
        assert MARK in main(browser(with_account(ada).user).get(own).text)
        shown = main(manager("b").get(theirs).text)
        assert ASKED in shown
        assert MARK not in shown
        organiser = organiser_of(scene)
        assert [page for page in pages(scene) if reads(organiser, page)] == []
        assert not reads(Client(), pages(scene)[-1])
    with time_machine.travel(begins(scene) + timedelta(days=90), tick=False):
        said = "Your cluster rated it 4 of 5."
        assert said in manager("a").get(scene.address("meet-meeting")).text
        assert said not in manager("b").get(theirs).text


def test_a_delegate_who_sits_there_rates_it_for_the_cluster(scene: Scene) -> None:
    ada = Delegate.objects.create(registration=scene.a, name="Ada")
    other = Delegate.objects.create(registration=scene.a, name="Bo", position=1)
    seats = PlacementParticipant.objects.filter(registration=scene.a, meeting=scene.meeting)
    seats.update(delegate=ada)
    act = reverse("delegate-meeting-rate", args=[scene.event.edition.slug, scene.meeting.pk])
    with time_machine.travel(begins(scene), tick=False):
        sitting, elsewhere = (browser(with_account(one).user) for one in (ada, other))
        assert sitting.post(act, {"stars": "4"}).status_code == 302
        assert elsewhere.post(act, {"stars": "1"}).status_code == 404
    assert MeetingRating.objects.get().side == scene.a
    assert given() == [4]


def test_planners_read_the_average_from_three_ratings_on_and_nobody_else(scene: Scene) -> None:
    c, d = scene.event.registrations[2:]
    edition, page = scene.event.edition, reverse("organise-held", args=[scene.event.edition.slug])
    words = "The clusters rate their meetings 3.7 of 5 on average, by 3 ratings."
    rate(scene, scene.a, 5)
    rate(scene, scene.b, 4)
    assert ratings(edition) is None, "two are too few"
    reception = EventRoleFactory(edition=edition, role="reception").user
    rate(scene, c, 2, meeting=1)
    with time_machine.travel(begins(scene), tick=False):
        assert words in organiser_of(scene).get(page).text
        assert "on average" not in browser(reception).get(page).text
    services.say(
        meeting=scene.event.meetings[1],
        side=d,
        by=scene.event.user,
        was_held=False,
        now=begins(scene) + timedelta(hours=1),
    )
    assert ratings(edition) is None, "one is of a meeting that was not held"


def test_averages_are_of_one_event(scene: Scene) -> None:
    for stars, side in ((1, scene.a), (2, scene.b)):
        rate(scene, side, stars)
    late = meeting_between(scene.a, scene.event.registrations[2])
    placed(scene.event.version, late, scene.event.slots[2], scene.event.tables[0])
    scene.event.meetings.append(late)
    rate(scene, scene.a, 3, meeting=2)
    found = ratings(scene.event.edition)
    assert found
    assert (found.average, found.count) == (2, 3)
    assert ratings(EditionFactory()) is None


def test_the_log_tells_that_it_was_rated_and_not_how(scene: Scene) -> None:
    with time_machine.travel(begins(scene), tick=False):
        manager("a").post(scene.address("meet-meeting-rate"), {"stars": "4"})
        page = reverse("organise-log", args=[scene.event.edition.slug])
        assert "rated a meeting." in organiser_of(scene).get(page).text
    entry = LogEntry.objects.get(table_name="matchmaking_meetingrating")
    assert entry.after
    assert "stars" not in entry.after


def test_it_is_in_my_data_and_goes_with_the_person(scene: Scene) -> None:
    rate(scene, scene.a, 4)
    rate(scene, scene.b, 2)
    ada = User.objects.get(email="a@example.org")
    rows = [
        row for part in my_data(ada) if part.what == "How you rate a meeting" for row in part.rows
    ]
    assert [row["stars"] for row in rows] == [4]
    erase(person=ada, now=begins(scene))
    assert given() == [2]


def test_with_the_personal_data_of_the_event_goes_who_gave_it(scene: Scene) -> None:
    rate(scene, scene.a, 4)
    end_with_edition(scene.event.edition.pk)
    rating = MeetingRating.objects.get()
    assert (rating.stars, rating.given_by) == (4, None)
