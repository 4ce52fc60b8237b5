"""An organiser imports a list: sees what it would do, has it done, and does it twice in vain."""

import re
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from clusters.models import Organisation
from clusters.services.drafts import enter_draft
from events.models import Delegate, Edition, Registration
from events.services.registrations import RegistrationClosed
from events.services.wishes import Wishes
from files.models import StoredFile
from files.services import MOST_BYTES, drop_due
from matchmaking.models import Import, MeetingRequest
from matchmaking.services.listed_clusters import Named, register_named
from matchmaking.tasks import carry_out_import
from notifications.models import OutboxMessage
from privacy.models import LogEntry
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.events import RegistrationFactory
from tests.factories.stage import Stage, page
from tests.files.sheets import xlsx_of
from tests.support.mails import mail_to, told
from tests.support.racing import raced

pytestmark = pytest.mark.django_db

LISTS = Path(__file__).parent.parent / "matchmaking" / "lists"
RANKED = (LISTS / "ranked.csv").read_bytes()


@pytest.fixture
def open_stage(stage: Stage) -> Stage:
    """Requests are open; two clusters of the ranked list are in the register, one is registered."""
    Edition.objects.filter(pk=stage.edition.pk).update(state="requests_open", capacity=None)
    stage.edition.refresh_from_db()
    for name in ("Lombardy Aerospace", "Catalonia Water"):
        cluster = ClusterFactory(name=name, short_name="")
        RegistrationFactory(edition=stage.edition, cluster=cluster, state="approved")
    ClusterFactory(name="Baltic Wood Cluster", short_name="")
    return stage


def upload(stage: Stage, data: bytes, name: str = "list.csv", **more: str) -> Any:
    file = SimpleUploadedFile(name, data)
    return stage.organiser.post(page("organise-import", stage.edition), {"file": file, **more})


def imported(stage: Stage, data: bytes, **sent: str) -> tuple[Import, str]:
    """The list once it was carried out, and the page that says what was done."""
    there = upload(stage, data)["Location"]
    shown = stage.organiser.get(there).text
    kept = dict(re.findall(r'type="hidden" name="((?:layout|column-\d+))" value="([^"]*)"', shown))
    names = dict(re.findall(r'name="(called-\d+)" value="([^"]*)"', shown))
    answer = stage.organiser.post(there, kept | names | sent)
    assert answer.status_code == 302, answer.text
    listed = Import.objects.latest("pk")
    assert "being imported" in stage.organiser.get(there).text
    carry_out_import(listed.pk)
    listed.refresh_from_db()
    return listed, stage.organiser.get(there).text


def counts() -> tuple[int, int, int, int]:
    models = (
        Organisation.with_drafts,
        Registration.objects,
        Delegate.objects,
        MeetingRequest.objects,
    )
    return tuple(rows.count() for rows in models)  # type: ignore[return-value]


def with_members(stage: Stage) -> None:
    for row in stage.edition.registrations.select_related("cluster"):
        mail = f"{row.cluster.name.split()[0].lower()}@example.org"
        MembershipFactory(organisation=row.cluster, user__email=mail)


def test_looking_stores_nothing_but_the_file(open_stage: Stage) -> None:
    before = counts()
    there = upload(open_stage, RANKED)["Location"]
    shown = open_stage.organiser.get(there).text
    assert counts() == before
    for line in (
        "3 clusters to register.",
        "3 of them are new to the register and become drafts.",
        "5 requests to enter.",
        "It is Baltic Wood Cluster.",
        "<strong>Nordic Batteries</strong> is new",
    ):
        assert line in shown
    file = StoredFile.objects.get()
    assert file.readers == StoredFile.Readers.OWNER
    assert file.delete_after == file.stored_at + timedelta(days=7)


def test_a_list_is_imported_and_the_same_again_adds_nothing(open_stage: Stage) -> None:
    listed, said = imported(open_stage, RANKED, **{"name-2": "1"})
    assert "3 clusters registered." in said
    assert "5 requests entered." in said
    assert listed.outcome["refused"] == []
    drafts = set(Organisation.with_drafts.filter(is_draft=True).values_list("name", flat=True))
    assert drafts == {"Nordic Batteries", "Adriatic Ships"}
    nordic = Registration.objects.get(cluster__name="Nordic Batteries")
    assert (nordic.state, nordic.seats) == ("approved", 2)
    musts = MeetingRequest.objects.filter(priority=10).values_list(
        "invitee__cluster__name", flat=True
    )
    assert set(musts) == {"Lombardy Aerospace", "Catalonia Water"}
    before = counts()
    there = upload(open_stage, RANKED.replace(b"Baltic Wood", b"Baltic Wood Cluster"))["Location"]
    shown = open_stage.organiser.get(there).text
    assert "8 entries are there already" in shown
    assert "<button" not in shown.split('id="h-would"')[1].split("</section>")[0]
    _, said = imported(open_stage, RANKED, **{"name-0": "1"})
    assert "Nothing was added." in said
    assert counts() == before


