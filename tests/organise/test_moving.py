"""The page on which an organiser moves an event, and the details that no longer do."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client

from events.models import Delegate, Edition, Question, Session
from events.moves import Days
from events.queries.moving import programme_move
from matchmaking.models import (
    AvailabilityAsk,
    Interpreter,
    ScheduleVersion,
    Slot,
    Table,
    Unavailability,
)
from organise.words.moving import closings, last_days
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory, SessionFactory, delegates
from tests.factories.interpreting import interpreter
from tests.factories.matchmaking import (
    MORNING,
    MeetingWindowFactory,
    ScheduleVersionFactory,
    meeting_between,
    placed,
    tables,
    window_with_slots,
)
from tests.factories.stage import Stage, page
from tests.organise.test_questions_pages import ask
from tests.support.counting import queries_of

pytestmark = pytest.mark.django_db
JULY = {"starts_on": "2094-07-08", "ends_on": "2094-07-09", "time_zone": "Europe/Madrid"}
SHORTER = JULY | {"ends_on": "2094-07-08"}


def move_page(stage: Stage) -> str:
    return page("organise-edition-move", stage.edition)


def confirmed(stage: Stage, dates: dict[str, str]) -> dict[str, str]:
    """What the form under a preview of these dates sends."""
    shown = stage.organiser.get(move_page(stage), dates)
    form = shown.context["confirm"]
    names = ("idempotency_key", "seen_programme", "seen_grid")
    return dates | {name: str(form[name].value()) for name in names}


@pytest.fixture
def published(stage: Stage) -> Slot:
    """A published meeting on the first day, a window on the second; answers that slot."""
    first, *_ = window_with_slots(stage.edition)
    day = timedelta(days=1)
    MeetingWindowFactory(
        edition=stage.edition,
        name="Second day",
        period=DateTimeTZRange(MORNING + day, MORNING + day + timedelta(hours=2)),
    )
    [table] = tables(stage.edition, 1)
    pair = RegistrationFactory.create_batch(2, edition=stage.edition)
    version = ScheduleVersionFactory(
        edition=stage.edition, number=1, state="published", published_at=MORNING
    )
    placed(version, meeting_between(*pair), first, table)
    Edition.objects.filter(pk=stage.edition.pk).update(state="published")
    return first


def test_the_preview_says_what_moves_and_saves_nothing(stage: Stage, published: Slot) -> None:
    SessionFactory(edition=stage.edition, day_on=date(2094, 6, 3), period=published.period)
    Edition.objects.update(requests_close_at=datetime.fromisoformat("2094-05-20T22:00:00+00:00"))
    shown = stage.organiser.get(move_page(stage), JULY).text
    for words in (
        "3–4 June 2094, Europe/Madrid",
        "8–9 July 2094, Europe/Madrid",
        "Everything moves by 35 days, to a later date.",
        "1 session<",
        "2 meeting windows",
        "1 meeting of the published schedule, at its time and table",
        "Requests close on 25 June 2094, 00:00 instead of 21 May 2094, 00:00.",
    ):
        assert words in shown, words
    published.refresh_from_db()
    assert published.period.lower == MORNING


def test_a_published_event_moves_with_a_press_and_the_page_says_how_to_go_back(
    stage: Stage, published: Slot
) -> None:
    sent = confirmed(stage, JULY)
    answer = stage.organiser.post(move_page(stage), sent, follow=True)
    assert "is moved to 8–9 July 2094, Europe/Madrid." in answer.text
    assert "move it back to 3–4 June 2094, Europe/Madrid." in answer.text
    published.refresh_from_db()
    assert published.period.lower == MORNING + timedelta(days=35)
    again = stage.organiser.post(move_page(stage), sent, follow=True)
    assert again.status_code == 200, "a double click is one move"
    back = stage.organiser.get(move_page(stage)).text
    assert "Move it back" in back
    assert 'value="2094-06-03"' in back


def test_a_shorter_event_lists_what_falls_outside_and_asks_first(
    stage: Stage, published: Slot
) -> None:
    day = timedelta(days=1)
    dinner = DateTimeTZRange(MORNING + day, MORNING + day + timedelta(hours=2))
    SessionFactory(edition=stage.edition, title="Farewell", day_on=date(2094, 6, 4), period=dinner)
    shown = stage.organiser.get(move_page(stage), SHORTER).text
    assert "Farewell, Friday 4 June, 09:00" in shown
    assert "Second day, Friday 4 June, 09:00" in shown
    assert "Move the event and remove these" in shown
    stage.organiser.post(move_page(stage), confirmed(stage, SHORTER))
    assert not Session.objects.filter(title="Farewell").exists()
    assert [window.name for window in stage.edition.windows.all()] == ["Morning"]


@pytest.mark.parametrize(
    ("closes", "words"),
    [
        ("2094-04-20", "Requests closed on 20 April 2094, 02:00, and stay closed. Moving the"),
        ("2094-05-10", "and close at once. Moving the event back does not open them again."),
    ],
)
def test_the_preview_says_that_moving_back_opens_nothing_again(
    stage: Stage, closes: str, words: str
) -> None:
    now = datetime.fromisoformat("2094-05-01T09:00:00+00:00")
    edition = stage.edition
    edition.requests_close_at = datetime.fromisoformat(f"{closes}T00:00:00+00:00")
    earlier = Days(date(2094, 5, 20), date(2094, 5, 21), edition.time_zone)
    [said] = closings(edition, programme_move(edition, earlier, now), now)
    assert words in said


def ask_at(stage: Stage, start: datetime) -> AvailabilityAsk:
    """Stage's cluster said no to an hour, and the organiser asks for it."""
    registration = RegistrationFactory(edition=stage.edition, cluster=stage.cluster)
    period = DateTimeTZRange(start, start + timedelta(hours=1))
    Unavailability.objects.create(edition=stage.edition, registration=registration, period=period)
    return AvailabilityAsk.objects.create(
        edition=stage.edition,
        registration=registration,
        period=period,
        meeting=meeting_between(registration, RegistrationFactory(edition=stage.edition)),
        asked_by=MembershipFactory(organisation=stage.edition.owner).user,
        asked_at=MORNING,
        idempotency_key=uuid.uuid4(),
    )


