"""Every sort of broken file: the file, the line, the reason; and nothing is changed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from archive.loader.load import load
from archive.loader.problems import Refused
from archive.models import RegisterEntry
from clusters.models import Organisation, Source
from events.models import Edition

pytestmark = pytest.mark.django_db

# What is replaced in the small file, by what; then the line and the reason.
BROKEN = {
    "unknown key": ("kind: site_visit", "kynd: site_visit", 34, "unknown key 'kynd'"),
    "a hint": ("kind: site_visit", "kynd: site_visit", 34, "did you mean 'kind'?"),
    "unknown section": ("sectors:\n  health", "sektors:\n  health", 6, "unknown key 'sektors'"),
    "missing value": ("    name: The meeting\n", "", 26, "this edition needs 'name'"),
    "empty value": ("name: The meeting", "name:", 29, "'name' has no value"),
    "no passage": ("        passage: an on-site visit\n", "", 33, "needs 'passage'"),
    "not a choice": ("site_visit", "picnic", 34, "kind 'picnic' is not one of plenary"),
    "not a date": ("2018-04-19/", "2018-04-31/", 30, "'2018-04-31' is not a date"),
    "ends first": ("2018-04-20\n", "2018-04-18\n", 30, "ends before it begins"),
    "not a published date": ("2018-05-14", "14 May", 4, "published_on"),
    "not a figure": ("exactly 13", "roughly 13", 43, "'roughly 13' is not a figure"),
    "not a number": ("ordinal: 1", "ordinal: first", 28, "ordinal"),
    "too long": ("name: The meeting", "name: " + "x" * 201, 29, "at most 200 characters"),
    "not a slug": ("topic: place", "topic: Place & time", 45, "topic"),
    "unknown region": ("host_region: ES51", "host_region: ES52", 31, "there is no region 'ES52'"),
    "unknown sector": ("[digital]", "[digitel]", 20, "there is no sector 'digitel'"),
    "unknown organisation": ("[domotys]", "[torsa]", 35, "there is no organisation 'torsa'"),
    "unknown source": ("source: article", "source: artikel", 1, "there is no source 'artikel'"),
    "twice in a list": ("[digital]", "[digital, digital]", 20, "names something twice"),
    "a value for a list": ("[digital]", "digital", 20, "takes a list"),
    "a list for a value": ("name: The meeting", "name: [The, meeting]", 29, "takes one value"),
    "a value for rows": ("sessions:\n", "sessions: none\n    facts:\n", 32, "takes a list"),
    "region code": ("  ES51: {level: 2", "  Es51: {level: 2", 12, "two capital letters"),
    "region level": ("ES51: {level: 2", "ES51: {level: 1", 12, "of 4 signs is of level 2"),
    "no parent": ("Catalonia, parent: ES", "Catalonia", 12, "ES51 needs a parent, such as ES"),
    "other parent": (
        "ES51: {level: 2, name: Catalonia, parent: ES}",
        "ES51: {level: 2, name: Catalonia, parent: IT}\n  IT: {level: 0, name: Italy}",
        12,
        "ES51 does not begin with its parent's code IT",
    ),
    "own parent": ("ES: {level: 0,", "ES: {level: 0, parent: ES,", 11, "ES stands above itself"),
    "EFTA": ("ES: {level: 0, name", "ES: {scheme: efta, level: 0, name", 11, "scheme nuts"),
    "e-mail": ("an on-site visit", "ask anna@example.org", 36, "looks like an e-mail address"),
    "hidden e-mail": ("an on-site visit", "anna [at] example.org", 36, "looks like an e-mail"),
    "telephone": ("an on-site visit", "call +34 93 111 22 33", 36, "a telephone number"),
    "not YAML": ("name: The meeting", "name: 'The meeting", 48, "quoted scalar from line 29"),
    "a key twice": (
        "    ordinal: 1\n",
        "    ordinal: 1\n    ordinal: 2\n",
        29,
        "stands here twice",
    ),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_gives_file_line_and_reason_and_changes_nothing(
    folder: Path, edit: Callable[[str, str], None], broken: tuple[str, str, int, str]
) -> None:
    old, new, line, reason = broken
    edit(old, new)

    with pytest.raises(Refused) as refused:
        load([folder])

    lines = [found for found in str(refused.value).splitlines() if reason in found]
    assert lines, str(refused.value)
    assert lines[0].startswith(f"small.yaml:{line}: ")
    assert not RegisterEntry.objects.exists()
    assert not Source.objects.exists()


def test_a_broken_file_leaves_an_earlier_load_as_it_was(
    folder: Path, edit: Callable[[str, str], None]
) -> None:
    load([folder])
    edit("name: Cluster of smart cities", "name: Another name")
    edit("kind: site_visit", "kind: picnic")

    with pytest.raises(Refused):
        load([folder])

    assert Organisation.objects.get(slug="domotys").name == "Cluster of smart cities"
    assert not load_without_change(folder)


def load_without_change(folder: Path) -> bool:
    path = folder / "small.yaml"
    text = path.read_text(encoding="utf-8")
    text = text.replace("Another name", "Cluster of smart cities").replace("picnic", "site_visit")
    path.write_text(text, encoding="utf-8")
    return load([folder]).is_change


def test_all_problems_of_all_files_are_told_at_once(
    folder: Path, add: Callable[..., Path], edit: Callable[[str, str], None]
) -> None:
    edit("site_visit", "picnic")
    edit("exactly 13", "some")
    add("organisations:\n  torsa: {kind: company}\n  domotys: {kind: cluster, name: Again}\n")

    with pytest.raises(Refused) as refused:
        load([folder])

    assert [(problem.file, problem.line) for problem in refused.value.problems] == [
        ("more.yaml", 2),
        ("small.yaml", 16),
        ("small.yaml", 34),
        ("small.yaml", 43),
    ]
    assert "this organisation stands at more.yaml:3 already" in str(refused.value)


def test_what_only_the_database_can_refuse_is_told_with_its_line(
    folder: Path, add: Callable[..., Path]
) -> None:
    add(
        """\
        editions:
          second-2019:
            series: meetings
            ordinal: 1
            name: The other first meeting
        """
    )

    with pytest.raises(Refused, match="edition_ordinal_once"):
        load([folder])

    assert not Edition.objects.exists()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("- a list\n", "small.yaml:1: the file must hold sections"),
        ("", "small.yaml:1: the file must hold sections"),
        ("sources: [a]\n", "small.yaml:1: 'sources' takes rows by their slug"),
        ("sources: {a: text}\n", "small.yaml:1: this source must have keys such as title:"),
        ("facts:\n  - topic: x\n", "small.yaml:2: a fact here says what it is about"),
        ("facts:\n  - {about: sector/health}\n", "small.yaml:2: a fact here says what it is about"),
    ],
)
def test_a_file_of_another_shape_is_refused(folder: Path, text: str, reason: str) -> None:
    (folder / "small.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(Refused) as refused:
        load([folder])

    assert reason in str(refused.value)


def test_a_file_in_another_encoding_is_refused(folder: Path) -> None:
    (folder / "small.yaml").write_bytes("source: Aragón".encode("latin-1"))

    with pytest.raises(Refused, match=r"small\.yaml:1: not YAML in UTF-8"):
        load([folder])


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="there is no such file"):
        load([tmp_path / "nowhere.yaml"])