@pytest.mark.parametrize(("meets_online", "way"), [(True, "online"), (False, "on_site")])
def test_a_list_says_how_clusters_take_part(
    open_stage: Stage, meets_online: bool, way: str
) -> None:
    Edition.objects.filter(pk=open_stage.edition.pk).update(meets_online=meets_online)
    data = b"Cluster;Takes part\nNordic Batteries;Online\n"
    shown = open_stage.organiser.get(upload(open_stage, data)["Location"]).text
    assert ("This event takes place on site alone." in shown) is not meets_online
    imported(open_stage, data)
    assert Registration.objects.get(cluster__name="Nordic Batteries").takes_part == way


def test_a_name_in_doubt_is_what_the_organiser_says(open_stage: Stage) -> None:
    """What is very much like a known name is taken for it, unless the organiser says otherwise."""
    slip = b"Cluster\nBaltic Wood Clustr\n"
    there = upload(open_stage, slip)["Location"]
    assert "become" not in open_stage.organiser.get(there).text.split('id="h-would"')[1]
    imported(open_stage, slip, **{"name-0": "0"})
    assert Organisation.with_drafts.get(is_draft=True).name == "Baltic Wood Clustr"


@pytest.mark.parametrize(
    ("data", "stored"),
    [
        (b"Cluster;Name\nCatalonia Watr;Bo\n", Delegate),
        (b"From,To\nLombardy Aerospace,Catalonia Watr\n", MeetingRequest),
        (b",Catalonia Watr\nLombardy Aerospace,x\n", MeetingRequest),
        (b"Cluster,Partner 1\nLombardy Aerospace,Catalonia Watr\n", MeetingRequest),
    ],
    ids=["delegates", "requests", "matrix", "partners"],
)
def test_a_name_in_doubt_is_asked_about_wherever_it_stands(
    open_stage: Stage, data: bytes, stored: Any
) -> None:
    there = upload(open_stage, data)["Location"]
    shown = open_stage.organiser.get(there).text
    assert "It is Catalonia Water." in shown
    assert "It is another one: leave it out." in shown
    imported(open_stage, data, **{"name-0": "0"})
    imported(open_stage, data)
    assert not stored.objects.exists()
    imported(open_stage, data, **{"name-0": "1"})
    assert stored.objects.exists()


