"""The made-up language keeps what is no text, and is as long as a long language."""

import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings

from tools.languages.pseudo import make, pseudo


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("%(count)s meetings on %(day)s", ["%(count)s", "%(day)s"]),
        ("%d of %s, 100%% sure", ["%d", "%s", "%%"]),
        ("Hello {name}, {0}", ["{name}", "{0}"]),
        ('<a href="/x/" class="btn">Save</a> it', ['<a href="/x/" class="btn">', "</a>"]),
        ("Write to you@example.org or https://example.org/x", ["you@example.org"]),
        ("A&nbsp;B", ["&nbsp;"]),
    ],
)
def test_what_is_no_text_stays(words: str, kept: list[str]) -> None:
    assert all(piece in pseudo(words) for piece in kept)


def test_no_plain_letter_is_left() -> None:
    said = pseudo("The quick brown fox jumps over %(n)s lazy <b>dogs</b>, HOW VEXINGLY")
    assert not re.search("[A-Za-z]", re.sub(r"%\(n\)s|</?b>", "", said))


def test_a_text_has_brackets_within_its_white_space_and_is_longer() -> None:
    said = pseudo("\n  Save the profile of your cluster ")
    assert said.startswith("\n  [")
    assert said.endswith("] ")
    assert 1.3 < len(said) / len("\n  Save the profile of your cluster ") < 1.6
    assert pseudo("") == ""


def test_it_speaks_for_us_django_and_allauth(tmp_path: Path) -> None:
    with make(settings.BASE_DIR, tmp_path).open("rb") as file:
        said = gettext.GNUTranslations(file)
    for words in ("There is a problem", "This field is required.", "April"):
        assert said.gettext(words) == pseudo(words)
    assert said.pgettext("run", "Cancelled") == pseudo("Cancelled")
    assert said.gettext("The email address and/or password you specified are not correct.") == (
        pseudo("The email address and/or password you specified are not correct.")
    )