def test_questions_about_times_that_fall_outside_are_named_and_taken_back(stage: Stage) -> None:
    outside = ask_at(stage, MORNING + timedelta(days=1))
    shown = stage.organiser.get(move_page(stage), SHORTER).text
    cluster = stage.cluster.called
    assert f"Your question to {cluster} whether it can free Friday 4 June, 09:00" in shown
    stage.organiser.post(move_page(stage), confirmed(stage, SHORTER))
    outside.refresh_from_db()
    assert outside.state == "withdrawn"


def test_a_question_that_was_shown_before_a_move_is_not_answered_after_it(stage: Stage) -> None:
    ask = ask_at(stage, MORNING)
    times = page("meet-availability", stage.edition, stage.cluster.slug)
    sent = {"answer": "free", "shown_for": shown_for_ask(stage, times)}
    stage.organiser.post(move_page(stage), confirmed(stage, JULY))
    address = page("meet-ask-answer", stage.edition, stage.cluster.slug, ask.pk)
    answer = stage.manager.post(address, sent)
    assert answer.status_code == 409
    assert "The event was moved to other dates" in answer.text
    assert Unavailability.objects.exists()
    fresh = sent | {"shown_for": shown_for_ask(stage, times)}
    assert stage.manager.post(address, fresh).status_code == 302
    assert not Unavailability.objects.exists()


def shown_for_ask(stage: Stage, times: str) -> str:
    """What the form of the question sends."""
    form = stage.manager.get(times).text.partition("/answer/")[2]
    return form.partition('name="shown_for" value="')[2].partition('"')[0]


def test_published_meetings_outside_are_named_and_there_is_no_button(
    stage: Stage, published: Slot
) -> None:
    day = timedelta(days=1)
    late = Slot.objects.create(
        edition=stage.edition,
        window=stage.edition.windows.get(name="Second day"),
        period=DateTimeTZRange(MORNING + day, MORNING + day + timedelta(minutes=25)),
    )
    pair = stage.edition.registrations.all()
    version = ScheduleVersion.objects.get()
    placed(version, meeting_between(*pair), late, Table.objects.get())
    shown = stage.organiser.get(move_page(stage), SHORTER).text
    assert "meetings at times that would fall outside: Friday 4 June, 09:00." in shown
    assert 'name="seen_grid"' not in shown


