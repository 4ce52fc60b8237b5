"""How `data/regions.csv` is made of what was fetched, and what stands in it."""

import csv
import re
import unicodedata
from pathlib import Path
from zipfile import ZipFile

import pytest

from tools.devservers.local import CHECKOUT
from tools.sources import choices
from tools.sources.regions import FILE, SMALL, Unit, local, subdivision_of, written
from tools.sources.workbook import rows

NAMES = {
    "esct": {"en": "Catalonia", "es": "Cataluña", "fr": "Catalogne"},
    "eslo": {"en": "La Rioja Province"},
    "bevli": {"en": "Limburg", "fr": "Limbourg"},
    "nlli": {"en": "Limburg"},
    "it23": {"it": "Valle d’Aosta", "en": "Aosta Valley"},
}
SPACES = (
    'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


@pytest.fixture(scope="module")
def table() -> dict[str, dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def test_a_workbook_is_read_by_the_name_of_its_sheet(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "book.xlsx", "w") as book:
        book.writestr(
            "xl/workbook.xml",
            f'<workbook {SPACES}><sheets><sheet name="Units" r:id="r2"/></sheets></workbook>',
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships><Relationship Id="r2" Target="worksheets/sheet2.xml"/></Relationships>',
        )
        book.writestr(
            "xl/sharedStrings.xml",
            f"<sst {SPACES}><si><t>PT</t></si>"
            "<si><r><t>Norte </t></r><r><t> (PT)</t></r></si></sst>",
        )
        book.writestr(
            "xl/worksheets/sheet2.xml",
            f'<worksheet {SPACES}><sheetData><row><c r="A1" t="s"><v>0</v></c><c r="C1" t="s">'
            '<v>1</v></c><c r="D1"><v>2</v></c></row></sheetData></worksheet>',
        )

    [row] = rows(tmp_path / "book.xlsx", "Units", columns=5)
    assert row == ["PT", "", "Norte (PT)", "2", ""]


@pytest.mark.parametrize(
    ("code", "label", "subdivision"),
    [
        ("ES51", "Cataluña", "esct"),
        ("BE22", "Prov. Limburg (BE)", "bevli"),
        ("NL42", "Limburg (NL)", "nlli"),
        ("ITC2", "Valle d’Aosta/Vallée d’Aoste", "it23"),
        ("ES23", "La Rioja", "esri"),
        ("ES6", "Sur", ""),
    ],
)
def test_a_unit_has_the_names_of_the_subdivision_that_bears_its_name(
    code: str, label: str, subdivision: str
) -> None:
    assert subdivision_of(Unit(code, label, "nuts"), NAMES) == subdivision


def test_a_unit_without_an_english_name_has_its_own_in_latin_letters() -> None:
    unit = Unit("BG41", "Югозападен", "nuts", latin="Yugozapaden")
    sibling = Unit("BG42", "Южен централен", "nuts", latin="Yuzhen tsentralen")

    row = written(unit, {"BG41": unit, "BG42": sibling}, NAMES, ["23.3", "42.3"])

    assert (row["name"], row["local_name"], row["local_language"]) == (
        "Yugozapaden",
        "Югозападен",
        "bg",
    )
    assert row["parent"] == "BG4"


def test_a_name_in_several_languages_claims_none() -> None:
    assert local(Unit("ITH1", "Provincia Autonoma di Bolzano/Bozen", "nuts"))[1] == ""
    assert local(Unit("LU0", "Luxembourg", "nuts")) == ("Luxembourg", "fr")


def test_what_the_readme_says_is_missing_is_what_the_file_lacks(
    table: dict[str, dict[str, str]],
) -> None:
    said = (CHECKOUT / "data" / "README.md").read_text(encoding="utf-8")
    told = {
        "latitude": r"a point for (\d+)",
        "names:es": r"a name in Spanish for (\d+)",
        "names:ca": r"Catalan for (\d+)",
        "names:it": r"Italian for (\d+)",
        "names:fr": r"French for (\d+)",
        "local_language": r"(\d+) have no `local_language`",
    }
    lacking = {column: sum(not row[column] for row in table.values()) for column in told}
    assert f"Missing of {len(table)}: " in said
    assert lacking == {
        column: int(found) for column, how in told.items() for found in re.findall(how, said)
    }


def test_the_readme_counts_the_names_that_are_not_in_english(
    table: dict[str, dict[str, str]],
) -> None:
    """What CLDR calls in no language has none, unless Eurostat itself calls it in English."""
    said = (CHECKOUT / "data" / "README.md").read_text(encoding="utf-8")
    lacking = [code for code, row in table.items() if not row["names:es"]]
    local = [code for code in lacking if code[:2] not in choices.ENGLISH_BY_EUROSTAT]
    assert re.findall(r"a name in English for (\d+)", said) == [str(len(local))]


def test_a_local_name_in_one_language_says_which(table: dict[str, dict[str, str]]) -> None:
    without = {code for code, row in table.items() if not row["local_language"]}
    assert without == {code for code in table if len(choices.languages_of(code)) > 1}


def test_every_member_state_and_its_neighbours_by_agreement_have_their_regions(
    table: dict[str, dict[str, str]],
) -> None:
    countries = {code: row["scheme"] for code, row in table.items() if row["level"] == "0"}
    schemes = list(countries.values())

    assert schemes.count("nuts") == 27
    assert {code for code in countries if countries[code] == "efta"} == choices.EFTA
    assert {code for code in countries if countries[code] == "candidate"} == choices.CANDIDATES
    for code in countries:
        levels = {row["level"] for row in table.values() if row["code"].startswith(code)}
        assert levels == {"0", "1", "2"}, code
    in_the_union = [row["level"] for row in table.values() if row["scheme"] == "nuts"]
    assert (in_the_union.count("1"), in_the_union.count("2")) == (92, 244)


def test_every_region_is_called_by_a_name_in_latin_letters(
    table: dict[str, dict[str, str]],
) -> None:
    assert [row["name"] for row in table.values() if not is_latin(row["name"])] == []


def test_every_region_has_a_name_and_lies_in_one_above_it(table: dict[str, dict[str, str]]) -> None:
    assert all(row["name"] and row["local_name"] for row in table.values())
    assert all(row["parent"] in table for row in table.values() if row["level"] != "0")
    assert len(table) == 488


def test_every_small_region_lies_in_a_region_by_its_code(table: dict[str, dict[str, str]]) -> None:
    with SMALL.open(encoding="utf-8", newline="") as file:
        small = {row["code"]: row for row in csv.DictReader(file)}
    assert len(small) == 1483
    assert all(row["region"] == code[:4] for code, row in small.items())
    without = {code for code, row in table.items() if row["level"] == "2"}
    without -= {row["region"] for row in small.values()}
    assert without == {"BA01", "BA02", "BA03"}  # Bosnia and Herzegovina has none there.
    assert small["DE212"]["name"] == "München, Kreisfreie Stadt"
    assert small["EL522"]["latin_name"] == "Thessaloniki"
    greek_or_cyrillic = [row for row in small.values() if not is_latin(row["name"])]
    assert all(is_latin(row["latin_name"]) and row["latin_name"] for row in greek_or_cyrillic)


def is_latin(name: str) -> bool:
    return all("LATIN" in unicodedata.name(sign) for sign in name if sign.isalpha())


def test_names_stand_in_the_five_languages_where_a_source_gives_them(
    table: dict[str, dict[str, str]],
) -> None:
    bavaria = table["DE2"]
    said = [bavaria["name"], *(bavaria[f"names:{code}"] for code in ("es", "ca", "it", "fr"))]
    assert said == ["Bavaria", "Baviera", "Baviera", "Baviera", "Bavière"]
    assert table["ES21"]["names:en"] == "Basque Country"
    assert table["EL52"]["names:"] == "Kentriki Makedonia"
    assert table["DE11"]["names:fr"] == ""


def test_codes_that_changed_stand_with_the_region_of_today(
    table: dict[str, dict[str, str]],
) -> None:
    assert table["FRK2"]["former_codes:2013"] == "FR71"
    assert table["FRK"]["former_codes:2013"] == "FR7"
    assert table["NL35"]["former_codes:2021"] == "NL31"
    assert table["PT1A"]["former_codes:2021"] == ""  # Half of what was PT17.
