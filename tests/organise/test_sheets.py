"""A large schedule is shown a part at a time, and every part is reached."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Edition, Registration
from matchmaking.models import Table
from organise.queries.sheets import sheet_of, sheets
from tests.factories.events import RegistrationFactory
from tests.factories.matchmaking import meeting_between, placed
from tests.factories.schedules import OneOfTwoPlaced


def hall(*rooms: str) -> list[Table]:
    return [Table(pk=number, number=number, room=room) for number, room in enumerate(rooms, 1)]


def numbers(tables: list[Table], slots: int) -> list[list[int]]:
    return [[table.number for table in sheet.tables] for sheet in sheets(tables, slots)]


def test_up_to_twelve_tables_stand_together_whatever_their_rooms() -> None:
    assert numbers(hall(*["Hall"] * 6, *["Foyer"] * 6), slots=8) == [list(range(1, 13))]


def test_sixty_tables_are_cut_room_by_room_into_parts_of_one_size() -> None:
    parts = numbers(hall(*["Hall"] * 30, *["Foyer"] * 30), slots=8)
    assert [len(part) for part in parts] == [10] * 6
    assert sorted(number for part in parts for number in part) == list(range(1, 61))


def test_the_more_times_a_day_has_the_fewer_tables_stand_together() -> None:
    assert {len(part) for part in numbers(hall(*["Hall"] * 60), slots=24)} == {5}


def test_small_rooms_stand_together() -> None:
    assert numbers(hall("A", "B", *["C"] * 11), slots=8) == [[1, 2], list(range(3, 14))]


def test_an_unknown_table_gives_the_first_part() -> None:
    parts = sheets(hall(*["Hall"] * 24), slots=8)
    assert (sheet_of(parts, 24), sheet_of(parts, 99), sheet_of(parts, None)) == (1, 0, 0)


class Large(OneOfTwoPlaced):
    """Twenty tables in one hall; the second meeting has the last of them."""

    def __init__(self) -> None:
        super().__init__(slots=3, desks=20)
        Table.objects.update(room="Hall")
        placed(self.version, self.second, self.slots[1], self.tables[19])
        self.page = reverse("organise-version", args=["event", 1])


@pytest.fixture
def large() -> Large:
    return Large()


@pytest.fixture
def organiser(large: Large, client: Client) -> Client:
    client.force_login(large.organiser)
    return client


def shown(organiser: Client, large: Large, **asked: str | int) -> str:
    return organiser.get(large.page, asked).content.decode()


def tables_in(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'columnheader">\s*Table (\d+)', page)]


pytestmark = pytest.mark.django_db


def test_the_page_shows_one_part_and_leads_to_the_others(organiser: Client, large: Large) -> None:
    page = shown(organiser, large)
    assert tables_in(page) == list(range(1, 11))
    assert '<option value="11">Hall, tables 11–20</option>' in page
    assert tables_in(shown(organiser, large, table=15)) == list(range(11, 21))


def test_a_meeting_that_is_chosen_stands_in_the_part_that_is_shown(
    organiser: Client, large: Large
) -> None:
    page = shown(organiser, large, moving=large.second.pk)
    assert tables_in(page) == list(range(11, 21))
    assert f'id="m-{large.second.pk}"' in page


def test_after_a_move_the_part_with_its_new_table_is_shown(organiser: Client, large: Large) -> None:
    place = f"{large.slots[2].pk}-{large.tables[19].pk}"
    sent = {"meeting": large.first.pk, "place": place, "table": 1, "revision": 0}
    key = {"idempotency_key": "9f0fd7a4-4a0c-4b5c-8a7d-0a3f1d1a5b11"}
    answer = organiser.post(reverse("organise-move", args=["event", 1]), sent | key, follow=True)
    assert f'id="m-{large.first.pk}"' in answer.content.decode()


def test_a_search_shows_the_tables_of_that_cluster_alone(organiser: Client, large: Large) -> None:
    answer = organiser.get(large.page, {"find": "wáter"}, follow=True)
    assert answer.redirect_chain == [(f"{large.page}?cluster=water", 302)]
    page = answer.content.decode()
    assert tables_in(page) == [1, 20]
    assert "Meetings of Water" in page


def test_a_search_that_fits_several_gives_a_choice(organiser: Client, large: Large) -> None:
    for name in ("Solar One", "Solar Two"):
        RegistrationFactory(edition=large.edition, cluster__name=name)
    page = shown(organiser, large, find="solar", view="marks")
    assert "2 clusters are called something like “solar”." in page
    assert page.count("view=marks&amp;cluster=") == 2
    assert "No cluster of this event is called “qqqq”." in shown(organiser, large, find="qqqq")


def test_a_cluster_that_does_not_take_part_is_not_there(organiser: Client, large: Large) -> None:
    assert organiser.get(large.page, {"cluster": "nobody"}).status_code == 404


def test_the_marks_show_all_tables_at_once(organiser: Client, large: Large) -> None:
    page = shown(organiser, large, view="marks")
    cells = re.findall(r"<td>(.?)</td>", page)
    assert len(cells) == 60
    assert [at for at, mark in enumerate(cells) if mark] == [0, 39]
    found = shown(organiser, large, view="marks", cluster="energy")
    assert re.findall(r"<td>(.?)</td>", found)[0] == "◆"


def test_the_marks_count_the_meetings_online_at_each_time(organiser: Client, large: Large) -> None:
    assert ">Online</th>" not in shown(organiser, large, view="marks")
    Edition.objects.update(meets_online=True)
    rows = [RegistrationFactory(edition=large.edition, takes_part="online") for _ in range(4)]
    for pair in (rows[:2], rows[2:]):
        placed(large.version, meeting_between(*pair), large.slots[2], None)
    page = shown(organiser, large, view="marks")
    assert ">Online</th>" in page
    lines = [" ".join(re.findall(r"<td>\s*(\d+)", row)) for row in page.split("<tr>")[2:]]
    assert lines[:3] == ["", "", "2"]


def test_of_many_clusters_those_that_wait_longest_stand_below(
    organiser: Client, large: Large
) -> None:
    rows: list[Registration] = [RegistrationFactory(edition=large.edition) for _ in range(40)]
    pairs = list(zip(rows[::2], rows[1::2], strict=True))
    for at, (one, another) in enumerate(pairs[:19]):
        placed(large.version, meeting_between(one, another), large.slots[0], large.tables[at + 1])
    waiting = meeting_between(*pairs[0])
    placed(large.version, waiting, large.slots[2], large.tables[2])
    page = shown(organiser, large)
    assert "of 41 clusters." in page
    lanes = page[page.index('class="lanes"') :]
    assert f"{pairs[0][0].cluster.called}</th>" in lanes[: lanes.index('class="t"')]
    assert lanes.count('scope="row"') == 30
    assert "Page 1 of 2" in shown(organiser, large, view="cluster")
