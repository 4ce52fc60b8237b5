"""The names of languages, in the order of the reader's own."""

import pytest
from django.utils import translation

from clusters.languages import choices, languages_named


@pytest.mark.parametrize(
    ("reader", "first"), [("en", "Arabic"), ("es", "Árabe"), ("ca", "àrab"), ("pt", "Árabe")]
)
def test_languages_stand_as_people_sort_them(reader: str, first: str) -> None:
    with translation.override(reader):
        *others, last = languages_named(["uk", "ar", "de"])
        names = [name for _, name in choices()]
        beside = names.index(first)
    assert first in others
    assert last.casefold().startswith("u")
    assert names[beside + 1 :][0].casefold() > "al"
    assert beside < len(names) / 4
