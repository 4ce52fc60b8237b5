"""python -m tools.sources.regions FOLDER

Writes `data/regions.csv` and `data/small_regions.csv` (the units of level 3, by which people look
for their regions) from what was fetched into a folder: Eurostat's workbook
(`NUTS2021-NUTS2024.xlsx`), its points for labels (`nutspt_0.json` to `nutspt_2.json`), and the
names of subdivisions in Unicode's CLDR (`subdivisions/<language>.xml`). Names of countries come
from the CLDR that Babel holds. What the sources get wrong, or the register called otherwise before,
stands in `tools.sources.choices`. `data/README.md` says which column rests on which source.
"""

import csv
import json
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path
from xml.etree import ElementTree

from babel import Locale

from tools.sources import choices
from tools.sources.workbook import rows

DATA = Path(__file__).resolve().parents[2] / "data"
FILE, SMALL = DATA / "regions.csv", DATA / "small_regions.csv"
CLASSIFICATIONS = ("NUTS2024", "Statistical Regions")
BOOK = "NUTS2021-NUTS2024.xlsx"
CHANGES = "NUTS2021- NUTS2024"
LANGUAGES = ("en", "es", "ca", "it", "fr")
COLUMNS = (
    *("code", "scheme", "level", "parent", "name", "local_name", "local_language"),
    *("latitude", "longitude", *(f"names:{code}" for code in LANGUAGES), "names:"),
    *("former_codes:2013", "former_codes:2021", "note"),
)
SMALL_COLUMNS = ("code", "name", "latin_name", "region")
Names = dict[str, dict[str, str]]
"""By ISO 3166-2 code as CLDR writes it (`esct`), then by language."""


@dataclass
class Unit:
    code: str
    label: str
    """The name in the country's own language or languages, as Eurostat has it."""
    scheme: str
    latin: str = ""
    """The label in Latin letters, where it has others."""
    former: dict[int, str] = field(default_factory=dict)
    """Earlier codes, by the last version of the classification that had them."""

    @property
    def level(self) -> int:
        return len(self.code) - 2

    @property
    def country(self) -> str:
        return self.code[:2]

    @property
    def iso_country(self) -> str:
        return {"EL": "GR"}.get(self.country, self.country)


def units(book: Path) -> dict[str, Unit]:
    """Every unit of levels 0 to 2, without the parts of a country that lie in no region."""
    found: dict[str, Unit] = {}
    for sheet in CLASSIFICATIONS:
        for country, code, label, level in rows(book, sheet, columns=4):
            if level in {"1", "2"} and "Z" not in code[2:]:
                scheme = choices.scheme_of(country)
                found.setdefault(country, Unit(country, "", scheme))
                found[code] = Unit(code, label.replace("_", " "), scheme)
    for code, latin in _latin_names(book):
        if code in found:
            found[code].latin = latin
    for old, new in _renumbered(book):
        found[new].former[2021] = old
    for new, (old, version) in choices.FORMER.items():
        found[new].former[version] = old
    return dict(sorted(found.items()))


def _latin_names(book: Path) -> Iterator[tuple[str, str]]:
    for code, _, latin in rows(book, "Cyrillic & Greek to Latin", columns=3):
        yield code, latin.replace("_", " ")


def small_regions(book: Path, known: Collection[str]) -> list[dict[str, str]]:
    """The units of level 3 of the regions with these codes, as rows of their file."""
    latin = dict(_latin_names(book))
    found = [
        {
            "code": code,
            "name": label.replace("_", " "),
            "latin_name": latin.get(code, ""),
            "region": code[:4],
        }
        for sheet in CLASSIFICATIONS
        for _, code, label, level in rows(book, sheet, columns=4)
        if level == "3" and code[:4] in known
    ]
    return sorted(found, key=itemgetter("code"))


def _renumbered(book: Path) -> Iterator[tuple[str, str]]:
    """Codes of 2021 and 2024 of units of level 2 that kept their name under another code."""
    old: dict[tuple[str, str], str] = {}
    new: dict[tuple[str, str], str] = {}
    for row in rows(book, CHANGES, columns=9):
        _, country, code_2021, code_2024, _, name, _, _, level = row
        if level == "2" and bool(code_2021) != bool(code_2024):
            (old if code_2021 else new)[country, name] = code_2021 or code_2024
    return ((old[name], new[name]) for name in old if name in new)


def points(folder: Path) -> dict[str, tuple[float, float]]:
    """Longitude and latitude by code."""
    files = [folder / f"nutspt_{level}.json" for level in (0, 1, 2)]
    features = [row for file in files for row in json.loads(file.read_text())["features"]]
    return {row["properties"]["id"]: row["geometry"]["coordinates"] for row in features}


