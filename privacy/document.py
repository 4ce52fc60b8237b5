"""`docs/privacy.md`: what every field of the site is, as to persons, made from the declarations."""

from collections.abc import Iterator

from django.utils import translation

from privacy.declaring import Then
from privacy.queries.classification import (
    Classified,
    kept_models,
    personal_fields,
    rows_of,
)
from privacy.words import lines

HEAD = """# What is kept of people

Made by `manage.py write_privacy` from each app's `personal.py` (and `privacy/beneath.py` for the
outbox and the parts that are not ours). A test fails when it is not current, and another for a
field that is declared nowhere. The words are those of the public page `/privacy/`.

## What, why, who reads it, how long
| what | why | who reads it | how long |
|---|---|---|---|
"""
FIELDS = """
## Field by field
*Erased* says what becomes of a value when its person is erased: the row goes, the value goes, it
becomes a pseudonym, or it stays and points to one. A field without a person is erased with its
event.

| field | whose | erased | who reads it | how long |
|---|---|---|---|---|
"""
REST = """
## What says nothing of anybody
All other fields. These models have no personal field at all:

"""


def text() -> str:
    """The document, in English."""
    with translation.override("en"):
        said = "".join(
            f"| {line.what} | {line.why} | {line.readers} | {line.kept} |\n" for line in lines()
        )
        fields = "".join(_row(classified) for classified in personal_fields())
        return HEAD + said + FIELDS + fields + REST + ", ".join(_without()) + "\n"


def _row(classified: Classified) -> str:
    personal = classified.personal
    readers = ", ".join(str(reader.value).replace("_", " ") for reader in personal.readers)
    whose = f"`{personal.of}`" if personal.of else ""
    cells = [f"`{classified.name}`", whose, _erased(classified), readers, str(personal.kept.value)]
    return f"| {' | '.join(cells)} |\n"


def _erased(classified: Classified) -> str:
    if rows_of(classified.model).goes_with == classified.personal.of != "":
        return "the row goes"
    words = {
        Then.BLANKED: "the value goes",
        Then.PSEUDONYM: "a pseudonym",
        Then.STAYS: "stays",
    }
    return words[classified.personal.then]


def _without() -> Iterator[str]:
    for model in kept_models():
        if not rows_of(model).personal:
            yield f"`{model._meta.label}`"
