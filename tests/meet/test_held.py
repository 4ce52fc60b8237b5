"""Whether a meeting was held: said by its sides, by the organiser, taken back, and what follows."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import User
from catalogue.queries.matrix import planned_pairs
from events.models import Delegate, Edition, Registration
from matchmaking.models import (
    Meeting,
    MeetingWord,
    PlacementParticipant,
    ScheduleVersion,
)
from matchmaking.queries.held import unsettled
from matchmaking.queries.schedule import planned
from matchmaking.services import held as services
from notifications.models import OutboxMessage
from organise.queries.overview import overview
from tests.factories.delegates import with_account
from tests.factories.events import EventRoleFactory
from tests.meet.meeting import Scene, browser, manager, organiser_of
from tests.support.counting import queries_of
from tests.support.racing import raced

pytestmark = pytest.mark.django_db
Say = Callable[..., None]


@pytest.fixture
def scene(db: None) -> Scene:
    return Scene.published()


def begins(scene: Scene) -> datetime:
    first: datetime = scene.event.slots[0].period.lower
    return first


def say(scene: Scene, side: Registration | None, was_held: bool | None) -> None:
    by = scene.event.user
    if side:
        by = User.objects.get(memberships__organisation=side.cluster)
    services.say(meeting=scene.meeting, side=side, by=by, was_held=was_held, now=begins(scene))


def recorded(scene: Scene) -> bool | None:
    return Meeting.objects.get(pk=scene.meeting.pk).was_held


@pytest.mark.parametrize(
    ("ours", "theirs", "organiser", "found"),
    [
        (None, None, None, None),
        (True, None, None, True),
        (None, False, None, False),
        (True, True, None, True),
        (False, False, None, False),
        (True, False, None, None),
        (False, True, None, None),
        (True, False, True, True),
        (True, False, False, False),
        (True, True, False, False),
        (None, None, True, True),
    ],
)
def test_what_is_recorded_follows_from_the_words(
    scene: Scene,
    ours: bool | None,
    theirs: bool | None,
    organiser: bool | None,
    found: bool | None,
) -> None:
    for side, word in ((scene.a, ours), (scene.b, theirs), (None, organiser)):
        say(scene, side, word)
    assert recorded(scene) is found
    for side in (scene.a, scene.b, None):
        say(scene, side, None)
    assert recorded(scene) is None, "taken back, nothing is known"
    assert not MeetingWord.objects.exists()


def test_who_says_it_otherwise_for_a_side_speaks_for_it(scene: Scene) -> None:
    say(scene, scene.a, True)
    say(scene, scene.a, False)
    assert MeetingWord.objects.get().was_held is False
    assert recorded(scene) is False


def test_the_database_has_one_word_a_side_and_one_of_the_organiser(scene: Scene) -> None:
    for side in (scene.a, None):
        say(scene, side, True)
        with pytest.raises(IntegrityError), transaction.atomic():
            MeetingWord.objects.create(
                meeting=scene.meeting,
                side=side,
                was_held=False,
                said_by=scene.event.user,
                said_at=begins(scene),
            )


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("theirs", [True, False])
def test_two_sides_at_once_are_both_heard(scene: Scene, *, theirs: bool) -> None:
    acts = [partial(say, scene, scene.a, True), partial(say, scene, scene.b, theirs)]
    for _ in range(20):
        assert raced(acts) == [None, None]
        assert MeetingWord.objects.count() == 2
        assert recorded(scene) is (True if theirs else None)
        for side in (scene.a, scene.b):
            say(scene, side, None)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
def test_one_side_twice_at_once_is_one_word(scene: Scene) -> None:
    assert raced([partial(say, scene, scene.a, True)] * 2) == [None, None]
    assert MeetingWord.objects.get().was_held
    assert recorded(scene) is True


BUTTON = "It was not held"


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (timedelta(minutes=-1), "Once this meeting has begun"),
        (timedelta(), ""),
        (timedelta(days=30), ""),
        (timedelta(days=31), "until 30 days after the event. That is over."),
    ],
)
def test_it_is_said_from_the_beginning_until_thirty_days_after(
    scene: Scene, after: timedelta, words: str
) -> None:
    page, act = scene.address("meet-meeting"), scene.address("meet-meeting-held")
    Edition.objects.update(ends_on=begins(scene).date())
    with time_machine.travel(begins(scene) + after, tick=False):
        shown = manager("a").get(page).text
        answer = manager("a").post(act, {"word": "held"})
    assert (BUTTON in shown) == (not words)
    assert answer.status_code == (409 if words else 302)
    assert words in shown
    assert words in answer.text
    assert recorded(scene) is (None if words else True)


def cancelled_event(scene: Scene) -> None:
    Edition.objects.update(state="cancelled")


def cancelled(scene: Scene) -> None:
    Meeting.objects.update(is_cancelled=True)


def agreed_before_publication(scene: Scene) -> None:
    ScheduleVersion.objects.update(is_opening=True)


def without_place(scene: Scene) -> None:
    ScheduleVersion.objects.update(state="replaced")


def erased(scene: Scene) -> None:
    Edition.objects.update(people_erased_at=begins(scene))


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        (cancelled_event, "This event is cancelled"),
        (cancelled, "This meeting is called off"),
        (agreed_before_publication, "no place in a published schedule"),
        (without_place, "no place in a published schedule"),
        (erased, "That is over."),
    ],
)
def test_of_what_did_not_take_place_nothing_is_said(
    scene: Scene, prepare: Callable[[Scene], None], words: str
) -> None:
    prepare(scene)
    with time_machine.travel(begins(scene), tick=False):
        assert BUTTON not in manager("a").get(scene.address("meet-meeting")).text
        answer = manager("a").post(scene.address("meet-meeting-held"), {"word": "held"})
    assert answer.status_code == 409
    assert words in answer.text
    assert not MeetingWord.objects.exists()


def test_a_side_says_it_on_the_page_and_takes_it_back_and_nobody_is_mailed(scene: Scene) -> None:
    page, act = scene.address("meet-meeting"), scene.address("meet-meeting-held")
    before = OutboxMessage.objects.count()
    with time_machine.travel(begins(scene), tick=False):
        a = manager("a")
        said = a.post(act, {"word": "not_held"}, follow=True).text
        assert "Noted that it was not held." in said
        assert "This meeting is recorded as not held." in said
        assert "Cluster A says that it was not held." in said
        theirs = manager("b").get(scene.address("meet-meeting", scene.b)).text
        assert "Cluster A says that it was not held." in theirs
        back = a.post(act, {"word": "back"}, follow=True).text
        assert "It is not known yet" in back
        assert a.post(act, {"word": "perhaps"}).status_code == 422
        assert a.get(page).status_code == 200
    assert OutboxMessage.objects.count() == before


def test_who_said_it_is_named_to_the_own_side_and_the_organiser_alone(scene: Scene) -> None:
    User.objects.filter(email="a@example.org").update(name="Ada Said So")
    say(scene, scene.a, True)
    viewer = EventRoleFactory(edition=scene.event.edition, role="viewer").user
    with time_machine.travel(begins(scene), tick=False):
        assert "Ada Said So" in manager("a").get(scene.address("meet-meeting")).text
        assert "Ada Said So" in organiser_of(scene).get(scene.backstage).text
        for reader, page in (
            (manager("b"), scene.address("meet-meeting", scene.b)),
            (browser(viewer), scene.backstage),
        ):
            shown = reader.get(page).text
            assert "Cluster A says that it was held." in shown
            assert "Ada Said So" not in shown


def test_a_delegate_who_sits_there_says_it_for_the_cluster(scene: Scene) -> None:
    ada = Delegate.objects.create(registration=scene.a, name="Ada")
    other = Delegate.objects.create(registration=scene.a, name="Bo", position=1)
    seats = PlacementParticipant.objects.filter(registration=scene.a, meeting=scene.meeting)
    seats.update(delegate=ada)
    slug, pk = scene.event.edition.slug, scene.meeting.pk
    act, page = (
        reverse(name, args=[slug, pk]) for name in ("delegate-meeting-held", "delegate-meeting")
    )
    with time_machine.travel(begins(scene), tick=False):
        sitting, elsewhere = (browser(with_account(one).user) for one in (ada, other))
        assert BUTTON in sitting.get(page).text
        assert sitting.post(act, {"word": "held"}).status_code == 302
        assert elsewhere.post(act, {"word": "not_held"}).status_code == 404
    assert MeetingWord.objects.get().side == scene.a
    assert recorded(scene) is True


@pytest.mark.parametrize(
    ("role", "status"), [("planner", 302), ("reception", 302), ("viewer", 403)]
)
def test_planners_and_the_reception_settle_what_the_sides_disagree_on(
    scene: Scene, role: str, status: int
) -> None:
    say(scene, scene.a, True)
    say(scene, scene.b, False)
    edition = scene.event.edition
    user = EventRoleFactory(edition=edition, role=role).user
    listed, home = (
        reverse(name, args=[edition.slug]) for name in ("organise-held", "organise-overview")
    )
    act = reverse("organise-meeting-held", args=[edition.slug, scene.meeting.pk])
    with time_machine.travel(begins(scene), tick=False):
        person = browser(user)
        assert "The two clusters say different things." in person.get(scene.backstage).text
        assert "To settle" in person.get(listed).text
        assert f'href="{listed}">Settle which meetings were held' in person.get(home).text
        assert (BUTTON in person.get(scene.backstage).text) == (status == 302)
        assert person.post(act, {"word": "held"}).status_code == status
        assert ("To settle" in person.get(listed).text) == (status == 403)
    assert recorded(scene) is (True if status == 302 else None)


def test_the_list_has_what_has_begun_with_disputes_first(scene: Scene) -> None:
    say(scene, scene.a, True)
    say(scene, scene.b, False)
    page = reverse("organise-held", args=[scene.event.edition.slug])
    with time_machine.travel(begins(scene), tick=False):
        reader = organiser_of(scene)
        shown = reader.get(page).text
        assert ("Cluster A" in shown, "Cluster C" in shown) == (True, False), "it is to come"
    with time_machine.travel(scene.event.slots[1].period.lower, tick=False):
        shown = reader.get(page).text
        assert shown.index("Cluster A") < shown.index("Cluster C")
        assert "Nobody has said yet" in shown
    say(scene, None, False)
    with time_machine.travel(scene.event.slots[1].period.lower, tick=False):
        shown = reader.get(page).text
        assert shown.index("Cluster C") < shown.index("Cluster A"), "the last to begin is first"


def test_before_the_event_the_list_is_empty_and_nothing_is_over(scene: Scene) -> None:
    page = reverse("organise-held", args=[scene.event.edition.slug])

    def read(when: datetime) -> tuple[bool, bool, bool]:
        with time_machine.travel(when, tick=False):
            text = browser(organiser).get(page).text
        words = ("No meeting has begun yet.", "That is over.", "Meetings of a cluster")
        return words[0] in text, words[1] in text, words[2] in text

    organiser_of(scene)
    organiser = User.objects.get(email="organiser@example.org")
    edition = Edition.objects.filter(pk=scene.event.edition.pk)
    for state in ("requests_open", "published"):
        edition.update(state=state)
        assert read(begins(scene) - timedelta(days=2)) == (True, False, False)
    assert read(begins(scene)) == (False, False, True)
    assert read(begins(scene) + timedelta(days=40)) == (False, True, True)


def test_the_meetings_of_one_cluster_are_found_by_its_name(scene: Scene) -> None:
    page = reverse("organise-held", args=[scene.event.edition.slug])
    with time_machine.travel(scene.event.slots[1].period.lower, tick=False):
        reader = organiser_of(scene)
        found = reader.get(page, {"q": "clustr c"}).text
        assert ("Cluster A ×" in found, "Cluster C" in found) == (False, True)
        none = reader.get(page, {"q": "somebody else"}).text
    assert "No meeting that has begun is of a cluster that is called so." in none
    assert "Cluster A" not in none


def test_what_is_disputed_is_a_task_as_long_as_it_can_be_settled(scene: Scene) -> None:
    say(scene, scene.a, True)
    say(scene, scene.b, False)
    edition = Edition.objects.get(pk=scene.event.edition.pk)
    late = datetime.combine(edition.ends_on or begins(scene).date(), begins(scene).time(), UTC)
    assert unsettled(edition, late + timedelta(days=30)).count() == 1
    assert unsettled(edition, late + timedelta(days=31)).count() == 0
    tasks = [task.code for group in overview(edition, late).groups for task in group.tasks]
    assert "held" in tasks
    say(scene, scene.b, True)
    assert unsettled(edition, late).count() == 0


def test_a_word_on_the_page_changes_the_figures_and_who_met_whom(scene: Scene) -> None:
    edition = Edition.objects.get(pk=scene.event.edition.pk)

    def press(word: str) -> None:
        with time_machine.travel(begins(scene), tick=False):
            act = scene.address("meet-meeting-held")
            assert manager("a").post(act, {"word": word}).status_code == 302

    def counted() -> tuple[int, int, int]:
        met = planned_pairs(edition)
        return planned().filter(edition=edition).count(), len(met), sum(met.values())

    assert counted() == (2, 2, 0)
    press("held")
    assert counted() == (2, 2, 1)
    press("not_held")
    assert counted() == (1, 1, 0)
    press("back")
    assert counted() == (2, 2, 0)


def test_the_list_asks_as_often_for_two_as_for_one(scene: Scene) -> None:
    page = reverse("organise-held", args=[scene.event.edition.slug])

    def asked(slot: int) -> int:
        with time_machine.travel(scene.event.slots[slot].period.lower, tick=False):
            reader = organiser_of(scene) if slot == 0 else browser(organiser)
            return queries_of(reader, page)

    first = asked(0)
    organiser = User.objects.get(email="organiser@example.org")
    assert asked(1) == first


def test_the_log_tells_who_said_it_and_what_is_recorded(scene: Scene) -> None:
    with time_machine.travel(begins(scene), tick=False):
        manager("a").post(scene.address("meet-meeting-held"), {"word": "held"})
        page = reverse("organise-log", args=[scene.event.edition.slug])
        shown = organiser_of(scene).get(page).text
    assert "said whether a meeting was held." in shown
    assert "changed whether a meeting is recorded as held." in shown
