"""The classification in words, for the privacy page, for *My data* and for the document."""

from dataclasses import dataclass

from interface.words import listed
from privacy.declaring import Kept, Reader
from privacy.queries.classification import personal_fields


@dataclass(frozen=True, slots=True)
class Line:
    """Something that is kept of people."""

    what: str
    why: str
    readers: str
    kept: str


def lines() -> list[Line]:
    """What is kept, each once, in the order of the apps."""
    found: dict[str, Line] = {}
    readers: dict[str, set[Reader]] = {}
    kept: dict[str, Kept] = {}
    why: dict[str, str] = {}
    for classified in personal_fields():
        personal = classified.personal
        what = str(personal.what)
        readers.setdefault(what, set()).update(personal.readers)
        kept.setdefault(what, personal.kept)
        why.setdefault(what, str(personal.why))
    for what, some in readers.items():
        # Programs read everything; that is worth a word only where nobody else does.
        told = [reader for reader in Reader if reader in some]
        words = [
            str(reader.label) for reader in told if reader is not Reader.MACHINE or len(told) == 1
        ]
        found[what] = Line(what, why[what], listed(words, most=len(Reader)), str(kept[what].label))
    return list(found.values())