def test_a_preview_that_is_outdated_is_shown_anew_with_409(stage: Stage, published: Slot) -> None:
    sent = confirmed(stage, SHORTER)
    SessionFactory(edition=stage.edition, title="Added meanwhile", day_on=date(2094, 6, 4))
    answer = stage.organiser.post(move_page(stage), sent)
    assert answer.status_code == 409
    assert "Something changed since this preview was made" in answer.text
    assert "Added meanwhile" in answer.text
    fresh = sent | {
        name: str(answer.context["confirm"][name].value())
        for name in ("idempotency_key", "seen_programme", "seen_grid")
    }
    assert stage.organiser.post(move_page(stage), fresh).status_code == 302


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        ({"ends_on": "2094-07-07"}, "Enter 8 July 2094 or a later day."),
        ({"ends_on": "2094-08-07"}, "An event has at most 14 days."),
        ({"starts_on": "0027-05-01"}, "Enter a year from 2000 to 2100"),
        ({"time_zone": "Mars/Olympus"}, "Select a valid choice"),
        ({"starts_on": "2020-07-08", "ends_on": "2020-07-09"}, "This day is over."),
        (
            {"starts_on": "2094-06-03", "ends_on": "2094-06-04"},
            "The event has these dates already. Enter others.",
        ),
    ],
)
def test_dates_that_cannot_be_are_refused_in_words(
    stage: Stage, dates: dict[str, str], words: str
) -> None:
    answer = stage.organiser.get(move_page(stage), JULY | dates)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'name="seen_grid"' not in answer.text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("running", "The event is running."),
        ("finished", "The event is finished."),
        ("cancelled", "The event is cancelled."),
    ],
)
def test_an_event_that_runs_or_is_over_is_not_moved(stage: Stage, state: str, words: str) -> None:
    sent = confirmed(stage, JULY)
    Edition.objects.update(state=state)
    with time_machine.travel(MORNING if state == "running" else MORNING - timedelta(days=9)):
        stage.organiser.force_login(stage.edition.owner.memberships.get().user)  # type: ignore[union-attr]
        for answer in (
            stage.organiser.get(move_page(stage)),
            stage.organiser.post(move_page(stage), sent),
        ):
            assert answer.status_code == 409
            assert words in answer.text
        overview = stage.organiser.get(page("organise-overview", stage.edition)).text
    assert move_page(stage) not in overview


def follow_up(stage: Stage, words: str, last_day: date) -> Question:
    row = ask(stage, "text", words, asked="follow_up", last_day=date(2094, 5, 1))
    Question.objects.filter(pk=row.pk).update(last_day=last_day)
    return row


def days_of_questions(stage: Stage) -> dict[str, date | None]:
    return dict(stage.edition.questions.values_list("words", "last_day"))


def test_follow_ups_take_answers_until_a_day_that_moves_along(stage: Stage) -> None:
    for words, day in (("A?", date(2094, 5, 20)), ("B?", date(2094, 5, 20))):
        follow_up(stage, words, day)
    late, over = follow_up(stage, "C?", date(2094, 6, 30)), follow_up(stage, "D?", date(2020, 1, 1))
    shown = stage.organiser.get(move_page(stage), JULY).text
    assert "2 follow-ups take answers until 24 June 2094 instead of 20 May 2094." in shown
    assert "1 follow-up takes answers until 9 July 2094 instead of 30 June 2094." in shown
    stage.organiser.post(move_page(stage), confirmed(stage, JULY))
    moved = {"A?": date(2094, 6, 24), "B?": date(2094, 6, 24), "C?": date(2094, 7, 9)}
    assert days_of_questions(stage) == {**moved, "D?": date(2020, 1, 1)}
    late.refresh_from_db()
    over.refresh_from_db()
    assert (late.version, over.version) == (2, 1), "who had the form open sees it again"


