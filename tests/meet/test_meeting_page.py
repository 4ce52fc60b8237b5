"""The page of one meeting: all of it for its two sides, its frame for the organiser."""

import uuid
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from accounts.models import User
from events.models import Delegate, Edition, Registration
from matchmaking.models import Meeting, MeetingMessage, MeetingRequest, Need, Offer, ScheduleEdit
from matchmaking.services import placing
from matchmaking.services.requests import CancelledAlready, CancelledByOthers, take_up
from matchmaking.telling.acts import tell_waiting
from notifications.delivery import deliver_due
from notifications.models import OutboxMessage
from tests.factories.accounts import StaffFactory
from tests.faults.conftest import violations
from tests.meet.meeting import NOW, WORDS, Scene, browser, manager, organiser_of
from tests.support.counting import queries_of
from tests.support.mails import told
from tests.support.racing import raced

SETTLED = NOW + timedelta(hours=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(db: None) -> Scene:
    return Scene.published()


@pytest.fixture
def organiser(scene: Scene) -> Client:
    return organiser_of(scene)


def test_both_sides_read_when_where_with_whom_and_why(scene: Scene) -> None:
    Delegate.objects.create(registration=scene.b, name="Ada of B", job_title="secret title")
    Need.objects.create(cluster=scene.a.cluster, text="Hydrogen storage", position=0)
    Offer.objects.create(cluster=scene.b.cluster, text="Hydrogen storage", position=0)
    text = manager("a").get(scene.address("meet-meeting")).text
    for words in (
        "Cluster B",
        "Thursday 3 June",
        "Table 1",
        "Ada of B",
        "which they offer",
        *WORDS[:2],
    ):
        assert words in text
    assert "secret title" not in text


def test_words_of_the_organiser_are_nobody_elses(scene: Scene) -> None:
    asked, answered = "The organiser wrote in {} place:", "The organiser answered in {} place:"

    def read(letter: str, side: Registration) -> str:
        return manager(letter).get(scene.address("meet-meeting", side)).text

    assert "You wrote when you asked:" in read("a", scene.a)
    assert "They wrote when they asked:" in read("b", scene.b)
    MeetingRequest.objects.update(asked_by_organiser=True, answered_by_organiser=True)
    for page, one, other in (
        (read("a", scene.a), "your", "their"),
        (read("b", scene.b), "their", "your"),
    ):
        assert asked.format(one) in page
        assert answered.format(other) in page
        for said in ("when you asked", "when they asked", "You answered", "They answered"):
            assert said not in page


def begins(scene: Scene) -> datetime:
    first: datetime = scene.event.slots[0].period.lower
    return first


@pytest.mark.parametrize(
    ("before", "minutes", "said"),
    [
        (31, 30, "Ask for another time"),
        (30, 30, "The two sides move a meeting until 30 minutes before it."),
        (5, 30, "The two sides move a meeting until 30 minutes before it."),
        (0, 30, "This meeting has begun. Ask the organiser"),
        (0, 0, "This meeting has begun. Ask the organiser"),
        (1, 1, "The two sides move a meeting until 1 minute before it."),
    ],
)
def test_what_the_clock_keeps_the_sides_from_is_said(
    scene: Scene, before: int, minutes: int, said: str
) -> None:
    Edition.objects.update(notice_minutes=minutes)
    with time_machine.travel(begins(scene) - timedelta(minutes=before), tick=False):
        shown = manager("a").get(scene.address("meet-meeting")).text
    may_move = said == "Ask for another time"
    assert said in shown
    assert ("Ask for another time" in shown) == may_move
    assert "Ask the organiser" in shown


def test_once_the_event_is_over_it_is_said_that_nothing_is_moved(scene: Scene) -> None:
    with time_machine.travel(begins(scene) + timedelta(days=30), tick=False):
        shown = manager("a").get(scene.address("meet-meeting")).text
    assert "Its meetings get no other times." in shown


CARD = "Who of you sits there"


def test_who_sits_in_a_meeting_that_has_begun_stays_and_that_is_said(scene: Scene) -> None:
    Delegate.objects.create(registration=scene.a, name="Ada of A")
    words, page = "who sits there stays as it is", scene.address("meet-meeting")
    with time_machine.travel(begins(scene) - timedelta(minutes=1), tick=False):
        assert words not in manager("a").get(page).text
    with time_machine.travel(begins(scene), tick=False):
        assert words in manager("a").get(page).text


def test_who_is_to_sit_there_is_asked_where_somebody_is_named_and_there(scene: Scene) -> None:
    page = scene.address("meet-meeting")
    assert CARD not in manager("a").get(page).text
    Delegate.objects.create(registration=scene.a, name="Ada of A")
    Delegate.objects.create(registration=scene.a, name="Bo of A", presence=[], position=1)
    shown = manager("a").get(page).text
    assert (CARD in shown, "Ada of A" in shown, "Bo of A" in shown) == (True, True, False)
    Delegate.objects.update(presence=[])
    shown = manager("a").get(page).text
    assert "None of your delegates is free at this time." in shown
    assert "Who is to sit there" not in shown


def test_who_is_to_sit_there_is_not_asked_of_a_cancelled_meeting(scene: Scene) -> None:
    Delegate.objects.create(registration=scene.a, name="Ada of A")
    scene.cancel(scene.b)
    assert CARD not in manager("a").get(scene.address("meet-meeting")).text


def test_others_find_nothing_and_readers_of_the_event_are_refused(
    scene: Scene, organiser: Client
) -> None:
    assert manager("c").get(scene.address("meet-meeting")).status_code == 404
    c = scene.event.registrations[2]
    assert manager("c").get(scene.address("meet-meeting", c)).status_code == 404
    assert organiser.get(scene.address("meet-meeting")).status_code == 403


def test_a_message_is_read_by_both_and_told_without_its_words(scene: Scene) -> None:
    sent = {"text": WORDS[2], "idempotency_key": str(uuid.uuid4())}
    for _ in range(2):
        manager("a").post(scene.address("meet-meeting"), sent)
    assert MeetingMessage.objects.count() == 1
    assert WORDS[2] in manager("b").get(scene.address("meet-meeting", scene.b)).text
    mail = OutboxMessage.objects.get(kind="meeting-message")
    assert (mail.recipient, WORDS[2] in mail.body) == ("b@example.org", False)
    assert scene.address("meet-meeting", scene.b) in mail.body


def test_the_organiser_reads_the_words_only_where_a_side_shows_them(
    scene: Scene, organiser: Client
) -> None:
    MeetingMessage.objects.create(
        meeting=scene.meeting,
        side=scene.a,
        author=User.objects.get(email="a@example.org"),
        text=WORDS[2],
        sent_at=NOW,
        idempotency_key=uuid.uuid4(),
    )
    staff = browser(StaffFactory())

    def found(client: Client) -> list[str]:
        text = client.get(scene.backstage).text
        assert "Cluster A" in text
        return [words for words in WORDS if words in text]

    assert (found(organiser), found(staff)) == ([], [])
    manager("b").post(scene.address("meet-meeting-show", scene.b), {"shown": "1"})
    assert (found(organiser), found(staff)) == (WORDS, [])
    manager("a").post(scene.address("meet-meeting-show"))
    assert found(organiser) == []


def test_the_calendar_entry_is_that_of_the_agenda(scene: Scene) -> None:
    answer = manager("a").get(scene.address("meet-meeting-calendar"))
    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert str(event["UID"]).startswith(f"meeting-{scene.meeting.pk}-{scene.a.pk}")
    assert (
        manager("a")
        .get(
            reverse(
                "meet-meeting-calendar",
                args=[scene.event.edition.slug, scene.a.cluster.slug, scene.event.meetings[1].pk],
            )
        )
        .status_code
        == 404
    )


def test_what_changed_is_said_to_both_and_to_the_organiser(scene: Scene, organiser: Client) -> None:
    placing.put(
        version=scene.event.version,
        meeting=scene.meeting.pk,
        slot=scene.event.slots[2].pk,
        table=scene.event.tables[1].pk,
        user=scene.event.user,
        key=uuid.uuid4(),
        now=NOW,
        is_live=True,
    )
    scene.cancel(scene.b)
    for client, address in (
        (manager("a"), scene.address("meet-meeting")),
        (organiser, scene.backstage),
    ):
        text = client.get(address).text
        assert "The organiser moved it from Thursday 3 June, 09:00, table 1 to" in text
        assert "Cluster B cancelled it. It was on Thursday 3 June, 10:00, table 2." in text
        assert "We fell ill." in text


def test_a_side_cancels_with_a_reason_and_all_others_are_told(
    scene: Scene, organiser: Client
) -> None:
    with time_machine.travel(NOW, tick=False):
        refused = manager("b").post(scene.address("meet-meeting-cancel", scene.b), {"reason": ""})
        assert refused.status_code == 422
        sent = {"reason": "We fell ill."}
        done = manager("b").post(scene.address("meet-meeting-cancel", scene.b), sent, follow=True)
    assert "You have cancelled this meeting." in done.text
    assert told("meeting-cancelled") == ["organiser@example.org"]
    tell_waiting(SETTLED)
    mail = OutboxMessage.objects.get(recipient="a@example.org")
    assert mail.subject == "Cancelled: your meeting with Cluster B"
    assert "Cluster B has cancelled the meeting" in " ".join(mail.body.split())
    assert "We fell ill." in mail.body
    again = manager("b").post(scene.address("meet-meeting-take-up", scene.b))
    assert again.status_code == 409


def test_undone_before_anybody_was_told_all_is_as_before(scene: Scene, organiser: Client) -> None:
    scene.cancel(scene.a)
    with pytest.raises(CancelledByOthers):
        take_up(meeting=scene.meeting, side=scene.b, now=NOW)
    take_up(meeting=scene.meeting, side=scene.a, now=NOW)
    tell_waiting(SETTLED)
    assert not OutboxMessage.objects.exists()
    scene.meeting.refresh_from_db()
    assert (scene.meeting.is_cancelled, scene.meeting.cancel_reason) == (False, "")
    assert scene.meeting.placements.count() == 1
    scene.cancel(scene.a)
    assert told("meeting-cancelled") == ["organiser@example.org"]


def test_once_the_organiser_was_told_the_side_does_not_take_it_up_alone(
    scene: Scene, organiser: Client
) -> None:
    scene.cancel(scene.a)
    take_up(meeting=scene.meeting, side=scene.a, now=NOW)
    scene.cancel(scene.a)
    with time_machine.travel(NOW, tick=False):
        page = scene.address("meet-meeting")
        assert scene.address("meet-meeting-take-up") in manager("a").get(page).text
        assert deliver_due(now=SETTLED) == 1
        assert scene.address("meet-meeting-take-up") not in manager("a").get(page).text
        refused = manager("a").post(scene.address("meet-meeting-take-up"))
    assert (refused.status_code, "Others have been told" in refused.text) == (409, True)
    take_up(meeting=scene.meeting, now=NOW)
    scene.cancel(scene.a)
    assert told("meeting-cancelled") == ["organiser@example.org"] * 2
    take_up(meeting=scene.meeting, side=scene.a, now=NOW)


def test_who_cancels_second_is_told_and_keeps_the_words(scene: Scene) -> None:
    with time_machine.travel(NOW, tick=False):
        a, b = manager("a"), manager("b")
        page = scene.address("meet-meeting-cancel")
        a.post(page, {"reason": "We fell ill."})
        again = a.post(page, {"reason": "We fell ill."})
        assert again.status_code == 302, "the same click again is no refusal"
        sent = {"reason": "Our flight is late."}
        answer = b.post(scene.address("meet-meeting-cancel", scene.b), sent)
        assert answer.status_code == 409
        assert "This meeting was cancelled already" in answer.text
        form = answer.context["form"]
        assert form["text"].value() == "Our flight is late."
        own = {"text": form["text"].value(), "idempotency_key": form["idempotency_key"].value()}
        assert b.post(scene.address("meet-meeting", scene.b), own).status_code == 302
        assert "Our flight is late." in a.get(scene.address("meet-meeting")).text
    scene.meeting.refresh_from_db()
    assert (scene.meeting.cancelled_side, scene.meeting.cancel_reason) == (scene.a, "We fell ill.")


def test_a_reason_that_comes_too_late_is_kept_where_the_other_side_has_left(scene: Scene) -> None:
    """There is no message to send it as: the page shows it, to be copied."""
    with time_machine.travel(NOW, tick=False):
        manager("a").post(scene.address("meet-meeting-cancel"), {"reason": "We fell ill."})
        Registration.objects.filter(pk=scene.a.pk).update(state="withdrawn")
        sent = {"reason": "Our flight is late."}
        answer = manager("b").post(scene.address("meet-meeting-cancel", scene.b), sent)
    assert answer.status_code == 409
    assert "This meeting was cancelled already" in answer.text
    assert "Our flight is late." in answer.text


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
def test_cancelled_by_both_sides_at_once_it_is_cancelled_once(scene: Scene) -> None:
    answers = raced([lambda: scene.cancel(scene.a), lambda: scene.cancel(scene.b)])
    assert {type(answer) for answer in answers} == {Meeting, CancelledAlready}
    scene.meeting.refresh_from_db()
    assert scene.meeting.cancelled_side in (scene.a, scene.b)
    assert scene.event.version.edits.filter(kind="cancelled").count() == 1
    assert violations() == []


def written(scene: Scene, count: int) -> None:
    """So many messages of A, the n-th of which says "Message n."; shown to the organiser."""
    Meeting.objects.update(shown_at=NOW, shown_by=scene.event.user)
    MeetingMessage.objects.bulk_create(
        MeetingMessage(
            meeting=scene.meeting,
            side=scene.a,
            author=User.objects.get(email="a@example.org"),
            text=f"Message {number + 1}.",
            sent_at=NOW + timedelta(minutes=number),
            idempotency_key=uuid.uuid4(),
        )
        for number in range(count)
    )


def changed(scene: Scene, count: int) -> None:
    """So many changes in place, from table 2 to table 1 at the first time and so on."""
    places = [
        {"slot": scene.event.slots[slot].pk, "table": scene.event.tables[table].pk}
        for slot, table in ((0, 1), (0, 0))
    ]
    first = scene.event.version.edits.count() + 1
    ScheduleEdit.objects.bulk_create(
        ScheduleEdit(
            version=scene.event.version,
            number=first + number,
            kind="moved",
            meeting=scene.meeting,
            before=places[number % 2],
            after=places[(number + 1) % 2],
            made_by=scene.event.user,
            idempotency_key=uuid.uuid4(),
        )
        for number in range(count)
    )


@pytest.mark.parametrize("is_backstage", [False, True])
def test_a_long_thread_and_many_changes_come_part_by_part(
    scene: Scene, organiser: Client, is_backstage: bool
) -> None:
    written(scene, 21)
    changed(scene, 21)
    client, page = manager("a"), scene.address("meet-meeting")
    if is_backstage:
        client, page = organiser, scene.backstage
    said = "The organiser moved it"
    first = client.get(page).text
    assert ("Message 21." in first, "Message 1." in first) == (True, False)
    assert first.index("Message 2.") < first.index("Message 20.")
    assert first.count(said) == 20
    if not is_backstage:
        refused = client.post(scene.address("meet-meeting-cancel"), {"reason": ""}).text
        assert f"{page}?messages=2#h-thread" in refused, "the page without a reason leads there"
    older = client.get(f"{page}?messages=2&changes=2").text
    assert ("Message 21." in older, "Message 1." in older) == (False, True)
    assert older.count(said) == 1
    assert "from Thursday 3 June, 09:00, table 2" in older, "the first change is the last one read"


def test_the_pages_ask_the_same_questions_whatever_was_written(
    scene: Scene, organiser: Client
) -> None:
    written(scene, 1)
    changed(scene, 1)
    a = manager("a")
    few = queries_of(a, scene.address("meet-meeting")), queries_of(organiser, scene.backstage)
    written(scene, 30)
    changed(scene, 30)
    for number in range(6):
        Delegate.objects.create(registration=scene.b, name=f"Delegate {number}")
    many = queries_of(a, scene.address("meet-meeting")), queries_of(organiser, scene.backstage)
    assert few == many
    assert max(many) <= 15
