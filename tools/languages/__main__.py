"""`python -m tools.languages collect|add|check|compile|pseudo`: see docs/languages.md."""

import argparse
import sys
from pathlib import Path

from django.conf import settings

from tools.languages.catalogues import (
    SOURCE,
    compile_all,
    folder,
    follow,
    languages,
    new,
    read,
    source_of,
    write,
)
from tools.languages.checking import faults
from tools.languages.collecting import texts
from tools.languages.pseudo import make

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.languages", description=__doc__)
    acts = parser.add_subparsers(dest="act", required=True)
    acts.add_parser("collect", help="read every text and bring the catalogues up to date")
    acts.add_parser("add", help="begin a catalogue").add_argument("language")
    acts.add_parser("check", help="say what is wrong with the catalogues")
    acts.add_parser("compile", help="compile what is not compiled")
    acts.add_parser("pseudo", help="make the made-up language that finds gaps")
    given = parser.parse_args()
    if given.act == "compile":
        compile_all(ROOT)
        return 0
    # Reading templates needs Django, but no settings of the site.
    settings.configure()
    if given.act == "check":
        found = list(faults(ROOT))
        print("\n".join(found) or "Catalogues: all well.")
        return int(bool(found))
    if given.act == "pseudo":
        print(make(ROOT, ROOT / ".local" / "locale"))
        return 0
    _collect(added=[given.language] if given.act == "add" else [])
    return 0


def _collect(added: list[str]) -> None:
    source = source_of(texts(ROOT))
    write(source, folder(ROOT, SOURCE) / "django.po")
    print(f"{len(source)} texts.")
    for language in languages(ROOT):
        path = folder(ROOT, language) / "django.po"
        write(follow(read(path, language), source), path)
    for language in added:
        write(new(source, language), folder(ROOT, language) / "django.po")


sys.exit(main())
