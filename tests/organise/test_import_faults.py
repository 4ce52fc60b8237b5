"""What is wrong with a list is said cell by cell, to the end, before and after it is imported."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from events.models import Edition, Registration
from files.models import StoredFile
from matchmaking.models import Import, MeetingRequest
from matchmaking.tasks import carry_out_import
from organise.words.imports import FAULTS
from tests.factories.clusters import ClusterFactory
from tests.factories.events import RegistrationFactory
from tests.factories.matchmaking import (
    MORNING,
    MeetingRequestFactory,
    MeetingWindowFactory,
    window_with_slots,
)
from tests.factories.stage import Stage, page

pytestmark = pytest.mark.django_db

Cells = list[str]
# A row, and where (column and code) something is wrong with it.
Kind = tuple[Callable[[int], Cells], Sequence[tuple[int, str]]]


def spelt(name: str, number: int) -> str:
    """The name with signs that do not count, otherwise for each number."""
    return f"{name} {number:013b}".replace("0", ".").replace("1", "-")


WATER, AEROSPACE, WOOD = "Catalonia Water", "Lombardy Aerospace", "Baltic Wood"
STEEL = "Basque Steel"
# All but Wood come, which withdrew; Water asked Aerospace, which declined and asked Steel.
PARTICIPANTS: list[Kind] = [
    (lambda n: ["", f"{n}", "", "", "", ""], [(1, "no_name")]),
    (lambda n: [f"{n}" + "x" * 200, "", "", "", "", ""], [(1, "too_long")]),
    (lambda n: [WATER, "", f"two {n}", "", "", ""], [(3, "no_number"), (1, "twice")]),
    (lambda n: [WATER, "", f"{n + 11}", "", "", ""], [(3, "out_of_bounds"), (1, "twice")]),
    (lambda n: [WATER, "", "", "", f"by boat {n}", ""], [(5, "no_way"), (1, "twice")]),
    (lambda n: [WATER, "", "", f"{n + 1}", "", WATER.upper()], [(1, "twice"), (6, "itself")]),
    (
        lambda n: [spelt(WATER, n), "", "", "", "online", ""],
        [(5, "not_online"), (1, "twice")],
    ),
    (
        lambda n: [spelt(WATER, n + 1000), f"XX{n}", "", "", "", ""],
        [(2, "no_region"), (1, "twice")],
    ),
    (lambda n: [spelt(WOOD, n), "", "", "", "", ""], [(1, "withdrew")]),
    (lambda _n: [WATER, "", "", "", "", ""], [(1, "twice")]),
]
REQUESTS: list[Kind] = [
    (lambda n: [WATER, AEROSPACE, f"perhaps {n}"], [(3, "no_wish")]),
    (lambda n: [WATER, f"Nobody {n}", ""], [(2, "not_registered")]),
    (lambda n: [f"Nobody {n}", WATER, ""], [(1, "not_registered")]),
    (lambda n: [spelt(WATER, n), AEROSPACE, ""], [(2, "ended")]),
]
MATRIX: list[Kind] = [
    (lambda n: [spelt(AEROSPACE, n), "maybe", "x", ""], [(2, "no_mark"), (3, "no_heading")]),
    (
        lambda n: [spelt(AEROSPACE, n + 4096), "09:30", "", "10:00"],
        [(2, "time_not_placed"), (4, "time_too_late")],
    ),
    (lambda n: [spelt(AEROSPACE, n + 2048), "03:30", "", ""], [(2, "time_outside")]),
]
LISTS: dict[str, tuple[Cells, list[Kind]]] = {
    "participants": (
        ["Cluster", "Region code", "Seats", "Most meetings", "Takes part", "Partner 1"],
        PARTICIPANTS,
    ),
    "requests": (["From", "To", "Wish"], REQUESTS),
    "matrix": (["", WATER, "", STEEL], MATRIX),
}


@pytest.fixture
def open_stage(stage: Stage) -> Stage:
    Edition.objects.filter(pk=stage.edition.pk).update(state="requests_open", capacity=None)
    stage.edition.refresh_from_db()
    for name in (WATER, AEROSPACE, STEEL, WOOD):
        state = "withdrawn" if name == WOOD else "approved"
        cluster = ClusterFactory(name=name, short_name="")
        RegistrationFactory(edition=stage.edition, cluster=cluster, state=state)
    return stage


def asked_before(stage: Stage) -> None:
    water, aerospace, steel = (
        Registration.objects.get(cluster__name=name) for name in (WATER, AEROSPACE, STEEL)
    )
    for requester, invitee, state in (
        (water, aerospace, "declined"),
        (aerospace, steel, "pending"),
    ):
        MeetingRequestFactory(
            edition=stage.edition, requester=requester, invitee=invitee, state=state
        )
    # In the morning by the clock of the event; another one in the afternoon.
    window_with_slots(stage.edition)
    later = MORNING + timedelta(hours=6)
    MeetingWindowFactory(
        edition=stage.edition, period=DateTimeTZRange(later, later + timedelta(hours=2))
    )


def upload(stage: Stage, rows: Sequence[Sequence[str]], layout: str) -> str:
    data = "\n".join(",".join(row) for row in rows).encode()
    sent = {"file": SimpleUploadedFile("list.csv", data), "layout": layout}
    answer: Any = stage.organiser.post(page("organise-import", stage.edition), sent)
    assert answer.status_code == 302, answer.text
    return str(answer["Location"])


def imported(stage: Stage, there: str) -> Import:
    shown = stage.organiser.get(there).text
    kept = dict(re.findall(r'type="hidden" name="((?:layout|column-\d+))" value="([^"]*)"', shown))
    assert stage.organiser.post(there, kept).status_code == 302
    listed = Import.objects.latest("pk")
    carry_out_import(listed.pk)
    listed.refresh_from_db()
    return listed


def lines(text: str) -> list[tuple[str, ...]]:
    """The lines of the table of faults on a page."""
    table = text.split('id="h-faults"')[1].split("</table>", maxsplit=1)[0].split("<tbody")[1]
    rows = (re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in table.split("<tr")[1:])
    return [tuple(cell.strip() for cell in row) for row in rows]


def test_every_code_of_a_fault_is_in_the_lists_of_these_tests() -> None:
    codes = {code for _head, kinds in LISTS.values() for _row, found in kinds for _, code in found}
    assert codes == set(FAULTS)


@pytest.mark.parametrize("layout", LISTS)
def test_five_thousand_rows_with_faults_of_every_kind_lose_none_before_and_afterwards(
    open_stage: Stage, layout: str, django_assert_max_num_queries: Any
) -> None:
    asked_before(open_stage)
    head, kinds = LISTS[layout]
    # The first row of a list is right, but for what it asks for.
    rows, expected = [head, [WATER, *[""] * (len(head) - 1)]], Counter[tuple[int, int, str]]()
    first = {"participants": [], "requests": [(2, "no_name")], "matrix": []}[layout]
    expected.update((2, *fault) for fault in first)
    while len(rows) <= 5_000:
        for make, faults in kinds:
            rows.append(make(len(rows) // len(kinds)))
            expected.update((len(rows), *fault) for fault in faults)
    there = upload(open_stage, rows, layout)
    count = expected.total()
    parts = -(-count // 100)
    before = open_stage.organiser.get(there).text
    assert f"{count} cells to look at" in before.replace(",", "")
    assert f"Page 1 of {parts}" in before
    last = open_stage.organiser.get(there, {"faults": parts}).text
    # What is not read of the last row is said on the last page.
    at = max(fault for fault in expected if fault[0] == len(rows))
    assert lines(last)[-1][:2] == (str(at[0]), str(at[1]))
    assert lines(last)[-1][3] == str(FAULTS[at[2]])
    listed = imported(open_stage, there)
    found = Counter(tuple(fault) for fault in listed.outcome["faults"])
    assert found == expected
    assert (listed.state, listed.outcome["all_faults"]) == ("done", count)
    with django_assert_max_num_queries(15):
        answer = open_stage.organiser.get(there, {"faults": parts})
    assert len(answer.content) < 100_000
    assert lines(answer.text)[-1][:2] == (str(at[0]), str(at[1]))
    assert f"{count} cells to look at" in answer.text.replace(",", "")


def test_what_was_not_read_stands_with_the_outcome_and_its_words_go_with_the_list(
    open_stage: Stage,
) -> None:
    there = upload(open_stage, [["From", "To"], [WATER, "Nobody"], ["", WATER]], "requests")
    listed = imported(open_stage, there)
    assert listed.outcome["faults"] == [[2, 2, "not_registered"], [3, 1, "no_name"]]
    shown = open_stage.organiser.get(there).text
    assert "2 cells to look at" in shown
    words = str(FAULTS["not_registered"])
    assert lines(shown)[0] == ("2", "2", "Nobody", words)
    StoredFile.objects.all().delete()
    shown = open_stage.organiser.get(there).text
    assert lines(shown)[0] == ("2", "2", "", words)
    assert "Nobody" not in shown


def test_a_cross_of_a_matrix_is_said_by_whom_it_means(open_stage: Stage) -> None:
    there = upload(open_stage, [["", "Nobody"], [WATER, "x"]], "matrix")
    assert lines(open_stage.organiser.get(there).text)[0][:3] == ("2", "2", "Nobody")
    imported(open_stage, there)
    assert lines(open_stage.organiser.get(there).text)[0][:3] == ("2", "2", "Nobody")


def test_what_was_refused_is_shown_part_by_part(
    open_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("organise.views.imports.MOST_FAULTS", 1)
    Edition.objects.filter(pk=open_stage.edition.pk).update(state="scheduling")
    rows = [["From", "To"], [WATER, AEROSPACE], [AEROSPACE, WATER]]
    there = upload(open_stage, rows, "requests")
    listed = imported(open_stage, there)
    assert listed.outcome["refused"] == [[2, 2, "RequestsClosed"], [3, 2, "RequestsClosed"]]
    assert not MeetingRequest.objects.exists()
    first = open_stage.organiser.get(there).text
    assert "Page 1 of 2" in first
    second = open_stage.organiser.get(there, {"refused": 2}).text
    for shown, row, said in ((first, 2, AEROSPACE), (second, 3, WATER)):
        table = shown.split('id="h-refused"')[1].split("</table>")[0]
        assert f'data-label="Row">{row}<' in table
        assert said in table


def test_a_delegate_who_is_refused_is_found_by_row_and_column(open_stage: Stage) -> None:
    rows = [["Title", "Cluster", "Name"], ["", WATER, "Ada"], ["", "Nobody", "Bo"]]
    there = upload(open_stage, rows, "delegates")
    assert lines(open_stage.organiser.get(there).text)[0][:3] == ("3", "2", "Nobody")
    Registration.objects.filter(cluster__name=WATER).update(state="declined")
    listed = imported(open_stage, there)
    assert listed.outcome["refused"] == [[2, 3, "NotChangeable"]]


def sent_by(text: str) -> dict[str, str]:
    """What the form that imports sends as it stands."""
    form = text.split('id="import"')[1].split("</form>", maxsplit=1)[0]
    fields = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)
    ticks = re.findall(r'type="radio" name="([^"]+)" value="([^"]*)"\s+checked', form)
    return {name: value for name, value in fields + ticks if name != "csrfmiddlewaretoken"}


def test_looking_at_more_faults_keeps_what_was_ticked_and_imports_nothing(
    open_stage: Stage,
) -> None:
    ClusterFactory(name="Alpine Timber", short_name="")
    head = ["Cluster", "Region code"]
    faulty = [["", f"{number}"] for number in range(150)]
    there = upload(open_stage, [head, ["Alpine Timbre", ""], *faulty], "participants")
    first = open_stage.organiser.get(there).text
    said = sent_by(first)
    assert "Page 1 of 2" in first
    other = {"name-0": "0" if said["name-0"] == "1" else "1"}
    assert 'form="import" formaction="#h-faults" name="faults" value="2"' in first
    second = open_stage.organiser.post(there, {**said, **other, "faults": "2"})
    assert second.status_code == 200
    assert "Page 2 of 2" in second.text
    assert sent_by(second.text) == {**said, **other}
    assert 'name="faults" value="1"' in second.text
    assert Import.objects.get().state == Import.State.SHOWN
    back = open_stage.organiser.post(there, {**sent_by(second.text), "faults": "1"})
    assert sent_by(back.text) == {**said, **other}
    assert open_stage.organiser.post(there, sent_by(back.text)).status_code == 302


def test_choosing_the_columns_anew_keeps_what_was_ticked_and_imports_nothing(
    open_stage: Stage,
) -> None:
    for name in ("Alpine Timber", "Baltic Fisheries"):
        ClusterFactory(name=name, short_name="")
    head = ["Cluster", "Name", "Other"]
    rows = [head, ["Alpine Timbre", "Ada", "Baltic Fishery"], ["Alpine Timbre", "Bo", WATER]]
    there = upload(open_stage, rows, "delegates")
    first = sent_by(open_stage.organiser.get(there).text)
    assert first["called-0"] == "Alpine Timbre"
    other = {**first, "name-0": "0" if first["name-0"] == "1" else "1"}

    def anew(sent: dict[str, str], *columns: str) -> str:
        chosen = {f"anew-column-{at}": column for at, column in enumerate(columns)}
        asked = {**sent, "anew": "1", "anew-layout": "delegates", **chosen}
        answer = open_stage.organiser.post(there, asked)
        assert answer.status_code == 200
        return answer.text

    elsewhere = sent_by(anew(other, "", "name", "cluster"))
    assert (elsewhere["column-0"], elsewhere["column-2"]) == ("", "cluster")
    assert elsewhere["called-0"] == "Baltic Fishery"
    nothing = anew(elsewhere, "", "name", "")
    assert "Say which column has this: Cluster" in nothing
    back = sent_by(anew(sent_by(nothing), "cluster", "name", ""))
    assert {name: back[name] for name in other} == other
    assert Import.objects.get().state == Import.State.SHOWN
    still = {**back, "anew-layout": "delegates", "anew-column-0": "", "anew-column-2": "cluster"}
    assert open_stage.organiser.post(there, still).status_code == 302
    assert Import.objects.get().columns[0] == "cluster"
