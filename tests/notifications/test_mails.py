"""Every mail of the site has a subject and words, and is written by the rules of mails."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

FOLDER = Path(settings.BASE_DIR) / "templates"
SUBJECTS = sorted(FOLDER.glob("*/mail/*_subject.txt"))
NAMES = [str(path.relative_to(FOLDER)).removesuffix("_subject.txt") for path in SUBJECTS]


def test_there_are_mails_of_every_app_that_tells() -> None:
    assert {name.split("/")[0] for name in NAMES} == {
        "accounts",
        "clusters",
        "events",
        "matchmaking",
        "notifications",
        "privacy",
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_mail_has_words_for_its_subject(name: str) -> None:
    assert get_template(f"{name}.txt") is not None
    assert get_template(f"{name}_subject.txt") is not None


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*/mail/*")), ids=str)
def test_a_mail_never_says_by_itself_what_is_escaped(path: Path) -> None:
    """Text is not escaped and HTML is, by how the template is rendered: see `rendering`."""
    source = path.read_text()
    assert "autoescape" not in source
    assert "|safe" not in source
    assert max(map(len, source.splitlines())) <= 120
