"""An organiser takes tables along: in chosen columns, without people unless asked for, noted."""

import codecs
import csv
import io
import json
import uuid
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from clusters.models import Organisation
from events.models import Delegate, Edition, Export, Registration, Session
from events.services.decisions import approve, undo
from events.services.exports import MOST_TRIES, carry_out, to_wake
from files.queries import content
from files.services import KEPT, drop_due
from files.sheets.reading import rows_of_xlsx
from matchmaking.models import (
    AvailabilityAsk,
    Interpreter,
    Meeting,
    MeetingRequest,
    Placement,
    RequestTime,
    RequestWindow,
    ScheduleRun,
    ScheduleVersion,
    UnplacedMeeting,
)
from organise import tasks
from organise.views import exports as views
from organise.words.tables import TABLES
from tests.factories.calls import ApplicationFactory, CallFactory
from tests.factories.clusters import MembershipFactory, RegionFactory
from tests.factories.events import (
    EventInvitationFactory,
    RegistrationFactory,
    SessionFactory,
)
from tests.factories.interpreting import interpreter
from tests.factories.matchmaking import (
    MeetingRequestFactory,
    ScheduleRunFactory,
    ScheduleVersionFactory,
    meeting_between,
    placed,
    tables,
    window_with_slots,
)
from tests.factories.stage import Stage, page
from tests.factories.texts import translated
from tests.support.counting import Growing

pytestmark = pytest.mark.django_db

MARK = "canary-of-a-person"


def ask(client: Client, stage: Stage, table: str = "registrations", **more: Any) -> Any:
    columns = [code for code, _ in TABLES[table].plain] if table in TABLES else []
    sent = {"table": table, "columns": columns, "form": "csv", "idempotency_key": uuid.uuid4()}
    name = "organise-export" if table in TABLES else "organise-export-whole"
    return client.post(page(name, stage.edition), sent | more)