def test_names_beyond_those_that_are_asked_about_are_nobody_known(
    open_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("organise.forms.imports.MOST_DOUBTS", 1)
    data = b"Cluster\nZzyx\nBaltic Wood Clustr\n"
    imported(open_stage, data, **{"name-1": "1"})
    assert Organisation.with_drafts.filter(is_draft=True, name="Baltic Wood Clustr").exists()


def test_spellings_of_one_name_are_one_cluster_in_what_is_shown_and_done(
    open_stage: Stage,
) -> None:
    data = (
        "Cluster,Partner 1\nÉnergie-Réseau,Catalonia Water\nenergie reseau,catalonia WATER\n"
        "Lombardy Aerospace,ENERGIE RÉSEAU\nÉnergie Réseau,Energie-Reseau\n"
    ).encode()
    shown = open_stage.organiser.get(upload(open_stage, data)["Location"]).text
    assert "1 cluster to register." in shown
    assert "2 requests to enter." in shown
    assert "A cluster cannot meet itself." in shown
    listed, _said = imported(open_stage, data)
    assert listed.outcome == {
        "stored": {"participants": 1, "wishes": 2},
        "refused": [],
        "all_refused": 0,
        "faults": [[3, 1, "twice"], [5, 1, "twice"], [5, 2, "itself"]],
        "all_faults": 3,
    }


def test_a_list_does_not_register_again_who_withdrew(open_stage: Stage) -> None:
    withdrawn = Registration.objects.filter(cluster__name="Catalonia Water")
    withdrawn.update(state="withdrawn")
    data = b"Cluster,Partner 1\nCatalonia Water,Lombardy Aerospace\n"
    shown = open_stage.organiser.get(upload(open_stage, data)["Location"]).text
    assert "This cluster withdrew." in shown
    imported(open_stage, data)
    assert withdrawn.get().state == "withdrawn"


@pytest.mark.parametrize(
    "data",
    [
        b"Cluster;Name\nCatalonia Water;Bo\n",
        b"From,To\nLombardy Aerospace,Catalonia Water\n",
        b",Catalonia Water\nLombardy Aerospace,x\n",
    ],
    ids=["delegates", "requests", "matrix"],
)
def test_a_list_of_something_else_leaves_who_withdrew_where_it_is(
    open_stage: Stage, data: bytes
) -> None:
    withdrawn = Registration.objects.filter(cluster__name="Catalonia Water")
    withdrawn.update(state="withdrawn")
    before = counts()
    shown = open_stage.organiser.get(upload(open_stage, data)["Location"]).text
    assert "This cluster is not registered for this event." in shown
    imported(open_stage, data)
    assert withdrawn.get().state == "withdrawn"
    assert counts() == before


@pytest.mark.parametrize("state", ["withdrawn", "declined", "expired"])
@pytest.mark.parametrize(
    "data",
    [
        b"From,To\nLombardy Aerospace,Catalonia Water\n",
        b",Catalonia Water\nLombardy Aerospace,x\n",
        b"Cluster,Partner 1\nLombardy Aerospace,Catalonia Water\n",
    ],
    ids=["requests", "matrix", "partners"],
)
def test_a_list_does_not_ask_again_what_has_ended(
    open_stage: Stage, data: bytes, state: str
) -> None:
    imported(open_stage, data)
    MeetingRequest.objects.update(state=state)
    before = counts()
    shown = open_stage.organiser.get(upload(open_stage, data)["Location"]).text
    assert "1 request to enter." not in shown
    assert "This was asked before, and has ended. No list asks it again." in shown
    listed, _said = imported(open_stage, data)
    assert counts() == before
    assert listed.outcome["refused"] == []


@pytest.mark.parametrize("name", ["Nordic Batteries", "Nordic Batterys"])
def test_a_list_shows_nobody_what_another_body_entered_and_enters_one_name_once(
    open_stage: Stage, name: str
) -> None:
    draft = enter_draft(name="Nordic Batteries", region=None)
    RegistrationFactory(cluster=draft)
    data = f"Cluster\n{name}\n".encode()
    shown = open_stage.organiser.get(upload(open_stage, data)["Location"]).text
    assert f"<strong>{name}</strong> is new" in shown
    assert "It is Nordic Batteries." not in shown
    imported(open_stage, data)
    registered = Registration.objects.get(edition=open_stage.edition, cluster__name=name)
    assert (registered.cluster == draft) is (name == draft.name)
    assert (
        "1 entry is there already"
        in open_stage.organiser.get(upload(open_stage, data)["Location"]).text
    )


@pytest.mark.parametrize("state", ["draft", "finished"])
def test_an_event_that_takes_no_clusters_says_so_first_and_enters_no_draft(
    open_stage: Stage, state: str
) -> None:
    there = upload(open_stage, RANKED)["Location"]
    Edition.objects.filter(pk=open_stage.edition.pk).update(state=state)
    shown = open_stage.organiser.get(there).text
    assert "Clusters are registered here from the opening of registration" in shown
    assert "Nothing in this list would be stored." in shown
    open_stage.organiser.post(there, {"layout": "participants"})
    carry_out_import(Import.objects.get().pk)
    assert not Organisation.with_drafts.filter(is_draft=True).exists()


def test_a_draft_is_entered_with_its_registration_or_not_at_all(open_stage: Stage) -> None:
    """The event was closed between looking at the list and its row."""
    Edition.objects.filter(pk=open_stage.edition.pk).update(state="finished")
    with pytest.raises(RegistrationClosed):
        register_named(
            edition=open_stage.edition,
            named=[Named(0, "Nordic Batteries", None, Wishes(), uuid4())],
            by=open_stage.manager_user,
            now=timezone.now(),
        )
    assert not Organisation.with_drafts.filter(is_draft=True).exists()


def test_who_did_it_stands_in_the_log(open_stage: Stage) -> None:
    imported(open_stage, b"Cluster\nBaltic Wood Cluster\n")
    entry = LogEntry.objects.filter(table_name="events_registration", operation="I").latest("pk")
    listed = Import.objects.get()
    assert entry.actor == f"user:{listed.asked_by_id}"


def test_delegates_are_added_to_those_who_are_there(open_stage: Stage) -> None:
    registration = Registration.objects.get(cluster__name="Catalonia Water")
    Delegate.objects.create(registration=registration, name="Ada")
    data = b"Cluster;Name;Job title\nCatalonia water;ADA;Head\nCatalonia Water;Bo;\nNobody;Cy;\n"
    _, said = imported(open_stage, data)
    assert list(registration.delegates.values_list("name", flat=True)) == ["Ada", "Bo"]
    assert "1 delegate added." in said
    _, said = imported(open_stage, data)
    assert "Nothing was added." in said


def test_of_delegates_of_a_list_their_cluster_is_told_once_and_nobody_else(
    open_stage: Stage,
) -> None:
    with_members(open_stage)
    data = b"Cluster;Name\nCatalonia Water;Ada\nCatalonia Water;Bo\n"
    imported(open_stage, data)
    assert told("registration-edited") == ["catalonia@example.org"]
    mail = mail_to("catalonia@example.org", "registration-edited")
    assert "has changed the registration of Catalonia Water, in your place." in mail.body
    assert "It names 2 delegates." in mail.body
    OutboxMessage.objects.all().delete()
    imported(open_stage, data)
    assert told() == []


def test_a_matrix_asks_who_are_there_and_names_who_are_not(open_stage: Stage) -> None:
    data = b",Lombardy Aerospace,Catalonia Water\nCatalonia Water,x,\nNobody,X,\n"
    there = upload(open_stage, data)["Location"]
    shown = open_stage.organiser.get(there).text
    assert "This cluster is not registered for this event." in shown
    imported(open_stage, data)
    request = MeetingRequest.objects.get()
    assert (str(request.requester.cluster), str(request.invitee.cluster)) == (
        "Catalonia Water",
        "Lombardy Aerospace",
    )


def test_asking_each_other_is_agreeing(open_stage: Stage) -> None:
    data = b"From,To\nCatalonia Water,Lombardy Aerospace\nLombardy Aerospace,Catalonia Water\n"
    imported(open_stage, data)
    assert MeetingRequest.objects.get().state == "accepted"


def test_requests_of_a_list_are_marked_and_told_as_if_each_was_entered_by_hand(
    open_stage: Stage,
) -> None:
    with_members(open_stage)
    listed, _said = imported(open_stage, b"From,To\nCatalonia Water,Lombardy Aerospace\n")
    request = MeetingRequest.objects.get()
    assert (request.asked_by_organiser, request.requested_by) == (True, listed.asked_by)
    ours, theirs = mail_to("catalonia@example.org"), mail_to("lombardy@example.org")
    assert "has asked Lombardy Aerospace for a meeting, in the place of Catalonia" in ours.body
    assert "for a meeting, in the place of Catalonia Water." in theirs.body


def test_what_a_list_agrees_for_both_sides_is_marked_and_told_to_both(open_stage: Stage) -> None:
    with_members(open_stage)
    data = b"From,To\nCatalonia Water,Lombardy Aerospace\nLombardy Aerospace,Catalonia Water\n"
    imported(open_stage, data)
    request = MeetingRequest.objects.get()
    assert request.state == "accepted"
    assert (request.asked_by_organiser, request.answered_by_organiser) == (True, True)
    ours = mail_to("catalonia@example.org", "request-accepted")
    theirs = mail_to("lombardy@example.org", "request-accepted")
    assert "has accepted, in the place of Lombardy Aerospace, the request of" in ours.body
    assert "had asked Lombardy Aerospace for this meeting, in the place of Catalonia" in ours.body
    assert "has accepted, in the place of Lombardy Aerospace, the request of" in theirs.body


def test_what_a_rule_refuses_is_said_by_row(open_stage: Stage) -> None:
    Edition.objects.filter(pk=open_stage.edition.pk).update(state="scheduling")
    listed, said = imported(open_stage, b"From,To\nCatalonia Water,Lombardy Aerospace\n")
    assert listed.outcome["refused"] == [[2, 2, "RequestsClosed"]]
    assert "Requests are closed for this event." in said


def test_columns_are_chosen_by_hand(open_stage: Stage) -> None:
    there = upload(open_stage, b"foo,bar\nCatalonia Water,Ada\n")["Location"]
    shown = open_stage.organiser.get(there).text
    assert "Say which column has this: Cluster" in shown
    assert open_stage.organiser.post(there, {"layout": "participants"}).status_code == 422
    asked = {"layout": "delegates", "column-0": "cluster", "column-1": "name"}
    assert "1 delegate to add." in open_stage.organiser.get(there, asked).text
    open_stage.organiser.post(there, asked)
    carry_out_import(Import.objects.get().pk)
    assert Delegate.objects.get().name == "Ada"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_a_list_is_read_in_any_usual_encoding(open_stage: Stage, encoding: str) -> None:
    ClusterFactory(name="Énergie Forlì", short_name="")
    there = upload(open_stage, "Cluster;Région\r\nÉnergie Forlì;\r\n".encode(encoding))["Location"]
    shown = open_stage.organiser.get(there).text
    assert "Énergie Forlì" in shown
    assert "h-doubts" not in shown


def test_a_sheet_is_read(open_stage: Stage) -> None:
    there = upload(open_stage, xlsx_of([["Cluster"], ["Baltic Wood Cluster"]]), "l.xlsx")[
        "Location"
    ]
    assert "1 cluster to register." in open_stage.organiser.get(there).text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "This file is empty."),
        (b"\n\n", "This is no list in CSV or XLSX"),
        (b"%PDF-1.7", "This is no list in CSV or XLSX"),
        (b"PK\x03\x04broken", "This is no list in CSV or XLSX"),
        (b"Cluster\n" + b"a\n" * 10_001, "more than 10,000 rows"),
        (b"x" * (MOST_BYTES + 1), "larger than 10 MB"),
    ],
    ids=["empty", "blank", "pdf", "broken", "rows", "large"],
)
def test_what_is_no_list_is_refused_in_words_and_leaves_nothing(
    open_stage: Stage, data: bytes, words: str
) -> None:
    answer = upload(open_stage, data)
    assert answer.status_code == 422
    assert words in answer.text
    assert not StoredFile.objects.exists()