def test_a_preview_is_outdated_by_another_last_day(stage: Stage) -> None:
    row = follow_up(stage, "A?", date(2094, 5, 20))
    assert 'name="starts_on"' not in stage.organiser.get(page("organise-edit", stage.edition)).text
    sent = confirmed(stage, JULY)
    Question.objects.filter(pk=row.pk).update(last_day=date(2094, 5, 21))
    assert stage.organiser.post(move_page(stage), sent).status_code == 409


def test_the_preview_says_which_follow_ups_end_at_once(stage: Stage) -> None:
    follow_up(stage, "A?", date(2094, 5, 10))
    now = datetime.fromisoformat("2094-05-01T09:00:00+00:00")
    earlier = Days(date(2094, 5, 20), date(2094, 5, 21), stage.edition.time_zone)
    programme = programme_move(stage.edition, earlier, now)
    [said] = last_days(programme, now.date())
    assert "1 follow-up was to take answers until 10 May 2094, and takes none any more." in said
    [said] = last_days(programme, date(2094, 4, 26))
    assert "until 26 April 2094 instead of 10 May 2094." in said


def details(edition: Edition, **fields: str) -> dict[str, str]:
    assert edition.host_region
    return {
        "version": str(edition.version),
        "name": edition.name,
        "kind": edition.kind,
        "host_region": str(edition.host_region.pk),
        "city": edition.city,
        "fairness": "2",
        **fields,
    }


def test_details_show_dates_that_something_depends_on_and_lead_to_moving(stage: Stage) -> None:
    edit = page("organise-edit", stage.edition)
    assert 'name="starts_on"' in stage.organiser.get(edit).text
    window_with_slots(stage.edition)
    shown = stage.organiser.get(edit).text
    for name in ("starts_on", "ends_on", "time_zone"):
        assert f'name="{name}"' not in shown
    assert 'datetime="2094-06-03"' in shown
    assert f'href="{move_page(stage)}"' in shown
    saved = stage.organiser.post(edit, details(stage.edition, requests_close_on="2094-06-04"))
    assert saved.status_code == 302
    stage.edition.refresh_from_db()
    assert stage.edition.starts_on == date(2094, 6, 3)
    assert stage.edition.requests_close_at == datetime.fromisoformat("2094-06-04T22:00:00+00:00")


HOURS = [DateTimeTZRange(MORNING, MORNING + timedelta(hours=2))]


def delegate_hours(edition: Edition) -> None:
    [row] = delegates(RegistrationFactory(edition=edition), 1)
    Delegate.objects.filter(pk=row.pk).update(presence=HOURS)


def interpreter_hours(edition: Edition) -> None:
    row = interpreter(edition, "Ada", "es", "de")
    Interpreter.objects.filter(pk=row.pk).update(presence=HOURS)


@pytest.mark.parametrize("say", [delegate_hours, interpreter_hours])
def test_hours_of_people_move_with_the_event_and_are_not_left_behind(
    stage: Stage, say: Callable[[Edition], None]
) -> None:
    edit = page("organise-edit", stage.edition)
    say(stage.edition)
    assert 'name="starts_on"' not in stage.organiser.get(edit).text
    forged = stage.organiser.post(edit, details(stage.edition, starts_on="2094-06-02"))
    assert "They change with Move the event alone" in forged.text
    stage.organiser.post(move_page(stage), confirmed(stage, JULY))
    for model in (Delegate, Interpreter):
        for row in model.objects.all():
            assert row.presence
            assert row.presence[0].lower == MORNING + timedelta(days=35)


@pytest.mark.parametrize("say", [delegate_hours, interpreter_hours])
def test_people_who_are_there_throughout_keep_no_event_to_its_dates(
    stage: Stage, say: Callable[[Edition], None]
) -> None:
    say(stage.edition)
    for model in (Delegate, Interpreter):
        model.objects.update(presence=None)
    say(EditionFactory())
    assert 'name="starts_on"' in stage.organiser.get(page("organise-edit", stage.edition)).text


