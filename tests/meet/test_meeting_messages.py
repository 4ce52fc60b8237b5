"""What the two sides of a meeting write to each other: once, and while it makes sense."""

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from accounts.models import User
from clusters.models import Membership
from events.models import Edition, Registration
from interface.keys import KeyTaken
from matchmaking.models import Meeting, MeetingMessage
from matchmaking.services import meetings as services
from tests.meet.meeting import NOW, WORDS, Scene, manager
from tests.support.mails import told
from tests.support.racing import raced

pytestmark = pytest.mark.django_db
WRITTEN = "meeting-message"


@pytest.fixture
def scene(db: None) -> Scene:
    return Scene.published()


def write(scene: Scene, meeting: Meeting | None = None, **sent: Any) -> MeetingMessage:
    by = User.objects.get(memberships__organisation=scene.a.cluster)
    whole: dict[str, Any] = {"text": WORDS[2], "key": uuid.uuid4(), "by": by}
    whole |= {"side": scene.a, "now": NOW} | sent
    return services.write(meeting=meeting or scene.meeting, **whole)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
def test_a_double_click_is_one_message(scene: Scene) -> None:
    key = uuid.uuid4()
    first, second = raced([partial(write, scene, key=key)] * 2)
    assert first == second == MeetingMessage.objects.get()
    assert told(WRITTEN) == ["b@example.org"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
def test_of_two_messages_under_one_key_one_is_written(scene: Scene) -> None:
    key, other = uuid.uuid4(), scene.event.meetings[1]
    answers = raced([partial(write, scene, meeting, key=key) for meeting in (None, other)])
    assert {type(answer) for answer in answers} == {KeyTaken, MeetingMessage}
    assert MeetingMessage.objects.count() == 1


def erased(scene: Scene) -> None:
    Edition.objects.update(state="finished", people_erased_at=NOW)


def other_left(scene: Scene) -> None:
    Registration.objects.filter(pk=scene.b.pk).update(state="withdrawn")


def left(scene: Scene) -> None:
    Registration.objects.filter(pk=scene.a.pk).update(state="withdrawn")


def ruled_out(scene: Scene) -> None:
    Meeting.objects.update(is_cancelled=True)


def cancelled(scene: Scene) -> None:
    scene.cancel(scene.b)


def over(scene: Scene) -> None:
    Edition.objects.update(state="finished")


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        (erased, "What was written at this event is erased"),
        (other_left, "no longer takes part"),
        (left, "no longer takes part"),
        (ruled_out, "This meeting is no longer agreed"),
    ],
)
def test_where_nobody_is_to_read_it_no_message_is_taken(
    scene: Scene, prepare: Callable[[Scene], None], words: str
) -> None:
    page = scene.address("meet-meeting")
    a = manager("a")
    assert "Send the message" in a.get(page).text
    prepare(scene)
    shown = a.get(page).text
    assert words in shown
    assert "Send the message" not in shown
    answer = a.post(page, {"text": WORDS[2], "idempotency_key": uuid.uuid4()})
    assert answer.status_code == 409
    assert words in answer.text
    assert WORDS[2] in answer.text, "what was typed can be copied"
    assert not MeetingMessage.objects.exists()
    assert told(WRITTEN) == []


@pytest.mark.parametrize("prepare", [cancelled, over])
def test_who_met_or_was_to_meet_goes_on_writing(
    scene: Scene, prepare: Callable[[Scene], None]
) -> None:
    prepare(scene)
    sent = {"text": WORDS[2], "idempotency_key": uuid.uuid4()}
    answer = manager("a").post(scene.address("meet-meeting"), sent, follow=True)
    assert "They get a mail that you wrote." in answer.text
    assert told(WRITTEN) == ["b@example.org"]


def test_where_nobody_speaks_for_the_other_side_the_page_says_so(scene: Scene) -> None:
    Membership.objects.filter(organisation=scene.b.cluster).delete()
    sent = {"text": WORDS[2], "idempotency_key": uuid.uuid4()}
    answer = manager("a").post(scene.address("meet-meeting"), sent, follow=True)
    assert "Nobody speaks for them at present" in answer.text
    assert "They get a mail" not in answer.text


def test_another_text_under_a_key_that_was_kept_is_not_lost(scene: Scene) -> None:
    page, key, a = scene.address("meet-meeting"), uuid.uuid4(), manager("a")
    a.post(page, {"text": WORDS[2], "idempotency_key": key})
    for _ in range(2):
        answer = a.post(page, {"text": "Bring samples.", "idempotency_key": key})
        assert answer.status_code == 422
        assert "This form was sent before. Open the page again." in answer.text
        assert "Bring samples." in answer.text, "what was typed can be copied"
    assert MeetingMessage.objects.get().text == WORDS[2]