def sent_unread(stage: Stage, name: str, size: int) -> Any:
    """The answer to a form with a file of so many bytes, of which none has come yet."""
    head: dict[str, Any] = {
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
        "CONTENT_LENGTH": str(size),
    }
    return stage.organiser.generic("POST", page(name, stage.edition), **head)


def test_a_hundred_megabytes_are_refused_unread(open_stage: Stage) -> None:
    answer = sent_unread(open_stage, "organise-import", 100_000_000)
    assert answer.status_code == 413
    assert "a file may have 10 MB" in answer.text


def test_other_pages_are_sent_no_files(open_stage: Stage) -> None:
    assert sent_unread(open_stage, "organise-export", 5_000_000).status_code == 413


def test_a_list_is_ones_own_and_is_imported_once(open_stage: Stage) -> None:
    there = upload(open_stage, b"Cluster\nBaltic Wood Cluster\n")["Location"]
    colleague = Client()
    colleague.force_login(MembershipFactory(organisation=open_stage.edition.owner).user)
    assert colleague.get(there).status_code == 404
    sent = {"layout": "participants", "column-0": "cluster"}
    assert open_stage.organiser.post(there, sent).status_code == 302
    assert open_stage.organiser.post(there, sent).status_code == 409
    listed = Import.objects.get()
    carry_out_import(listed.pk)
    before = counts()
    carry_out_import(listed.pk)
    assert counts() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