def subdivision_names(folder: Path) -> Names:
    names: Names = defaultdict(dict)
    for path in folder.glob("*.xml"):
        for item in ElementTree.parse(path).iter("subdivision"):  # noqa: S314 (a file we fetched)
            if not item.get("alt"):
                names[item.get("type", "")][path.stem] = _clean(item.text or "")
    return names


def _clean(name: str) -> str:
    """Without what strayed into a name: footnote marks, a second name, what kind of unit it is."""
    bare = re.sub(r"[²*]|\s*\(.*\)|,.*", "", name).strip()
    return bare[:1].upper() + bare[1:]


def _folded(name: str) -> str:
    """What two spellings of one name have in common."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(choices.LETTERS))
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    bare = re.sub(r"\((be|nl|es|it|pt)\)|\b(prov|provincia|and|et|y)\b", " ", bare)
    return " ".join(re.findall(r"\w+", bare))


def subdivision_of(unit: Unit, names: Names) -> str:
    """The ISO 3166-2 code of what bears the unit's name in any language; empty if not just one."""
    if unit.code in choices.SUBDIVISIONS:
        return choices.SUBDIVISIONS[unit.code]
    wanted = {_folded(part) for part in (unit.label, *unit.label.split("/"))}
    country = unit.iso_country.lower()
    found = [
        code
        for code, said in names.items()
        if code.startswith(country) and wanted & {_folded(name) for name in said.values()}
    ]
    return found[0] if len(found) == 1 else ""


def country_names(iso: str) -> dict[str, str]:
    said = {code: Locale.parse(code).territories[iso] for code in LANGUAGES}
    return {code: name.replace(" & ", " and ") for code, name in said.items()}


def local(unit: Unit) -> tuple[str, str]:
    """The local name and its language; several languages leave that empty."""
    languages = choices.languages_of(unit.code)
    if unit.level:
        name = unit.label
    else:
        each = [Locale.parse(code).territories[unit.iso_country] for code in languages]
        name = " / ".join(dict.fromkeys(each))
    return name, languages[0] if len(languages) == 1 else ""


def written(unit: Unit, known: dict[str, Unit], names: Names, place: list[str]) -> dict[str, str]:
    """The unit as a row of the file."""
    own = dict(_names(unit, known, names))
    name, language = local(unit)
    english = own.get("en", "")
    if unit.latin and unit.country in choices.ENGLISH_BY_EUROSTAT:
        english = ""
    row = {
        "code": unit.code,
        "scheme": unit.scheme,
        "level": str(unit.level),
        "parent": unit.code[:-1] if unit.level > 1 else unit.country if unit.level else "",
        "name": english or unit.latin or name,
        "local_name": name,
        "local_language": language,
        "latitude": place[1],
        "longitude": place[0],
        **{f"names:{code}": own.get(code, "") for code in LANGUAGES},
        "names:": unit.latin,
        **{f"former_codes:{version}": code for version, code in unit.former.items()},
        "note": choices.NOTES.get(unit.code, ""),
    }
    row |= choices.KEPT.get(unit.code, {})
    for column in ("names:en", "names:"):  # What the name says already.
        row[column] = "" if row[column] == row["name"] else row[column]
    return row


def _names(unit: Unit, known: dict[str, Unit], names: Names) -> dict[str, str]:
    """The names in other languages: the country's own for a unit that is all of it."""
    if unit.code in choices.TERRITORIES:
        return country_names(choices.TERRITORIES[unit.code])
    if is_all_of_its_country(unit, known):
        return country_names(unit.iso_country)
    return names.get(subdivision_of(unit, names), {})


def is_all_of_its_country(unit: Unit, known: dict[str, Unit]) -> bool:
    parts = [part for part in known.values() if part.country == unit.country]
    return [part.level for part in parts].count(unit.level) == 1


def _write(path: Path, columns: Sequence[str], lines: Iterable[Mapping[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)


def main(folder: str) -> None:
    inputs = Path(folder)
    known = units(inputs / BOOK)
    names = subdivision_names(inputs / "subdivisions")
    places = {code: [str(axis) for axis in place] for code, place in points(inputs).items()}
    lines = []
    for unit in known.values():
        whole = unit.country if is_all_of_its_country(unit, known) else unit.code
        place = {**choices.POINTS, **places}.get(whole, ["", ""])
        lines.append(written(unit, known, names, place))
    _write(FILE, COLUMNS, lines)
    _write(SMALL, SMALL_COLUMNS, small_regions(inputs / BOOK, known))


if __name__ == "__main__":
    main(*sys.argv[1:])
