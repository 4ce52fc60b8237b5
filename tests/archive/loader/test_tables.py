"""Rows of one section as a CSV file."""

from pathlib import Path

import pytest

from archive.loader.load import load
from archive.loader.problems import Refused
from clusters.models import Region, RegionName

pytestmark = pytest.mark.django_db

TITLES = "code,scheme,level,parent,name,names:es,names:,former_codes:2013,note\n"
ROWS = (
    'FR,nuts,0,,France,Francia,,,\nFRK,nuts,1,FR,Auvergne-Rhône-Alpes,,,,"New, since 2016"\n'
    "FRK2,nuts,2,FRK,Rhône-Alpes,Ródano-Alpes,Rhone,FR71,\n"
)


def table(folder: Path, text: str) -> Path:
    path = folder / "regions.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_gives_rows_with_their_names_and_former_codes(tmp_path: Path) -> None:
    loaded = load([table(tmp_path, TITLES + ROWS)])

    region = Region.objects.get(code="FRK2")
    assert region.parent == Region.objects.get(code="FRK")
    assert region.former_codes.get().code == "FR71"
    assert set(region.names.values_list("language", "name")) == {
        ("es", "Ródano-Alpes"),
        ("", "Rhone"),
    }
    assert Region.objects.get(code="FRK").note == "New, since 2016"
    assert loaded.counts == {"created": 7}


def test_a_table_loaded_again_changes_only_what_changed(tmp_path: Path) -> None:
    path = table(tmp_path, TITLES + ROWS)
    load([path])
    again = load([path])
    path.write_text(TITLES + ROWS.replace("Francia", "La Francia"), encoding="utf-8")
    changed = load([path])

    assert again.counts == {"unchanged": 7}
    assert changed.counts == {"created": 1, "removed": 1, "unchanged": 6}
    assert RegionName.objects.filter(name="La Francia").exists()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("FR,nuts,0\n", "regions.csv:2: 3 cells under 9 titles"),
        (ROWS + ROWS, "regions.csv:5: 'FR' stands here twice"),
        ("FR,efta,0,,France,,,,\n", "regions.csv:2: FR is of the scheme nuts"),
        ("FR,nuts,0,,,,,,\n", "regions.csv:2: this region needs 'name'"),
        (f"FR,nuts,0,,France,{'x' * 101},,,\n", "regions.csv:2: name: .*100"),
    ],
)
def test_what_is_wrong_with_a_table_is_told_with_its_line(
    tmp_path: Path, text: str, reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        load([table(tmp_path, TITLES + text)])

    assert not Region.objects.exists()


def test_what_the_database_refuses_among_many_rows_is_told_with_its_line(tmp_path: Path) -> None:
    twice = "DE,nuts,0,,Germany,,,,\nDE1,nuts,1,DE,Baden-Württemberg,,,FR71,\n"

    with pytest.raises(Refused, match=r"regions\.csv:6: the register refuses this former code"):
        load([table(tmp_path, TITLES + ROWS + twice)])
