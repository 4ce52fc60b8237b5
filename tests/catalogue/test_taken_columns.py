"""What columns of the register's files rest on stands on the page of their source."""

import csv
import re

import pytest
import yaml
from django.conf import settings

from catalogue.queries.columns import OURS, TAKEN
from catalogue.queries.sources import all_sources
from catalogue.words.resting import COUNTED
from clusters.models import Region, Sector
from tests.catalogue.conftest import Read

DATA = settings.BASE_DIR / "data"


def columns(name: str) -> set[str]:
    """The columns of a file whose rows name no source."""
    path = DATA / name
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            return set(next(csv.reader(file)))
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))[path.stem]
    return {column for row in rows.values() for column in row}


def test_every_column_rests_on_a_source_or_is_ours() -> None:
    names = {*OURS, *(taken.file for taken in TAKEN), *(path.name for path in DATA.glob("*.csv"))}
    for name in names:
        taken = {column for part in TAKEN if part.file == name for column in part.columns}
        assert taken | OURS[name] == columns(name), name
        assert not taken & OURS[name], name


def test_the_readme_names_each_column_once() -> None:
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    table = readme.split("| column |")[1].split("\n\n")[0]
    cells = " ".join(line.split("|")[1] for line in table.split("\n")[2:])
    assert sorted(re.findall("`([^`A-Z]+)`", cells)) == sorted(columns("regions.csv"))


def test_what_is_taken_has_words() -> None:
    assert {part.code for part in TAKEN} == set(COUNTED)


@pytest.mark.django_db
@pytest.mark.usefixtures("register")
def test_no_source_stands_there_without_what_rests_on_it(read: Read) -> None:
    bare = {
        source.slug
        for source in all_sources()
        if "Nothing in the register" in read(source.get_absolute_url())
    }
    assert bare == set()


@pytest.mark.django_db
@pytest.mark.usefixtures("register")
def test_pages_of_sources_count_what_is_taken_from_them(read: Read) -> None:
    nuts = Region.objects.filter(scheme="nuts").count()
    others = Region.objects.count() - nuts
    said = f"The codes and levels of {nuts} regions, and what they lie in"
    assert said in read("/sources/nuts-2024/")
    assert f"levels of {others} regions" in read("/sources/efta-statistical-regions/")
    assert "points on the map of" in read("/sources/nuts-points/")
    assert "names of regions in other languages" in read("/sources/cldr/")
    assert f"{Sector.objects.count()} sectors" in read("/sources/industrial-strategy-2021/")
    listed = read("/sources/")
    assert said in listed
    assert "what they lie in The local names of" in listed
    assert not re.search(r"sectors 0 facts|languages 0 facts", listed)
