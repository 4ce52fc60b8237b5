"""What-ifs are computed by a worker, compared in words and figures, and change nothing."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Edition, Registration
from matchmaking.models import MeetingWindow, ScheduleRun, ScheduleVersion, Slot, Table
from matchmaking.runs.execution import carry_out
from matchmaking.runs.problem import build
from matchmaking.runs.what_if import alternatives as changes_of
from matchmaking.runs.what_if import idle_minutes
from matchmaking.services.runs import EditionNotReady, NothingToSchedule, RunActive
from matchmaking.services.what_ifs import request_what_if
from matchmaking.words.failures import failure
from organise.forms.what_if import WhatIfForm
from organise.words import what_ifs as what_if_words
from scheduling.model import problem as core
from scheduling.what_if import MoreSlots, MoreTables, OtherFairness, OtherSlots, RaiseLimits
from scheduling.what_if.changes import changed
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import (
    MORNING,
    ScheduleRunFactory,
    ScheduleVersionFactory,
    meeting_between,
    placed,
    tables,
    window_with_slots,
)
from tests.support.counting import queries_of

pytestmark = pytest.mark.django_db
# The lease is kept by a thread of its own, which sees only what is committed.
worker = pytest.mark.django_db(transaction=True)

TABLES = {"kind": "tables", "number": 1}


@pytest.fixture
def edition() -> Edition:
    """Two slots and one table for the three meetings of four clusters."""
    edition: Edition = EditionFactory()
    window_with_slots(edition, slots=2)
    tables(edition, 1)
    a, b, c, d = (RegistrationFactory(edition=edition) for _ in range(4))
    for one, other in ((a, b), (c, d), (a, c)):
        meeting_between(one, other)
    return edition


@pytest.fixture
def organiser(edition: Edition) -> Client:
    client = Client()
    client.force_login(MembershipFactory(organisation=edition.owner).user)
    return client


def asked(edition: Edition, *question: list[dict[str, Any]], **changes: Any) -> ScheduleRun:
    values = {
        "user": UserFactory(),
        "limit_seconds": 5,
        "key": uuid.uuid4(),
        "now": MORNING,
        **changes,
    }
    return request_what_if(edition=edition, question=question or [[TABLES]], **values)


def page_of(edition: Edition) -> str:
    return reverse("organise-what-if", args=[edition.slug])


def filled_in(**changes: Any) -> dict[str, Any]:
    return {"tables": 1, "limit_seconds": 5, "idempotency_key": uuid.uuid4(), **changes}


# The question ------------------------------------------------------------------------------------


def test_every_wish_becomes_changes_of_the_problem(edition: Edition) -> None:
    one = edition.registrations.order_by("pk")[0]
    Registration.objects.filter(pk=one.pk).update(max_meetings=1)
    window = MeetingWindow.objects.get()
    question: list[list[dict[str, Any]]] = [
        [{"kind": "tables", "number": 2}],
        [{"kind": "session", "window": window.pk, "name": window.name}],
        [{"kind": "limits", "number": 2}, {"kind": "fairness"}],
    ]
    assert changes_of(question, edition, build(edition)) == [
        [MoreTables(2)],
        [MoreSlots(like=0)],
        [RaiseLimits(f"r{one.pk}", max_meetings=3), OtherFairness(None)],
    ]


def test_other_length_cuts_the_windows_anew(edition: Edition) -> None:
    [[change]] = changes_of([[{"kind": "minutes", "number": 10}]], edition, build(edition))
    assert isinstance(change, OtherSlots)
    # An hour holds four meetings of ten minutes with five between.
    assert [slot.start for slot in change.slots] == [
        MORNING + timedelta(minutes=15 * index) for index in range(4)
    ]
    assert change.tables == (1, 1, 1, 1)


def test_windows_are_cut_anew_before_anything_is_added(edition: Edition) -> None:
    window = MeetingWindow.objects.get()
    session = {"kind": "session", "window": window.pk, "name": "Morning"}
    built = build(edition)
    [together] = changes_of([[TABLES, session, {"kind": "minutes", "number": 10}]], edition, built)
    problem = changed(built.problem, together)
    assert problem.tables == (2,) * 8
    assert [slot.window for slot in problem.slots] == [0] * 4 + [1] * 4


def test_form_makes_an_alternative_of_each_field_and_one_of_all(edition: Edition) -> None:
    window = MeetingWindow.objects.get()
    data = filled_in(session=str(window.pk), minutes="", fairness="on", together="on")
    form = WhatIfForm(data, edition=edition)
    assert form.is_valid()
    session = {"kind": "session", "window": window.pk, "name": "Morning"}
    wishes = [TABLES, session, {"kind": "fairness"}]
    assert form.question() == [*([wish] for wish in wishes), wishes]
    assert [what_if_words.label(one) for one in form.question()] == [
        "1 more table",
        "One more session like Morning",
        "No rule of fairness",
        "1 more table, one more session like Morning and no rule of fairness",
    ]


@pytest.mark.parametrize(
    "data", [{"tables": ""}, {"tables": 0}, {"tables": "x"}, {"minutes": 3}, {"session": "99"}]
)
def test_form_refuses_what_is_no_question(edition: Edition, data: dict[str, Any]) -> None:
    assert not WhatIfForm(filled_in(**data), edition=edition).is_valid()


def test_edition_without_a_rule_of_fairness_is_not_asked_about_it(edition: Edition) -> None:
    edition.fairness = None
    assert "fairness" not in WhatIfForm(edition=edition).fields


def test_same_key_is_one_question(edition: Edition) -> None:
    key = uuid.uuid4()
    assert asked(edition, key=key) == asked(edition, key=key)
    with pytest.raises(RunActive):
        asked(edition)


@pytest.mark.parametrize("state", ["registration_open", "running", "finished"])
def test_nobody_asks_when_nothing_can_change(edition: Edition, state: str) -> None:
    Edition.objects.update(state=state)
    with pytest.raises(EditionNotReady):
        asked(edition)


def test_nothing_to_compare_without_tables(edition: Edition) -> None:
    Table.objects.all().delete()
    with pytest.raises(NothingToSchedule):
        asked(edition)


# The answer --------------------------------------------------------------------------------------


@worker
def test_worker_compares_and_changes_nothing(edition: Edition) -> None:
    run = asked(edition, [TABLES], [{"kind": "fairness"}])
    carry_out(run.pk, owner="worker")
    run.refresh_from_db()
    edition.refresh_from_db()
    assert (run.state, run.failure, edition.state) == ("done", "", "requests_open")
    assert not ScheduleVersion.objects.exists()
    assert Table.objects.count() == 1
    found = [(one["meetings"], one["wanted"], one["places"]) for one in run.answer["results"]]
    assert found == [(2, 3, 2), (3, 3, 4), (2, 3, 2)]
    now, more, other = what_if_words.rows(run)
    assert now.words == (
        "2 of 3 meetings have a place. No cluster waits between two meetings. "
        "No schedule places more."
    )
    assert more.words.startswith("1 meeting more.")
    assert more.words.endswith("Every agreed meeting has a place.")
    assert ("Meetings placed", "3", "+1") in more.figures
    assert other.words == "Nothing is gained. No schedule places more then."
    assert more.places == (("organise-times", "Tables and times"),)
    assert other.places == ()


@worker
def test_things_as_they_are_are_the_schedule_that_stands(edition: Edition) -> None:
    """It places one meeting of three; to run again places two, whatever else changes."""
    [meeting, *_] = edition.meetings.order_by("pk")
    version = ScheduleVersionFactory(edition=edition, number=1)
    placed(version, meeting, edition.slots.all()[0], edition.tables.all()[0])
    run = asked(edition, [TABLES])
    carry_out(run.pk, owner="worker")
    run.refresh_from_db()
    assert run.state == "done"
    rows = what_if_words.rows(run)
    assert [row.label for row in rows] == ["As it is", "Run again", "1 more table"]
    assert [row.meetings for row in rows] == [1, 2, 3]
    assert rows[0].words.startswith("1 of 3 meetings have a place.")
    assert rows[1].words.startswith("1 meeting more.")


@worker
def test_a_schedule_that_stands_may_break_rules_by_now(edition: Edition) -> None:
    Table.objects.create(edition=edition, number=2)
    version = ScheduleVersionFactory(edition=edition, number=1)
    for meeting, table in zip(
        edition.meetings.order_by("pk")[:2], Table.objects.all(), strict=True
    ):
        placed(version, meeting, edition.slots.all()[0], table)
    Table.objects.filter(number=2).update(is_closed=True)
    run = asked(edition, [{"kind": "fairness"}])
    carry_out(run.pk, owner="worker")
    run.refresh_from_db()
    assert (run.state, run.answer["results"][0]["meetings"]) == ("done", 2)


@worker
def test_window_that_is_gone_fails_the_run_in_words(edition: Edition) -> None:
    run = asked(edition, [{"kind": "session", "window": 0, "name": "Gone"}])
    carry_out(run.pk, owner="worker")
    run.refresh_from_db()
    assert (run.state, run.failure) == ("failed", "question_outdated")
    assert failure(run) == "The times or clusters have changed since. Ask again."


def result(**changes: Any) -> dict[str, Any]:
    figures = {"meetings": 5, "placed": 5, "breaks": 4, "idle_minutes": 60, "table_changes": 1}
    figures["waiting"] = 20
    more = {"wanted": 8, "places": 9, "steps": {"placed": [5, 8]}}
    return {**figures, **more, **changes}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Nothing is gained."),
        ({"meetings": 4, "placed": 4}, "1 meeting fewer."),
        ({"meetings": 8, "placed": 8}, "3 meetings more. Every agreed meeting has a place."),
        ({"breaks": 3, "waiting": 10}, "1 break fewer. 10 minutes less waiting on average."),
        ({"breaks": 6, "waiting": 21}, "2 breaks more. 1 minute more waiting on average."),
        ({"placed": 14}, "As many meetings, more musts."),
        ({"steps": {"placed": [5, 5]}}, "Nothing is gained. No schedule places more then."),
    ],
)
def test_gain_and_loss_in_words(edition: Edition, changes: dict[str, Any], words: str) -> None:
    answer = {"seconds": 1, "results": [result(), result(**changes)]}
    run = ScheduleRun(edition=edition, number=1, question=[[TABLES]], answer=answer)
    assert what_if_words.rows(run)[1].words == words


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {},
            (
                "5 of 8 meetings have a place. There are 4 breaks in all. "
                "A cluster waits 20 minutes on average."
            ),
        ),
        (
            {"meetings": 8, "breaks": 0, "idle_minutes": 0},
            "All 8 meetings have a place. No cluster waits between two meetings.",
        ),
    ],
)
def test_things_as_they_are_in_words(edition: Edition, changes: dict[str, Any], words: str) -> None:
    answer = {"seconds": 1, "results": [result(**changes)]}
    run = ScheduleRun(edition=edition, number=1, question=[], answer=answer)
    assert what_if_words.rows(run)[0].words == words


def test_waiting_is_counted_within_windows_and_open_times_are_usual() -> None:
    starts = [MORNING + timedelta(minutes=30 * index) for index in range(3)]
    slots = [core.Slot(0, None, start, start + timedelta(minutes=25)) for start in starts]
    slots += [core.Slot(1)] * 3
    people = tuple(core.Participant(name) for name in "ab")
    meetings = tuple(core.Meeting(f"m{number}", (0, 1)) for number in range(4))
    problem = core.Problem("x", tuple(slots), (1,) * 6, people, meetings)
    at = [core.Placement(f"m{number}", slot, 0) for number, slot in enumerate((0, 2, 3, 5))]
    assert idle_minutes(problem, at) == 2 * (30 + 30)


# The pages ---------------------------------------------------------------------------------------


def test_organiser_asks_once_and_sees_the_answer(edition: Edition, organiser: Client) -> None:
    data = filled_in(fairness="on")
    answers = [organiser.post(page_of(edition), data) for _ in range(2)]
    run = ScheduleRun.objects.get()
    address = reverse("organise-what-if-run", args=[edition.slug, run.number])
    assert {answer["Location"] for answer in answers} == {address}
    page = organiser.get(address).text
    assert "Waiting for a free worker" in page
    assert "1 more table" in page
    answer = {"seconds": 1, "results": [result(), result(meetings=6, placed=6), result()]}
    ScheduleRun.objects.update(state="done", answer=answer, started_at=MORNING, finished_at=MORNING)
    page = organiser.get(address, headers={"HX-Target": "run"}).text
    assert "<html" not in page
    assert "1 meeting more." in page
    assert "6&nbsp;(+1)" in page
    assert "not every figure is proven" in page
    assert reverse("organise-times", args=[edition.slug]) in page
    assert address in organiser.get(page_of(edition)).text


def test_run_under_way_shows_how_far_it_is_and_can_be_stopped(
    edition: Edition, organiser: Client
) -> None:
    run = ScheduleRunFactory(
        edition=edition,
        kind="what_if",
        state="running",
        started_at=MORNING,
        lease_until=MORNING,
        question=[[TABLES]],
        progress=[["placed 0", 1, 2, 0.1], ["breaks 1", 1, 2, 0.1]],
    )
    page = organiser.get(run.get_absolute_url()).text
    assert "1 of 2, now: 1 more table" in page
    stop = reverse("organise-run-stop", args=[edition.slug, run.number])
    assert organiser.post(stop)["Location"] == run.get_absolute_url()
    assert "Stopping." in organiser.get(run.get_absolute_url()).text


def test_run_page_leads_to_the_answer_and_other_runs_have_none(
    edition: Edition, organiser: Client
) -> None:
    run = ScheduleRunFactory(edition=edition, kind="what_if", question=[[TABLES]])
    other = ScheduleRunFactory(edition=edition, state="done", finished_at=MORNING)
    page = reverse("organise-run", args=[edition.slug, run.number])
    assert organiser.get(page)["Location"] == run.get_absolute_url()
    wrong = reverse("organise-what-if-run", args=[edition.slug, other.number])
    assert organiser.get(wrong).status_code == 404


def test_wrong_state_and_empty_question_are_refused_in_words(
    edition: Edition, organiser: Client
) -> None:
    answer = organiser.post(page_of(edition), filled_in(tables=""))
    assert (answer.status_code, "Fill in at least one thing" in answer.text) == (422, True)
    Edition.objects.update(state="finished")
    assert organiser.post(page_of(edition), filled_in()).status_code == 409
    Edition.objects.update(state="requests_open")
    Slot.objects.all().delete()
    assert organiser.post(page_of(edition), filled_in()).status_code == 409


def test_strangers_find_nothing_and_staff_asks_nothing(edition: Edition) -> None:
    run = ScheduleRunFactory(edition=edition, kind="what_if", question=[[TABLES]])
    stranger, staff = Client(), Client()
    stranger.force_login(UserFactory())
    staff.force_login(StaffFactory())
    assert stranger.get(page_of(edition)).status_code == 404
    assert stranger.get(run.get_absolute_url()).status_code == 404
    assert stranger.post(page_of(edition), filled_in()).status_code == 404
    assert staff.get(run.get_absolute_url()).status_code == 200
    assert staff.post(page_of(edition), filled_in()).status_code == 403


def test_number_of_queries_does_not_grow_with_the_questions(
    edition: Edition, organiser: Client
) -> None:
    def another() -> None:
        ScheduleRunFactory(
            edition=edition,
            kind="what_if",
            state="done",
            finished_at=MORNING,
            question=[[TABLES]],
        )

    another()
    one = queries_of(organiser, page_of(edition))
    for _ in range(2):
        another()
    assert queries_of(organiser, page_of(edition)) == one
