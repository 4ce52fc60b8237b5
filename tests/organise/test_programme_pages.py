"""The organiser's programme: writing, moving, removing and bringing back sessions."""

import uuid
from datetime import date
from typing import Any

import pytest

from events.models import Edition
from events.queries.programme import session_fingerprint
from tests.factories.stage import Stage, page

pytestmark = pytest.mark.django_db


def session_answers(**fields: Any) -> dict[str, Any]:
    return {
        "idempotency_key": str(uuid.uuid4()),
        "kind": "talk",
        "title": "Opening",
        "day": "2094-06-03",
        "start": "09:30",
        "end": "10:15",
        **fields,
    }


def test_a_session_is_written_in_the_time_of_the_event(stage: Stage) -> None:
    rows = {
        "speaker-0-name": "Ada Rossi",
        "speaker-0-organisation": str(stage.cluster.pk),
        "speaker-1-name": "",
    }
    address = page("organise-session-create", stage.edition)
    stage.organiser.post(address, session_answers(**rows))
    session = stage.edition.sessions.get()
    assert f"{session.period.lower:%H:%M}" == "07:30"
    assert session.speakers.get().organisation == stage.cluster
    edit = page("organise-session-edit", stage.edition, session.pk)
    assert 'value="09:30"' in stage.organiser.get(edit).content.decode()
    seen = session_fingerprint(session)
    stage.organiser.post(edit, session_answers(title="Welcome", end="11:00", seen=seen))
    session.refresh_from_db()
    assert (session.title, f"{session.period.upper:%H:%M}") == ("Welcome", "09:00")
    assert not session.speakers.exists()


def test_an_older_form_of_a_session_keeps_what_was_typed_and_shows_what_is_stored(
    stage: Stage,
) -> None:
    stage.organiser.post(page("organise-session-create", stage.edition), session_answers())
    session = stage.edition.sessions.get()
    edit, seen = page("organise-session-edit", stage.edition, session.pk), "older"
    answer = stage.organiser.post(edit, session_answers(title="Mine", seen=seen))
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="Mine"' in shown
    assert "Title: Opening" in shown
    fresh = session_answers(title="Mine", seen=session_fingerprint(session))
    assert fresh["seen"] in shown, "saving again replaces it knowingly"
    assert stage.organiser.post(edit, fresh).status_code == 302


def test_a_session_that_ends_after_midnight_is_written(stage: Stage) -> None:
    dinner = session_answers(title="Dinner", start="20:30", end="00:30")
    stage.organiser.post(page("organise-session-create", stage.edition), dinner)
    session = stage.edition.sessions.get()
    assert f"{session.period.upper:%d %H:%M}" == "03 22:30"
    shown = stage.organiser.get(page("organise-session-edit", stage.edition, session.pk))
    assert 'value="00:30"' in shown.content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"end": "09:30"}, "Enter an end after 09:30."),
        ({"day": "2094-06-05"}, "Select a valid choice"),
        ({"title": ""}, "Fill in “Title”."),
        ({"speaker-0-name": "", "speaker-0-role": "Chair"}, "Enter a name or choose"),
        ({"speaker-0-name": "x", "speaker-0-organisation": "999999"}, "Select a valid choice"),
    ],
)
def test_a_session_is_refused_in_words(stage: Stage, fields: dict[str, str], words: str) -> None:
    address = page("organise-session-create", stage.edition)
    answer = stage.organiser.post(address, session_answers(**fields))
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_time_that_clocks_leave_out_is_refused_in_words(stage: Stage) -> None:
    Edition.objects.update(starts_on=date(2094, 3, 28), ends_on=date(2094, 3, 28))
    address = page("organise-session-create", stage.edition)
    answers = session_answers(day="2094-03-28", start="02:30", end="04:00")
    assert "Clocks go forward" in stage.organiser.post(address, answers).content.decode()


def test_a_removed_session_comes_back_by_undo(stage: Stage) -> None:
    stage.organiser.post(page("organise-session-create", stage.edition), session_answers())
    session = stage.edition.sessions.get()
    stage.organiser.post(page("organise-session-remove", stage.edition, session.pk))
    shown = stage.organiser.get(page("organise-programme", stage.edition)).content.decode()
    assert "Removed: Opening" in shown
    restore = page("organise-session-restore", stage.edition)
    assert stage.organiser.post(restore).status_code == 302
    assert stage.edition.sessions.get().title == "Opening"
    assert stage.organiser.post(restore).status_code == 409


def test_sessions_change_places_by_up_and_down(stage: Stage) -> None:
    address = page("organise-session-create", stage.edition)
    stage.organiser.post(address, session_answers())
    stage.organiser.post(address, session_answers(title="Second", start="10:15", end="10:45"))
    second = stage.edition.sessions.get(title="Second")
    move = page("organise-session-move", stage.edition, second.pk)
    stage.organiser.post(move, {"to": "up"})
    second.refresh_from_db()
    assert f"{second.period.lower:%H:%M}" == "07:30"
    answer = stage.organiser.post(move, {"to": "up"}, follow=True)
    assert "nothing to change places with" in answer.content.decode()
    Edition.objects.update(state="cancelled")
    assert stage.organiser.post(move, {"to": "down"}).status_code == 409
