"""Signing in and its neighbours, in the site's own looks and words."""

import re

import pytest
from django.test import Client
from pytest_django import Settings

from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

OPEN_PAGES = [
    ("/accounts/login/", "Sign in"),
    ("/accounts/signup/", "Create an account"),
    ("/accounts/password/reset/", "Set a new password"),
    ("/accounts/password/reset/done/", "Check your mail"),
    ("/accounts/confirm-email/", "Check your mail"),
    ("/accounts/inactive/", "Account closed"),
    ("/accounts/confirm-email/no-such-key/", "Confirm your e-mail address"),
]


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(("path", "heading"), OPEN_PAGES)
def test_a_visitor_finds_our_page_with_one_heading(client: Client, path: str, heading: str) -> None:
    html = text(client, path)
    assert re.findall(r"<h1>(.*?)</h1>", html) == [heading]
    assert f"<title>{heading} – clustermeet</title>" in html
    assert 'href="#main"' in html


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("/accounts/password/change/", "Change password"),
        ("/accounts/email/", "E-mail address"),
        ("/account/", "Your account"),
        ("/account/sessions/", "Where you are signed in"),
        ("/accounts/second-step/", "Second step"),
        ("/accounts/second-step/webauthn/", "Passkeys"),
        ("/accounts/logout/", "Sign out"),
    ],
)
def test_a_signed_in_person_finds_our_page(client: Client, path: str, heading: str) -> None:
    user = UserFactory()
    user.set_password("a long enough one")
    user.save()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert re.findall(r"<h1>(.*?)</h1>", text(client, path)) == [heading]


def test_a_failed_form_says_so_in_title_summary_and_field(client: Client) -> None:
    response = client.post("/accounts/signup/", {"email": "nobody"})
    html = response.content.decode()
    assert "<title>Error: Create an account" in html
    assert '<a href="#id_password1">Fill in “Password”.</a>' in html
    assert 'value="nobody"' in html


def test_the_page_says_who_is_signed_in_and_escapes_the_name(client: Client) -> None:
    client.force_login(
        UserFactory(name="<b>Núria</b>"),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    html = text(client, "/accounts/email/")
    assert "&lt;b&gt;Núria&lt;/b&gt;" in html
    assert "<b>Núria</b>" not in html


def test_a_wrong_address_gets_the_not_found_page(client: Client) -> None:
    client.force_login(UserFactory(), backend="allauth.account.auth_backends.AuthenticationBackend")
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert "Page not found" in response.content.decode()


@pytest.mark.parametrize("path", ["/accounts/confirm-email/", "/accounts/password/reset/done/"])
def test_only_a_demonstration_says_where_its_mail_is(
    client: Client, settings: Settings, path: str
) -> None:
    settings.DEMO = False
    assert "sends no mail" not in text(client, path)
    settings.DEMO = True
    assert "sends no mail" in text(client, path)