def rows(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.fixture
def full(stage: Stage) -> Stage:
    """Something in every table, and a person's mark wherever a person is named."""
    stage.edition.summary = "Two days"
    stage.edition.save()
    window_with_slots(stage.edition, slots=2)
    tables(stage.edition, 1)
    stage.manager_user.name = f"Ana {MARK}"
    stage.manager_user.save()
    ours = RegistrationFactory(
        edition=stage.edition,
        cluster=stage.cluster,
        registered_by=stage.manager_user,
        message=f"=HYPERLINK({MARK})",
        state="approved",
    )
    Delegate.objects.create(registration=ours, name=f"Bo {MARK}", job_title=MARK)
    others = RegistrationFactory.create_batch(2, edition=stage.edition, state="approved")
    Organisation.objects.filter(pk=others[0].cluster_id).update(short_name="=2+3")
    version = ScheduleVersionFactory(edition=stage.edition)
    meets, missing = meeting_between(ours, others[0]), meeting_between(ours, others[1])
    slot, table = stage.edition.slots.all()[0], stage.edition.tables.all()[0]
    placed(version, meets, slot, table)
    UnplacedMeeting.objects.create(version=version, meeting=missing, reason={"code": "new"})
    MeetingRequestFactory(
        edition=stage.edition,
        requester=others[0],
        invitee=others[1],
        requested_by=stage.manager_user,
    )
    interpreter(stage.edition, MARK, "de", "es", slots=[slot])
    AvailabilityAsk.objects.create(
        edition=stage.edition,
        registration=ours,
        period=slot.period,
        meeting=missing,
        asked_by=stage.manager_user,
        asked_at=timezone.now(),
        idempotency_key=uuid.uuid4(),
    )
    ScheduleRunFactory(edition=stage.edition, requested_by=stage.manager_user)
    EventInvitationFactory(edition=stage.edition)
    decided = CallFactory(edition=stage.edition, state="decided", decided_at=timezone.now())
    for call in (decided, CallFactory(edition=stage.edition)):
        ApplicationFactory(call=call, text=MARK, state="rejected", submitted_by=stage.manager_user)
    return stage


@pytest.mark.parametrize(("table", "count"), [
    ("registrations", 3), ("delegates", 1), ("requests", 1), ("meetings", 1), ("not-placed", 1),
    ("programme", 0), ("applications", 1), ("interpreters", 1), ("requests-by-cluster", 3),
    ("countries", 1),
    ("asks", 1), ("runs", 1), ("fairness", 3), ("fairness-regions", 3), ("invitations", 1),
    ("invitations-counted", 3),
])  # fmt: skip
def test_each_table_is_taken_along_without_people(full: Stage, table: str, count: int) -> None:
    answer = ask(full.organiser, full, table)
    found = rows(answer)
    assert len(found) == count + 1
    assert MARK not in answer.content.decode()
    assert found[0] == [str(name) for _, name in TABLES[table].plain]
    assert answer["Content-Disposition"] == (
        f'attachment; filename="{full.edition.slug}-{table}.csv"'
    )


def test_interpreters_stand_with_their_languages_times_and_meetings(full: Stage) -> None:
    placement, ada = Placement.objects.get(), Interpreter.objects.get()
    placement.interpreter = ada
    placement.save()
    found = rows(ask(full.organiser, full, "interpreters"))
    assert found[0] == ["Number", "Languages", "When there", "Meetings"]
    begins = "2094-06-03T09:00+02:00/2094-06-03T09:25+02:00"
    assert found[1] == ["1", "German; Spanish", begins, "1"]
    chosen = {"columns": ["number"], "people": ["name"], "has_personal": "on"}
    assert rows(ask(full.organiser, full, "interpreters", **chosen))[1] == ["1", MARK]


def test_meetings_stand_with_whether_they_were_held(full: Stage) -> None:
    said = []
    for was_held in (None, True, False):
        Meeting.objects.update(was_held=was_held)
        said += rows(ask(full.organiser, full, "meetings", columns=["held"]))[1]
    assert said == ["", "Held", "Not held"]


def test_requests_are_counted_by_cluster(full: Stage) -> None:
    Registration.objects.filter(cluster=full.cluster).update(max_meetings=4)
    found = {row[0]: row[1:] for row in rows(ask(full.organiser, full, "requests-by-cluster"))}
    request = MeetingRequest.objects.get()
    assert found["Cluster"] == ["Sent", "Received", "To answer", "Agreed", "Most meetings in all"]
    assert found[full.cluster.called] == ["0", "0", "0", "0", "4"]
    assert found["'=2+3"] == ["1", "0", "0", "0", ""]
    assert found[request.invitee.cluster.called] == ["0", "1", "1", "0", ""]


def test_an_event_is_counted_by_country(full: Stage) -> None:
    """Two clusters of Spain meet, one of Greece meets one of them, and one has no region."""
    spain, greece = (
        RegionFactory(code=code, name=name, level=0)
        for code, name in (("ES", "España"), ("EL", "Elláda"))
    )
    ours, other, third = Registration.objects.order_by("pk")
    for registration, region in ((ours, spain), (other, spain), (third, greece)):
        Organisation.objects.filter(pk=registration.cluster_id).update(region=region)
    nowhere = RegistrationFactory(edition=full.edition, state="withdrawn", cluster__region=None)
    Delegate.objects.create(registration=nowhere, name="Not there")
    version = ScheduleVersion.objects.get()
    within, across = Meeting.objects.order_by("pk")
    placed(version, across, full.edition.slots.all()[1], full.edition.tables.all()[0])
    ScheduleVersion.objects.update(state="published", published_at=timezone.now())
    Meeting.objects.filter(pk=within.pk).update(was_held=True)
    found = rows(ask(full.organiser, full, "countries"))
    assert found[0] == [
        "Country", "Country code", "Approved", "Waiting", "Waitlisted", "Declined", "Withdrawn",
        "Delegates of those approved", "Published meetings", "Recorded as held",
    ]  # fmt: skip
    assert found[1:] == [
        ["Elláda", "GR", "1", "0", "0", "0", "0", "0", "1", "0"],
        ["España", "ES", "2", "0", "0", "0", "0", "1", "2", "1"],
        ["", "", "0", "0", "0", "0", "1", "0", "0", "0"],
    ]


def test_a_file_opens_in_excel_as_it_was_written(full: Stage) -> None:
    """UTF-8 that says so, the separator and ends of lines that RFC 4180 has, every sign kept."""
    name = "Énergie, Forlì ελ Łódź"
    Organisation.objects.filter(pk=full.cluster.pk).update(short_name=name)
    content = ask(full.organiser, full, columns=["cluster", "state"]).content
    assert content.startswith(codecs.BOM_UTF8)
    assert content.count(codecs.BOM_UTF8) == 1
    lines = content.decode("utf-8-sig").split("\r\n")
    assert f'"{name}",Approved' in lines
    assert not any("\n" in line for line in lines)
    sheet = ask(full.organiser, full, columns=["cluster"], form="xlsx").content
    assert [name] in rows_of_xlsx(sheet)


def test_fairness_is_that_of_the_page(full: Stage) -> None:
    found = {row[0]: row[1:] for row in rows(ask(full.organiser, full, "fairness"))}
    assert found["Cluster"][:3] == ["Requested", "Accepted", "Placed"]
    assert found[full.cluster.called] == ["2", "2", "1", "50.0", "0"]
    regions = {row[0]: row[1:] for row in rows(ask(full.organiser, full, "fairness-regions"))}
    assert regions[str(full.cluster.region)] == ["1", "2", "2", "1", "50.0", "0", "0.00"]


def test_times_asked_for_stand_with_their_answers_and_who_asked_where_asked_for(
    full: Stage,
) -> None:
    columns = ["cluster", "begins", "state"]
    [_, plain] = rows(ask(full.organiser, full, "asks", columns=columns))
    assert plain == [full.cluster.called, "2094-06-03T09:00+02:00", "Asked"]
    chosen = {"columns": ["cluster"], "people": ["asked_by"], "has_personal": "on"}
    assert rows(ask(full.organiser, full, "asks", **chosen))[1][1] == f"Ana {MARK}"


def test_runs_stand_with_what_they_proved(full: Stage) -> None:
    ScheduleRun.objects.update(
        state="done",
        finished_at=timezone.now(),
        solution={
            "placements": [1, 2],
            "steps": [
                {"name": "placed", "value": 11, "bound": 12},
                {"name": "breaks", "value": 3, "bound": 1},
            ],
        },
    )
    columns = ["state", "placed", "points", "points_bound", "breaks", "breaks_bound"]
    found = rows(ask(full.organiser, full, "runs", columns=columns))
    assert found[1] == ["Done", "2", "11", "12", "3", "1"]


def test_answers_to_invitations_are_counted_by_region_and_sector(full: Stage) -> None:
    EventInvitationFactory(
        edition=full.edition,
        state="declined",
        answered_by=full.manager_user,
    )
    found = rows(ask(full.organiser, full, "invitations-counted"))
    assert found[0][2:] == [
        "Invited", "Registered", "Not this time", "No answer", "Nobody to write to",
    ]  # fmt: skip
    assert found[1] == ["All", "", "2", "0", "1", "0", "1"]
    assert {row[0] for row in found[2:]} <= {"Region", "Sector"}
    assert sum(int(row[2]) for row in found[2:] if row[0] == "Region") == 2


def test_delegates_stand_with_when_they_are_there_and_what_they_speak(full: Stage) -> None:
    bo = Delegate.objects.get()
    bo.languages, bo.topics = "Catalan, English", "Pumps"
    slot = full.edition.slots.all()[0]
    bo.presence = [slot.period]
    bo.save()
    plain = rows(ask(full.organiser, full, "delegates"))
    assert "Languages" not in plain[0]
    chosen = {"columns": ["number"], "people": ["languages", "topics", "there"]}
    found = rows(ask(full.organiser, full, "delegates", **chosen, has_personal="on"))
    begins = "2094-06-03T09:00+02:00/2094-06-03T09:25+02:00"
    assert found[1] == ["1", "Catalan, English", "Pumps", begins]


def test_requests_stand_with_times_windows_and_in_whose_place(full: Stage) -> None:
    request, slot = MeetingRequest.objects.get(), full.edition.slots.all()[0]
    columns = ["asked_in_place", "answered_in_place", "times", "windows"]
    assert rows(ask(full.organiser, full, "requests", columns=columns))[1] == [""] * 4
    request.asked_by_organiser, request.is_limited, request.is_instant = True, True, True
    request.save()
    RequestTime.objects.create(request=request, slot=slot)
    window = RequestWindow.objects.create(request=request, window=slot.window)
    found = rows(ask(full.organiser, full, "requests", columns=columns))
    begins = "2094-06-03T09:00+02:00"
    assert found[1] == ["yes", "", begins, f"Morning ({begins})"]
    window.delete()
    MeetingRequest.objects.update(answered_by_organiser=True)
    found = rows(ask(full.organiser, full, "requests", columns=columns))
    assert found[1] == ["yes", "yes", begins, "None that is left"]


def test_the_log_is_taken_along_and_names_people_only_where_they_are_asked_for(
    full: Stage,
) -> None:
    plain = rows(ask(full.organiser, full, "log"))
    assert plain[0] == ["When", "What it is about"]
    assert "Runs and schedules" in {row[1] for row in plain}
    chosen = {"columns": ["kind"], "people": ["sentence"], "has_personal": "on"}
    found = rows(ask(full.organiser, full, "log", **chosen))
    newest = ["The event and its programme", "exported a table, without personal data: log."]
    assert (found[1][0], found[1][1].partition(" exported")[1]) == (newest[0], " exported")
    assert found[1][1].endswith(newest[1])


def test_translations_are_taken_along_with_their_originals(full: Stage) -> None:
    Edition.objects.filter(pk=full.edition.pk).update(languages=["en", "ca", "es"])
    full.edition.refresh_from_db()
    talk = SessionFactory(edition=full.edition, title="Good practice", place="Hall")
    translated(talk, "ca", title="Bones pràctiques", place="=Sala")
    translated(full.edition, "es", summary="Dos días")
    Session.objects.filter(pk=talk.pk).update(title="Best practice")
    Edition.objects.filter(pk=full.edition.pk).update(languages=["en", "ca"])
    found = rows(ask(full.organiser, full, "translations"))
    key = f"events.session-{talk.pk}"
    event = f"events.edition-{full.edition.pk}-summary"
    title = [f"{key}-title", "Title", "ca", "Bones pràctiques", "en", "Best practice", "yes"]
    place = [f"{key}-place", "Place", "ca", "'=Sala", "en", "Hall", ""]
    summary = [event, "In one or two sentences", "es", "Dos días", "en", "Two days", ""]
    assert found[1:] == [
        ["Programme", "Best practice", *title],
        ["Programme", "Best practice", *place],
        ["The event", str(full.edition), *summary],
    ]


def test_people_stand_in_it_when_they_are_chosen_and_confirmed_and_the_log_says_so(
    full: Stage,
) -> None:
    chosen: dict[str, Any] = {"people": ["people", "message"], "columns": ["cluster"]}
    refused = ask(full.organiser, full, **chosen)
    assert refused.status_code == 422
    assert "Tick this, or choose no column with personal data." in refused.text
    assert not Export.objects.exists()
    answer = ask(full.organiser, full, **chosen, has_personal="on")
    assert [f"Bo {MARK} ({MARK})", f"'=HYPERLINK({MARK})"] in [row[1:] for row in rows(answer)]
    export = Export.objects.get()
    assert (export.has_personal, export.columns) == (True, ["cluster", "people", "message"])
    log = full.organiser.get(page("organise-log", full.edition)).text
    assert "exported a table with personal data: registrations." in log


def test_what_names_nobody_is_logged_as_such(full: Stage) -> None:
    ask(full.organiser, full, "meetings")
    assert not Export.objects.get().has_personal
    log = full.organiser.get(page("organise-log", full.edition)).text
    assert "exported a table, without personal data: meetings." in log


def test_a_column_that_is_not_offered_is_refused(full: Stage) -> None:
    assert ask(full.organiser, full, columns=["people"]).status_code == 422
    assert ask(full.organiser, full, columns=[]).status_code == 422


def test_no_name_of_a_cluster_becomes_a_formula(full: Stage) -> None:
    names = [row[0] for row in rows(ask(full.organiser, full, columns=["cluster"]))]
    assert "'=2+3" in names
    sheet = ask(full.organiser, full, columns=["cluster"], form="xlsx")
    assert ["=2+3"] in rows_of_xlsx(sheet.content)


def test_only_organisers_take_tables_along(full: Stage) -> None:
    asked = [ask(who, full).status_code for who in (full.staff, full.manager, full.stranger)]
    assert asked == [403, 404, 404]
    assert not Export.objects.exists()


def test_pressing_twice_is_noted_once(full: Stage) -> None:
    key = uuid.uuid4()
    answers = [ask(full.organiser, full, idempotency_key=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert Export.objects.count() == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"columns": ["cluster"]}, {"columns": ["cluster"], "people": ["people", "message"]}),
        ({"columns": ["cluster"]}, {"columns": ["cluster"], "form": "xlsx"}),
        ({"table": "meetings"}, {"table": "delegates"}),
    ],
    ids=["people", "form", "table"],
)
def test_whoever_chooses_otherwise_on_the_same_page_is_noted_again(
    full: Stage, first: dict[str, Any], second: dict[str, Any]
) -> None:
    key = uuid.uuid4()
    for chosen in (first, second, second):
        confirmed = {"has_personal": "on"} if "people" in chosen else {}
        sent = chosen | confirmed
        assert ask(full.organiser, full, idempotency_key=key, **sent).status_code == 200
    [last, before] = Export.objects.all()
    assert (last.has_personal, before.has_personal) == ("people" in second, False)
    assert (last.table, last.form) == (second.get("table", before.table), second.get("form", "csv"))


