"""A person sets the language of pages and mails."""

import pytest
from django.test import Client
from pytest_django import Settings

from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def spanish(settings: Settings) -> None:
    settings.LANGUAGES = [("en", "English"), ("es", "Español")]


@pytest.mark.usefixtures("spanish")
def test_the_language_chosen_is_that_of_the_next_page(client: Client) -> None:
    user = UserFactory()
    client.force_login(user)
    assert client.post("/account/", {"name": "Ada", "language": "es"}).status_code == 302
    user.refresh_from_db()
    assert user.language == "es"
    page = client.get("/account/")
    assert page["Content-Language"] == "es"
    assert '<option value="es" selected' in page.content.decode()


@pytest.mark.usefixtures("spanish")
def test_the_choice_can_be_left_to_the_browser(client: Client) -> None:
    user = UserFactory(language="es")
    client.force_login(user)
    client.post("/account/", {"name": "Ada", "language": ""})
    user.refresh_from_db()
    assert user.language == ""


def test_a_language_that_the_site_does_not_speak_is_refused(client: Client) -> None:
    user = UserFactory()
    client.force_login(user)
    assert client.post("/account/", {"name": "Ada", "language": "tlh"}).status_code == 422
    user.refresh_from_db()
    assert user.language == ""
