"""Which language a page speaks, and what its head and its answer say of that."""

from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation
from pytest_django import Settings

from interface.languages import ReadersLanguage, public_path
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

SPANISH = {"Accept-Language": "es-ES,es;q=0.9,en;q=0.5"}
SWEDISH = {"Accept-Language": "sv"}


@pytest.fixture
def spanish_ships(settings: Settings) -> None:
    """Spanish is shipped; its words are those that Django brings."""
    settings.LANGUAGES = [("en", "English"), ("es", "Español")]


def language_of(answer: Any) -> str:
    """What the page says it speaks; the header must say the same."""
    spoken = str(answer.text).partition('<html lang="')[2].partition('"')[0]
    assert answer["Content-Language"] == spoken
    return spoken


class TestOnlyEnglishShips:
    def test_every_page_is_english_whatever_the_browser_wants(self, client: Client) -> None:
        for path in ("/", "/editions/", "/accounts/login/"):
            assert language_of(client.get(path, headers=SPANISH)) == "en"

    @pytest.mark.parametrize("path", ["/es/", "/en/", "/es/editions/", "/en/editions/", "/xx/"])
    def test_an_address_with_a_language_is_not_found(self, client: Client, path: str) -> None:
        assert client.get(path, headers=SPANISH).status_code == 404

    def test_an_address_made_while_another_language_speaks_has_no_prefix(self) -> None:
        with translation.override("es"):
            assert reverse("edition-list") == "/editions/"

    def test_the_head_names_one_address_and_no_language(self, client: Client) -> None:
        html = client.get("/editions/?year=2018&page=1").text
        assert '<link rel="canonical" href="http://localhost:8000/editions/?page=1">' in html
        assert "hreflang" not in html

    @pytest.mark.parametrize("path", ["/accounts/login/", "/nothing/", "/editions/nothing/"])
    def test_what_is_no_public_page_has_no_canonical_address(
        self, client: Client, path: str
    ) -> None:
        assert "canonical" not in client.get(path).text

    def test_no_choice_is_shown(self, client: Client) -> None:
        assert 'aria-label="Language"' not in client.get("/").text


@pytest.mark.usefixtures("spanish_ships")
class TestSpanishShips:
    def test_the_address_of_a_public_page_says_its_language(self, client: Client) -> None:
        assert language_of(client.get("/editions/", headers=SPANISH)) == "en"
        assert language_of(client.get("/es/editions/")) == "es"
        assert language_of(client.get("/es/")) == "es"

    def test_such_an_answer_varies_by_no_language(self, client: Client) -> None:
        for path in ("/editions/", "/es/editions/"):
            assert "Accept-Language" not in client.get(path)["Vary"]

    def test_elsewhere_the_browser_decides(self, client: Client) -> None:
        answer = client.get("/accounts/login/", headers=SPANISH)
        assert language_of(answer) == "es"
        assert {"Accept-Language", "Cookie"} <= set(answer["Vary"].split(", "))
        assert language_of(client.get("/accounts/login/", headers=SWEDISH)) == "en"

    def test_before_the_browser_the_cookie(self, client: Client) -> None:
        answer = client.post("/language/", {"language": "es", "next": "/accounts/login/"})
        assert answer["Location"] == "/accounts/login/"
        assert language_of(client.get("/accounts/login/", headers=SWEDISH)) == "es"

    def test_a_choice_on_a_public_page_leads_to_its_address(self, client: Client) -> None:
        answer = client.post("/language/", {"language": "es", "next": "/editions/?year=2018"})
        assert answer["Location"] == "/es/editions/?year=2018"

    def test_before_the_cookie_the_account(self) -> None:
        asked = RequestFactory().get("/my/", headers={**SPANISH, "Cookie": "django_language=en"})
        asked.user = UserFactory()
        assert spoken_to(asked) == "en"
        asked.user.language = "es"
        assert spoken_to(asked) == "es"
        asked.user.language = "sv"
        assert spoken_to(asked) == "en"

    def test_only_public_pages_have_a_prefix(self, client: Client) -> None:
        for path in ("/es/accounts/login/", "/es/my/", "/es-mx/editions/", "/en/editions/"):
            assert client.get(path).status_code == 404

    def test_links_within_a_language_stay_in_it(self, client: Client) -> None:
        html = client.get("/es/editions/").text
        assert 'href="/es/series/"' in html
        assert 'href="/series/"' not in html
        assert 'href="/accounts/login/"' in html

    def test_a_missing_slash_is_mended_in_the_language(self, client: Client) -> None:
        assert client.get("/es/editions")["Location"] == "/es/editions/"
        assert client.get("/editions", headers=SPANISH)["Location"] == "/editions/"

    def test_the_head_names_the_page_in_every_language(self, client: Client) -> None:
        at = "http://localhost:8000"
        html = client.get("/es/editions/?year=2018").text
        assert f'<link rel="canonical" href="{at}/es/editions/">' in html
        for code, path in (("en", ""), ("es", "/es"), ("x-default", "")):
            assert f'<link rel="alternate" hreflang="{code}" href="{at}{path}/editions/">' in html

    def test_people_may_choose(self, client: Client) -> None:
        html = client.get("/es/editions/?year=2018").text
        assert '<a href="/editions/?year=2018" hreflang="en" lang="en">' in html
        assert 'name="language" value="es"' in client.get("/accounts/login/").text

    def test_an_answer_leaves_no_language_behind(self, client: Client) -> None:
        client.get("/es/editions/")
        assert translation.get_language() == "en"

    @pytest.mark.parametrize(
        ("path", "bare"),
        [("/", "/"), ("/es/", "/"), ("/es/regions/ES51/", "/regions/ES51/"), ("/my/", None)],
    )
    def test_a_public_path_is_told_without_its_prefix(self, path: str, bare: str | None) -> None:
        assert public_path(path) == bare


def spoken_to(request: HttpRequest) -> str:
    return ReadersLanguage(lambda _: HttpResponse())(request)["Content-Language"]


def test_a_language_ships_when_its_catalogue_is_there_and_compiled(settings: Settings) -> None:
    folders = Path(settings.BASE_DIR, "locale").glob("*/LC_MESSAGES")
    compiled = {
        folder.parent.name
        for folder in folders
        if (folder / "django.po").exists() and (folder / "django.mo").exists()
    }
    assert {code for code, _ in settings.LANGUAGES} - {"en-xa"} == {"en"} | compiled
