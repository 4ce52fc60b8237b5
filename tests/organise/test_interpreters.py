"""Who interprets at an event: the organiser's pages, and who is named to whom."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Edition
from events.services.copying import copy_edition
from events.services.retention import erase_people
from matchmaking.models import Interpreter, Placement
from matchmaking.services import interpreters as services
from matchmaking.services.interpreters import Costs, InterpreterChanged, NameTaken, Said
from tests.factories.clusters import MembershipFactory
from tests.factories.interpreting import interpreter, of_two_languages, speaking
from tests.factories.schedules import Scheduled
from tests.support.racing import raced
from tests.support.telling import everything_told

NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)
WORDS = "Nobody would be left to interpret in 1 published meeting"


@pytest.fixture
def event(db: None) -> Scheduled:
    """A meets C in the published schedule, and Ada interprets there."""
    return published()


def published() -> Scheduled:
    event = of_two_languages(state="published")
    interpreter(event.edition, "Ada", "es", "de")
    event.version.state, event.version.published_at = "published", NOW
    event.version.published_revision = 0
    event.version.save()
    event.put_at(0, 0, 0, NOW, is_live=True)
    everything_told(event.edition)
    return event


def signed_in(event: Scheduled, role: str = "owner") -> Client:
    client = Client()
    client.force_login(MembershipFactory(organisation=event.edition.owner, role=role).user)
    return client


def at(event: Scheduled, name: str = "interpreters", *more: int) -> str:
    return reverse(f"organise-{name}", args=[event.edition.slug, *more])


def typed(name: str, *languages: str, **more: object) -> dict[str, object]:
    """There on the first day alone."""
    return {"name": name, "languages": list(languages), "day-0-there": "on", **more}


def ada() -> Interpreter:
    return Interpreter.objects.get(name="Ada")


def test_the_page_says_who_interprets_and_what_for(event: Scheduled) -> None:
    page = signed_in(event).get(at(event)).text
    assert "Ada" in page
    assert "Interprets in 1 published meeting." in page
    assert "2 agreed meetings need somebody who interprets." in page
    assert "Nobody speaks a language of each" not in page


def test_a_viewer_reads_it_without_names(event: Scheduled) -> None:
    for page in (at(event), at(event, "schedule"), at(event, "meeting", event.meetings[0].pk)):
        assert "Ada" in signed_in(event).get(page).text
        assert "Ada" not in signed_in(event, "viewer").get(page).text
    assert signed_in(event, "viewer").get(at(event, "interpreter", ada().pk)).status_code == 403
    assert signed_in(event, "reception").get(at(event, "interpreter", ada().pk)).status_code == 200


def test_one_is_added_once(event: Scheduled) -> None:
    client, key = signed_in(event), uuid4()
    for _ in range(2):
        sent = typed("Ben", "fr", "de", idempotency_key=key)
        assert client.post(at(event, "interpreter-create"), sent).status_code == 302
    other = client.post(
        at(event, "interpreter-create"), typed("Cy", "fr", "de", idempotency_key=key)
    )
    assert (other.status_code, Interpreter.objects.filter(name="Cy").exists()) == (409, False)
    ben = Interpreter.objects.get(name="Ben")
    assert ben.languages == ["de", "fr"]
    assert ben.presence
    there = ben.presence[0]
    assert there.lower.astimezone(event.edition.zone).date() == event.edition.starts_on


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (typed("Ben", "de"), "Choose two languages or more."),
        (typed("Ada", "de", "es"), "is called so"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    event: Scheduled, sent: dict[str, object], words: str
) -> None:
    page = signed_in(event).post(
        at(event, "interpreter-create"), sent | {"idempotency_key": uuid4()}
    )
    assert page.status_code == 422
    assert words in page.text


def test_what_a_change_costs_is_shown_first(event: Scheduled) -> None:
    client, address = signed_in(event), at(event, "interpreter-edit", ada().pk)
    sent = typed("Ada", "es", "fr", version=1)
    page = client.post(address, sent)
    assert page.status_code == 422
    assert WORDS in page.text
    assert ada().languages == ["es", "de"]
    with pytest.raises(Costs) as lost:
        services.change_interpreter(
            interpreter=ada(), said=Said("Ada", ["es", "fr"]), version=1, seen="", now=NOW
        )
    assert client.post(address, sent | {"seen": lost.value.seen}).status_code == 302
    assert Placement.objects.get().interpreter is None
    assert "Nobody interprets" in client.get(at(event, "schedule")).text


def test_what_removing_costs_is_shown_first_and_others_take_over(event: Scheduled) -> None:
    client, address = signed_in(event), at(event, "interpreter-remove", ada().pk)
    assert WORDS in client.get(address).text
    assert client.post(address, {"version": 1}).status_code == 422
    interpreter(event.edition, "Ben", "es", "de")
    assert "No published meeting is left" in client.get(address).text
    assert client.post(address, {"version": 1}).status_code == 302
    assert str(Placement.objects.get().interpreter) == "Ben"


def test_a_change_to_what_somebody_changed_is_refused(event: Scheduled) -> None:
    said = Said("Ada", ["de", "es", "fr"])
    services.change_interpreter(interpreter=ada(), said=said, version=1, seen="", now=NOW)
    with pytest.raises(InterpreterChanged):
        services.remove_interpreter(interpreter=ada(), version=1, seen="", now=NOW)
    with pytest.raises(NameTaken):
        services.add_interpreter(edition=event.edition, said=said, key=uuid4(), now=NOW)


def test_nobody_is_changed_once_the_event_is_over(event: Scheduled) -> None:
    Edition.objects.update(state="finished")
    page = signed_in(event).post(
        at(event, "interpreter-create"), typed("Ben", "fr", "de", idempotency_key=uuid4())
    )
    assert page.status_code == 409
    assert "This event is over." in page.text


def test_the_list_of_one_has_its_meetings(event: Scheduled) -> None:
    page = signed_in(event).get(at(event, "interpreter", ada().pk)).text
    for side in (event.registrations[0], event.registrations[2]):
        assert side.cluster.called in page


def test_both_sides_are_told_who_interprets_and_calendars_that_somebody_does(
    event: Scheduled,
) -> None:
    side = event.registrations[0]
    client = Client()
    client.force_login(MembershipFactory(organisation=side.cluster).user)
    own = [event.edition.slug, side.cluster.slug]
    meeting = reverse("meet-meeting", args=[*own, event.meetings[0].pk])
    for page in (meeting, reverse("meet-agenda", args=own) + "?print=1"):
        assert "Interpreter: Ada" in client.get(page).text
    calendar = client.get(reverse("meet-agenda-calendar", args=own)).content.decode()
    assert "An interpreter is there." in calendar
    assert "Ada" not in calendar


def test_the_rule_says_first_which_meetings_nobody_interprets(event: Scheduled) -> None:
    Edition.objects.update(common_language=False)
    Interpreter.objects.all().delete()
    client = signed_in(event)
    fields = {"who_moves": "sides", "notice_minutes": 30, "version": 1, "common_language": "on"}
    page = client.post(at(event, "rules"), fields)
    assert "1 published meeting has no common language" in page.text
    assert not Edition.objects.get(pk=event.edition.pk).common_language


def test_a_rule_that_comes_seats_who_is_there_and_one_that_goes_nobody(event: Scheduled) -> None:
    client, fields = signed_in(event), {"who_moves": "sides", "notice_minutes": 30}
    assert client.post(at(event, "rules"), fields | {"version": 1}).status_code == 302
    assert Placement.objects.get().interpreter is None
    again = fields | {"version": 2, "common_language": "on"}
    assert client.post(at(event, "rules"), again).status_code == 302
    assert Placement.objects.get().interpreter == ada()


def test_names_end_with_the_event_s_other_data_and_no_copy_has_them(event: Scheduled) -> None:
    assert event.edition.starts_on
    assert event.edition.owner
    copy = copy_edition(
        edition=event.edition,
        name="Next",
        first_day=event.edition.starts_on.replace(year=2095),
        owner=event.edition.owner,
        key=uuid4(),
        now=NOW,
    )
    [made] = Interpreter.objects.filter(edition=copy)
    assert (made.name, made.languages, made.presence) == ("Interpreter 1", ["es", "de"], None)
    erase_people(edition=event.edition, now=NOW)
    assert Interpreter.objects.get(edition=event.edition).name == ""


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
def test_of_two_who_remove_and_place_at_once_nobody_interprets_who_left() -> None:
    event = published()
    row = ada()
    seen = services.seen_of(Placement.objects.all())
    raced(
        [
            lambda: services.remove_interpreter(interpreter=row, version=1, seen=seen, now=NOW),
            lambda: event.put_at(1, 1, 0, NOW, is_live=True),
        ]
    )
    if not Interpreter.objects.exists():
        assert not Placement.objects.exclude(interpreter=None).exists()


def test_who_speaks_nothing_known_is_counted(event: Scheduled) -> None:
    speaking(event.edition)
    page = signed_in(event).get(at(event)).text
    assert "Of 1 approved cluster no language is known." in page