@pytest.mark.parametrize(
    "forged",
    [{"starts_on": "2094-06-02"}, {"ends_on": "2094-06-05"}, {"time_zone": "Europe/Lisbon"}],
)
def test_forged_dates_are_refused_in_words(stage: Stage, forged: dict[str, str]) -> None:
    window_with_slots(stage.edition)
    answer = stage.organiser.post(
        page("organise-edit", stage.edition), details(stage.edition, name="Typed", **forged)
    )
    assert answer.status_code == 422
    assert "They change with Move the event alone" in answer.text
    assert 'value="Typed"' in answer.text
    stage.edition.refresh_from_db()
    assert (str(stage.edition.starts_on), stage.edition.time_zone) == (
        "2094-06-03",
        "Europe/Madrid",
    )


def test_a_removed_session_does_not_come_back_on_days_that_are_gone(stage: Stage) -> None:
    period = DateTimeTZRange(MORNING, MORNING + timedelta(hours=1))
    session = SessionFactory(edition=stage.edition, day_on=date(2094, 6, 3), period=period)
    stage.organiser.post(page("organise-session-remove", stage.edition, session.pk))
    colleague = Client()
    colleague.force_login(stage.edition.owner.memberships.get().user)  # type: ignore[union-attr]
    colleague.post(move_page(stage), confirmed(stage, JULY))
    answer = stage.organiser.post(page("organise-session-restore", stage.edition))
    assert answer.status_code == 409
    assert "The event was moved since the session was removed." in answer.text
    assert not Session.objects.exists()


def test_times_that_were_shown_before_a_move_are_not_saved_after_it(stage: Stage) -> None:
    registration = RegistrationFactory(edition=stage.edition, cluster=stage.cluster)
    slots = window_with_slots(stage.edition)
    times = page("meet-availability", stage.edition, stage.cluster.slug)
    shown_for = str(stage.manager.get(times).context["shown_for"])
    codes = [f"{s.period.lower.timestamp():.0f}-{s.period.upper.timestamp():.0f}" for s in slots]
    sent = {"shown_for": shown_for, "was_free": codes, "slot": codes[1:]}
    stage.organiser.post(move_page(stage), confirmed(stage, JULY))
    answer = stage.manager.post(times, sent)
    assert answer.status_code == 409
    assert "The event was moved to other dates" in answer.text
    assert not registration.unavailabilities.exists()
    now = [cell for board in answer.context["boards"] for cell in board.cells]
    assert [cell.is_ticked for cell in now] == [False, True, True, True]
    fresh = {
        "shown_for": str(answer.context["shown_for"]),
        "was_free": [cell.code for cell in now],
        "slot": [cell.code for cell in now if cell.is_ticked],
    }
    assert stage.manager.post(times, fresh).status_code == 302
    assert registration.unavailabilities.get().period == now[0].slot.period


@pytest.mark.parametrize("days", ["", "2094-06-03", "a b c", "2094-06-03 2094-06-04 ../Nowhere"])
def test_days_that_no_page_sent_move_nothing(stage: Stage, days: str) -> None:
    RegistrationFactory(edition=stage.edition, cluster=stage.cluster)
    [slot, *_] = window_with_slots(stage.edition)
    code = f"{slot.period.lower.timestamp():.0f}-{slot.period.upper.timestamp():.0f}"
    times = page("meet-availability", stage.edition, stage.cluster.slug)
    answer = stage.manager.post(times, {"shown_for": days, "was_free": [code]})
    assert answer.status_code == (409 if days else 302)


def test_the_page_takes_as_many_queries_with_many_rows(stage: Stage, published: Slot) -> None:
    address = f"{move_page(stage)}?starts_on=2094-07-08&ends_on=2094-07-08&time_zone=Europe/Madrid"
    few = queries_of(stage.organiser, address)
    for hours in range(3, 9):
        start = MORNING + timedelta(hours=hours)
        period = DateTimeTZRange(start, start + timedelta(minutes=50))
        MeetingWindowFactory(edition=stage.edition, period=period)
        SessionFactory(edition=stage.edition, day_on=date(2094, 6, 4), period=period)
    assert queries_of(stage.organiser, address) == few <= 15
