"""Error pages speak the reader's language: in the made-up one no plain word is left."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as site
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from pytest_django import Settings

from interface.middleware import BUSY
from interface.refusals import refused
from tests.factories.accounts import UserFactory
from tools.languages.pseudo import make

pytestmark = pytest.mark.django_db

PAGES = ("403.html", "403_csrf.html", "404.html", "500.html", "503.html")
NOT_READ = re.compile(r'<(script|style)\b.*?</\1>|<[^>]*translate="no".*?</\w+>', re.DOTALL)
HEARD = re.compile(r'(?:aria-label|title|data-refused|data-offline)="([^"]*)"')


@pytest.fixture
def made_up(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """The made-up language speaks."""
    make(site.BASE_DIR, tmp_path)
    settings.LANGUAGES = [("en", "English"), ("en-xa", "Pseudo")]
    settings.LOCALE_PATHS = [tmp_path]
    with translation.override("en-xa"):
        yield


def plain_words(html: str) -> set[str]:
    said = NOT_READ.sub(" ", html)
    texts = [*HEARD.findall(said), *re.split(r"<[^>]*>", said)]
    found = {word for text in texts for word in re.findall("[A-Za-z]{2,}", text)}
    return found - {"clustermeet"}


@pytest.mark.usefixtures("made_up")
@pytest.mark.parametrize("page", PAGES)
def test_an_error_page_has_no_plain_word(page: str) -> None:
    asked = RequestFactory().get("/nothing/")
    asked.user = UserFactory(name="Ωλγα")
    assert plain_words(render_to_string(page, {"user": asked.user}, asked)) == set()


@pytest.mark.usefixtures("made_up")
def test_a_refusal_has_no_plain_word() -> None:
    asked = RequestFactory().post("/nothing/")
    asked.user = UserFactory(name="Ωλγα")
    assert plain_words(refused(asked, BUSY).text) == set()