def test_times_are_those_of_the_event_with_their_offset(full: Stage) -> None:
    full.edition.time_zone = "Europe/Madrid"
    full.edition.save()
    [_, row] = rows(ask(full.organiser, full, "meetings", columns=["begins"]))
    assert row[0].endswith("+02:00")


def test_a_decision_that_was_taken_back_is_none(full: Stage) -> None:
    row = Registration.objects.get(cluster=full.cluster)
    Registration.objects.filter(pk=row.pk).update(state="waiting")
    approved = approve(edition=full.edition, chosen=[row.pk], now=timezone.now())
    columns = ["cluster", "decided_at"]

    def decided() -> str:
        [_, *found] = rows(ask(full.organiser, full, columns=columns))
        return dict(found)[full.cluster.called]

    assert decided()
    undo(edition=full.edition, changes=approved.changes, now=timezone.now())
    assert not decided()


def test_pages_and_files_take_as_many_queries_for_many_rows(full: Stage) -> None:
    def add() -> None:
        row = RegistrationFactory(edition=full.edition, state="approved")
        Delegate.objects.create(registration=row, name="Ada")

    growing = Growing(full.organiser, page("organise-export", full.edition), add)
    few, many = growing.queries()
    assert few == many <= 15


@pytest.fixture
def at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is longer than two rows is for a worker."""
    monkeypatch.setattr(views, "MOST_ROWS_AT_ONCE", 2)


@pytest.mark.usefixtures("at_work")
def test_a_long_table_is_made_by_a_worker_and_waits_a_week(full: Stage) -> None:
    there = ask(full.organiser, full, columns=["cluster"], form="xlsx")["Location"]
    export, now = Export.objects.get(), timezone.now()
    assert "being made" in full.organiser.get(there).text
    assert full.organiser.get(f"{there}file/").status_code == 409
    tasks.make_export(export.pk)
    assert "The file is made." in full.organiser.get(there).text
    answer = full.organiser.get(f"{there}file/")
    made = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert len(rows_of_xlsx(made)) == 4
    assert f"{there}file/" in full.organiser.get(page("organise-export", full.edition)).text
    drop_due(now=now + KEPT + timedelta(minutes=1))
    assert "not kept any more" in full.organiser.get(there).text
    assert full.organiser.get(f"{there}file/").status_code == 409


@pytest.mark.usefixtures("at_work")
def test_a_file_is_for_whoever_asked_alone(full: Stage) -> None:
    there = ask(full.organiser, full)["Location"]
    colleague = Client()
    colleague.force_login(MembershipFactory(organisation=full.edition.owner).user)
    assert [colleague.get(f"{there}{part}").status_code for part in ("", "file/")] == [404, 404]


def test_the_whole_event_is_one_archive(full: Stage) -> None:
    there = ask(full.organiser, full, "event")["Location"]
    export = Export.objects.get()
    tasks.make_export(export.pk)
    export.refresh_from_db()
    assert export.file is not None
    slug = full.edition.slug
    with zipfile.ZipFile(io.BytesIO(content(export.file))) as archive:
        names = set(archive.namelist())
        everything = b"".join(archive.read(name) for name in names if "xlsx" not in name).decode()
        problem = json.loads(archive.read(f"{slug}/problem.json"))
        calendar = archive.read(f"{slug}/{slug}.ics")
    assert names == {f"{slug}/{slug}.ics", f"{slug}/problem.json"} | {
        f"{slug}/{form}/{code}.{form}" for form in ("csv", "xlsx") for code in TABLES
    }
    assert MARK not in everything
    assert calendar.startswith(b"BEGIN:VCALENDAR")
    assert len(problem["meetings"]) == 2
    assert full.organiser.get(there).status_code == 200


def test_the_archive_names_people_when_they_are_asked_for(full: Stage) -> None:
    ask(full.organiser, full, "event", has_personal="on")
    export = Export.objects.get()
    tasks.make_export(export.pk)
    export.refresh_from_db()
    assert export.has_personal
    assert export.file is not None
    with zipfile.ZipFile(io.BytesIO(content(export.file))) as archive:
        assert MARK in archive.read(f"{full.edition.slug}/csv/delegates.csv").decode()


def waiting(stage: Stage, user: User) -> Export:
    return Export.objects.create(
        edition=stage.edition, asked_by=user, table="registrations", form="csv",
        columns=["cluster"], asked_at=timezone.now(), idempotency_key=uuid.uuid4(),
    )  # fmt: skip


def test_what_cannot_be_made_is_tried_three_times_and_says_so(stage: Stage) -> None:
    export, now = waiting(stage, stage.manager_user), timezone.now()

    def breaks(_: Export) -> bytes:
        raise RuntimeError

    for _ in range(MOST_TRIES):
        with pytest.raises(RuntimeError):
            carry_out(export.pk, make=breaks, now=now)
    assert not carry_out(export.pk, make=breaks, now=now)
    export.refresh_from_db()
    assert export.state == Export.State.FAILED
    assert not carry_out(export.pk, make=lambda _: b"late", now=now)


def test_a_worker_is_woken_again_for_what_waits_and_makes_it_once(stage: Stage) -> None:
    export, now = waiting(stage, stage.manager_user), timezone.now()
    assert to_wake(now=now) == []
    assert to_wake(now=now + timedelta(minutes=2)) == [export.pk]
    assert carry_out(export.pk, make=lambda _: b"x", now=now)
    assert not carry_out(export.pk, make=lambda _: b"x", now=now)
    assert to_wake(now=now + timedelta(minutes=2)) == []