def test_a_list_that_is_confirmed_in_two_windows_at_once_is_stored_once(open_stage: Stage) -> None:
    there = upload(open_stage, RANKED)["Location"]
    browsers = Client(), Client()
    for browser in browsers:
        browser.force_login(Import.objects.get().asked_by)
    shown = browsers[0].get(there).text
    sent = dict(re.findall(r'type="hidden" name="((?:layout|column-\d+))" value="([^"]*)"', shown))
    answers = raced([partial(browser.post, there, sent) for browser in browsers])
    statuses = [
        answer if isinstance(answer, Exception) else answer.status_code for answer in answers
    ]
    assert sorted(statuses, key=str) == [302, 409]
    listed = Import.objects.get()
    assert raced([partial(carry_out_import, listed.pk)] * 2) == [None, None]
    listed.refresh_from_db()
    registered = Registration.objects.values_list("cluster", flat=True)
    assert listed.state == Import.State.DONE
    assert listed.outcome["stored"]["participants"] == len(registered) - 2
    assert len(set(registered)) == len(registered)


def test_a_list_whose_days_are_over_is_said_to_be_gone(open_stage: Stage) -> None:
    there = upload(open_stage, RANKED)["Location"]
    drop_due(now=timezone.now() + timedelta(days=8))
    assert open_stage.organiser.get(there).status_code == 409


def test_a_preview_takes_few_queries_and_little_room_however_long_the_list(
    open_stage: Stage, django_assert_max_num_queries: Any
) -> None:
    rows = "".join(f"Company number {n},ES{n},{n % 14},Partner {n}\n" for n in range(5_000))
    data = b"Cluster,Region code,Seats,Partner 1\n" + rows.encode()
    there = upload(open_stage, data)["Location"]
    open_stage.organiser.get(there)
    with django_assert_max_num_queries(15):
        answer = open_stage.organiser.get(there)
    assert len(answer.content) < 100_000
    assert "5000 rows below the headings." in answer.text.replace(",", "")
