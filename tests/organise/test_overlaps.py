"""Programme and meetings know each other: what lies over what is shown before it is saved."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Session
from matchmaking.models import ScheduleVersion
from matchmaking.queries.availability import busy_slots
from matchmaking.queries.plan import Plan
from matchmaking.runs.problem import build
from matchmaking.services.placing import ParticipantAway, put
from tests.factories.accounts import UserFactory
from tests.factories.events import RegistrationFactory, SessionFactory
from tests.factories.matchmaking import MORNING, meeting_between, placed
from tests.factories.schedules import OneOfTwoPlaced

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> OneOfTwoPlaced:
    """Water meets Energy at 09:00 in the published schedule; Aero meets nobody yet."""
    found = OneOfTwoPlaced(slots=3, desks=2)
    ScheduleVersion.objects.update(state="published", published_at=MORNING)
    return found


@pytest.fixture
def organiser(event: OneOfTwoPlaced, client: Client) -> Client:
    client.force_login(event.organiser)
    return client


def entered(**fields: Any) -> dict[str, Any]:
    return {
        "idempotency_key": str(uuid.uuid4()),
        "kind": "talk",
        "title": "Opening",
        "day": "2094-06-03",
        "start": "09:00",
        "end": "09:30",
        **fields,
    }


def during(event: OneOfTwoPlaced, **fields: Any) -> Session:
    """A session in the first of the times."""
    session: Session = SessionFactory(
        edition=event.edition,
        day_on=event.edition.starts_on,
        period=event.slots[0].period,
        **fields,
    )
    return session


CREATE = reverse("organise-session-create", args=["event"])


def saved(organiser: Client, address: str, sent: dict[str, Any]) -> None:
    """It is shown first, what was typed stays, and *Save anyway* saves it."""
    shown = organiser.post(address, sent)
    assert shown.status_code == 409
    assert "Nothing is saved yet." in shown.text
    assert "Save anyway" in shown.text
    again = organiser.post(address, sent | {"anyway": shown.context["mark"]})
    assert again.status_code == 302


def test_a_plenary_over_placed_meetings_is_shown_with_them_before_it_is_saved(
    event: OneOfTwoPlaced, organiser: Client
) -> None:
    sent = entered(kind="plenary", title="All together")
    shown = organiser.post(CREATE, sent)
    assert shown.status_code == 409
    assert "Meeting: Energy × Water, Thursday 3 June, 09:00, table 1" in shown.text
    assert "Meeting window: Morning, Thursday 3 June, 09:00" in shown.text
    assert 'value="All together"' in shown.text
    assert not Session.objects.exists()
    stale = organiser.post(CREATE, sent | {"anyway": "another mark"})
    assert stale.status_code == 409, "only what was shown is saved anyway"
    saved(organiser, CREATE, sent)
    assert Session.objects.get().binds == "everybody"


def test_a_session_over_a_meeting_of_its_speaker_is_shown_and_of_others_not(
    event: OneOfTwoPlaced, organiser: Client
) -> None:
    speaker = {"speaker-0-organisation": str(event.water.cluster_id)}
    shown = organiser.post(CREATE, entered(**speaker)).text
    assert "Meeting: Energy × Water" in shown
    other = {"speaker-0-organisation": str(event.aero.cluster_id)}
    shown = organiser.post(CREATE, entered(**other)).text
    assert "Meeting window: Morning" in shown
    assert "Meeting: Energy × Water" not in shown


def test_a_session_during_which_meetings_go_on_asks_nothing(
    event: OneOfTwoPlaced, organiser: Client
) -> None:
    assert organiser.post(CREATE, entered(binds="nobody")).status_code == 302
    assert busy_slots(event.edition) == {}


def test_a_change_asks_only_about_what_it_lies_over_anew(
    event: OneOfTwoPlaced, organiser: Client
) -> None:
    saved(organiser, CREATE, entered())
    session = Session.objects.get()
    edit = reverse("organise-session-edit", args=["event", session.pk])

    def seen() -> str:
        return str(organiser.get(edit).context["form"]["seen"].value())

    renamed = entered(title="Another title", binds="speakers", seen=seen())
    assert organiser.post(edit, renamed).status_code == 302
    saved(organiser, edit, entered(binds="everybody", seen=seen()))


def test_up_and_down_do_not_lay_a_session_over_meetings(
    event: OneOfTwoPlaced, organiser: Client
) -> None:
    early = {"start": "08:30", "end": "09:00", "title": "Registration", "kind": "plenary"}
    organiser.post(CREATE, entered(**early))
    organiser.post(CREATE, entered(binds="nobody"))
    first = Session.objects.get(title="Registration")
    answer = organiser.post(
        reverse("organise-session-move", args=["event", first.pk]), {"to": "down"}
    )
    assert answer.status_code == 409
    assert "would lie over meetings or a meeting window" in answer.text
    first.refresh_from_db()
    assert first.period.upper == MORNING


@pytest.mark.parametrize(
    ("binds", "away"),
    [("everybody", {"water", "energy", "aero"}), ("speakers", {"aero"}), ("nobody", set())],
)
def test_placing_and_the_solver_follow_what_the_session_says(
    event: OneOfTwoPlaced, binds: str, away: set[str]
) -> None:
    session = during(event, binds=binds)
    session.speakers.create(organisation=event.aero.cluster)
    ScheduleVersion.objects.update(state="draft", published_at=None)
    known = {event.water.pk: "water", event.energy.pk: "energy", event.aero.pk: "aero"}
    assert {known[pk] for pk in busy_slots(event.edition)} == away
    problem = build(event.edition).problem
    busy = {known[int(row.id[1:])] for row in problem.participants if 0 in row.unavailable}
    assert busy == away
    assert bool(Plan(event.edition, event.version).conflicts()) == ("water" in away)
    event.placement.delete()
    sent: dict[str, Any] = {
        "version": event.version,
        "meeting": event.second.pk,
        "slot": event.slots[0].pk,
        "table": event.tables[1].pk,
        "user": UserFactory(),
        "key": uuid.uuid4(),
        "now": MORNING.replace(month=5),
    }
    if away:
        with pytest.raises(ParticipantAway):
            put(**sent)
    else:
        put(**sent)


@pytest.mark.parametrize(
    ("kind", "binds"),
    [
        ("plenary", "everybody"),
        ("social", "everybody"),
        ("bilateral_meetings", "nobody"),
        ("talk", "speakers"),
        ("workshop", "speakers"),
    ],
)
def test_who_says_nothing_gets_what_is_usual(
    event: OneOfTwoPlaced, organiser: Client, kind: str, binds: str
) -> None:
    organiser.post(CREATE, entered(kind=kind, start="18:00", end="19:00"))
    assert Session.objects.get().binds == binds


def test_talks_that_one_need_not_attend_do_not_block_a_calendar(event: OneOfTwoPlaced) -> None:
    during(event, binds="everybody", title="Plenary")
    talk = during(event, binds="speakers", title="Parallel")
    talk.speakers.create(organisation=event.water.cluster)
    file = Client().get(reverse("edition-calendar", args=["event"])).text.replace("\r\n ", "")
    entries = {part.split("END:VEVENT")[0] for part in file.split("BEGIN:VEVENT")[1:]}
    shown = {title: next(e for e in entries if title in e) for title in ("Plenary", "Parallel")}
    assert "TRANSPARENT" in shown["Parallel"]
    assert "TRANSPARENT" not in shown["Plenary"]


def grid_sent(organiser: Client, **fields: Any) -> dict[str, Any]:
    form = organiser.get(reverse("organise-times", args=["event"])).context["form"]
    sent = {
        name: form[name].value()
        for name in form.fields
        if name not in ("anyway", "touches", "discards") and form[name].value() is not None
    }
    return {name: str(value) for name, value in sent.items()} | fields


def test_save_anyway_and_discard_the_draft_are_asked_one_after_the_other_and_both_hold(
    event: OneOfTwoPlaced, organiser: Client
) -> None:
    """The pause lies over a session, and takes the time at which the draft has a meeting."""
    during(event, title="Coffee", kind="social", binds="nobody")
    ScheduleVersion.objects.update(state="draft", published_at=None)
    times = reverse("organise-times", args=["event"])
    pause = {
        "pause-0-title": "Coffee break",
        "pause-0-day": "2094-06-03",
        "pause-0-start": "09:00",
        "pause-0-end": "09:25",
    }
    over = organiser.post(times, grid_sent(organiser, **pause))
    assert "Save anyway" in over.text
    mark = over.context["mark"]
    in_the_way = organiser.post(times, grid_sent(organiser, **pause) | {"anyway": mark})
    assert in_the_way.status_code == 409
    assert "Discard draft 1 and save" in in_the_way.text
    kept = f'<input type="hidden" form="grid-form" name="anyway" value="{mark}">'
    assert kept in in_the_way.text
    assert ScheduleVersion.objects.get().state == "draft"
    both = grid_sent(organiser, **pause) | {"anyway": mark, "discards": "1"}
    assert organiser.post(times, both).status_code == 302
    assert ScheduleVersion.objects.get().state == "set_aside"
    assert event.edition.windows.get().pauses.get().title == "Coffee break"


def test_a_pause_over_a_session_is_shown_before_it_is_saved(
    event: OneOfTwoPlaced, organiser: Client
) -> None:
    during(event, title="Coffee", kind="social", binds="everybody")
    ScheduleVersion.objects.update(state="set_aside", set_aside_at=MORNING, published_at=None)
    pause = {
        "pause-0-title": "Coffee break",
        "pause-0-day": "2094-06-03",
        "pause-0-start": "09:00",
        "pause-0-end": "09:25",
    }
    times = reverse("organise-times", args=["event"])
    shown = organiser.post(times, grid_sent(organiser, **pause))
    assert shown.status_code == 409
    words = "“Coffee break” (Thursday 3 June, 09:00) lies over the session “Coffee”."
    assert words in shown.text
    assert 'value="Coffee break"' in shown.text
    sent = grid_sent(organiser, **pause) | {"anyway": shown.context["mark"]}
    assert organiser.post(times, sent).status_code == 302
    assert organiser.post(times, grid_sent(organiser)).status_code == 302, "asked once"


def test_a_session_that_lay_over_a_window_comes_back_and_it_is_said(
    event: OneOfTwoPlaced, organiser: Client
) -> None:
    saved(organiser, CREATE, entered(title="Opening"))
    session = Session.objects.get()
    organiser.post(reverse("organise-session-remove", args=["event", session.pk]))
    restore = reverse("organise-session-restore", args=["event"])
    page = organiser.post(restore, follow=True)
    assert page.status_code == 200
    assert "As before, it lies over meetings or meeting windows." in page.text
    assert Session.objects.get().title == "Opening"


def test_a_session_does_not_come_back_over_what_came_since(
    event: OneOfTwoPlaced, organiser: Client
) -> None:
    saved(organiser, CREATE, entered(title="Opening", kind="plenary"))
    session = Session.objects.get()
    organiser.post(reverse("organise-session-remove", args=["event", session.pk]))
    pair = RegistrationFactory.create_batch(2, edition=event.edition)
    placed(event.version, meeting_between(*pair), event.slots[0], event.tables[1])
    answer = organiser.post(reverse("organise-session-restore", args=["event"]))
    assert answer.status_code == 409
    assert "Meetings or a meeting window lie where the session was." in answer.text
