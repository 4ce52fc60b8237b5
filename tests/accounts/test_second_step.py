"""A second step at sign-in: an authenticator app, recovery codes, passkeys; who has which."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.hashers import make_password
from django.test import Client, TestCase
from pytest_django import Settings

from accounts.models import User
from notifications.sealing import unsealed
from tests.factories.accounts import UserFactory
from tests.support.mails import mail_to, told

pytestmark = pytest.mark.django_db

PASSWORD = "a long quiet sentence"
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
STEP = "/accounts/second-step/"


@pytest.fixture(autouse=True)
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def ada() -> User:
    user: User = UserFactory(email="ada@example.org", password=make_password(PASSWORD))
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def page(client: Client, address: str) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def sign_in(client: Client) -> str:
    """Where the password leads."""
    form = {"login": "ada@example.org", "password": PASSWORD}
    return str(client.post("/accounts/login/", form).headers["Location"])


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def confirm(client: Client, address: str) -> None:
    """Come to a page that asks for the password once more."""
    asked = client.get(address)
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    assert client.post(asked["Location"], {"password": PASSWORD})["Location"] == address


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(datetime.now(UTC).timestamp()) // 30)))


def with_app(client: Client) -> str:
    """Signed in, with an authenticator app set up as a person does it; the app's key."""
    sign_in(client)
    confirm(client, f"{STEP}totp/activate/")
    found = re.search(r'translate="no">([A-Z2-7]{32})<', page(client, f"{STEP}totp/activate/"))
    assert found
    with TestCase.captureOnCommitCallbacks(execute=True):
        set_up = client.post(f"{STEP}totp/activate/", {"code": code_of(found[1])})
    assert set_up["Location"] == f"{STEP}recovery-codes/"
    return found[1]


def recovery_codes(client: Client) -> list[str]:
    return re.findall(r"<li>(\d{8})</li>", page(client, f"{STEP}recovery-codes/"))


def test_with_an_app_the_password_alone_lets_nobody_in(
    client: Client, ada: User, noon: time_machine.Traveller
) -> None:
    key = with_app(client)
    noon.shift(timedelta(minutes=5))
    browser = Client()
    assert sign_in(browser) == f"{STEP}authenticate/"
    assert not is_in(browser)
    wrong = browser.post(f"{STEP}authenticate/", {"code": "000000"})
    assert "This code is not right" in wrong.content.decode()
    assert not is_in(browser)
    browser.post(f"{STEP}authenticate/", {"code": code_of(key)})
    assert is_in(browser)


def test_a_code_of_the_app_opens_once(
    client: Client, ada: User, noon: time_machine.Traveller
) -> None:
    key = with_app(client)
    noon.shift(timedelta(minutes=5))
    first, second = Client(), Client()
    for browser in (first, second):
        sign_in(browser)
        browser.post(f"{STEP}authenticate/", {"code": code_of(key)})
    assert (is_in(first), is_in(second)) == (True, False)


def test_a_recovery_code_opens_once_and_new_ones_end_the_old(client: Client, ada: User) -> None:
    with_app(client)
    codes = recovery_codes(client)
    assert len(codes) == 10

    def opens(code: str) -> bool:
        browser = Client()
        sign_in(browser)
        browser.post(f"{STEP}authenticate/", {"code": code})
        return is_in(browser)

    assert [opens(codes[0]), opens(codes[0]), opens(codes[1])] == [True, False, True]
    assert "8 codes are left" in page(client, STEP)
    client.post(f"{STEP}recovery-codes/generate/")
    assert not opens(codes[2])
    assert opens(recovery_codes(client)[0])


def test_a_code_by_mail_does_not_spare_the_second_step(client: Client, ada: User) -> None:
    key = with_app(client)
    browser = Client()
    browser.post("/accounts/login/code/", {"email": ada.email})
    mail = mail_to(ada.email, state="queued", subject="Your code to sign in")
    asked = browser.post("/accounts/login/code/confirm/", {"code": unsealed(mail.secret)})
    assert asked["Location"] == f"{STEP}authenticate/"
    assert not is_in(browser)
    browser.post(f"{STEP}authenticate/", {"code": code_of(key)})
    assert is_in(browser)


def test_guessing_codes_ends_after_ten(client: Client, ada: User) -> None:
    key = with_app(client)
    browser = Client()
    sign_in(browser)
    for _ in range(10):
        browser.post(f"{STEP}authenticate/", {"code": "000000"})
    answer = browser.post(f"{STEP}authenticate/", {"code": code_of(key)})
    assert "tried too often" in answer.content.decode()
    assert not is_in(browser)


def test_the_app_is_removed_with_its_codes_and_the_person_is_told(
    client: Client, ada: User
) -> None:
    with_app(client)
    assert told(subject="A second step was added to your account") == [ada.email]
    client.post(f"{STEP}totp/deactivate/")
    assert not Authenticator.objects.exists()
    assert told(subject="A second step was removed from your account") == [ada.email]
    assert sign_in(Client()) == "/my/"


def test_secrets_are_sealed_by_the_secret_key(
    client: Client, ada: User, settings: Settings, noon: time_machine.Traveller
) -> None:
    key = with_app(client)
    assert key not in str(Authenticator.objects.values_list("data"))
    noon.shift(timedelta(minutes=5))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another one, by which nothing was sealed"
    browser = Client()
    sign_in(browser)
    browser.post(f"{STEP}authenticate/", {"code": code_of(key)})
    assert is_in(browser)
    noon.shift(timedelta(minutes=5))
    settings.SECRET_KEY_FALLBACKS = []
    lost = Client()
    sign_in(lost)
    assert lost.post(f"{STEP}authenticate/", {"code": code_of(key)}).status_code == 200
    assert not is_in(lost)


def test_nobody_reaches_the_passkey_of_another(client: Client, ada: User) -> None:
    theirs = Authenticator.objects.create(
        user=UserFactory(), type="webauthn", data={"name": "Phone", "credential": {}}
    )
    sign_in(client)
    confirm(client, f"{STEP}webauthn/add/")
    for act in ("edit", "remove"):
        for method in (client.get, client.post):
            assert method(f"{STEP}webauthn/keys/{theirs.pk}/{act}/").status_code == 404
    assert Authenticator.objects.filter(pk=theirs.pk).exists()


def test_the_page_offers_passkeys_to_a_browser_that_has_them(client: Client, ada: User) -> None:
    sign_in(client)
    confirm(client, f"{STEP}webauthn/add/")
    html = page(client, f"{STEP}webauthn/add/")
    assert 'id="passkey-options" type="application/json"' in html
    assert "js/passkeys.js" in html
    assert "an authenticator app" in html


@pytest.mark.parametrize(
    "data",
    [
        {"name": "Phone", "credential": {}},
        {"credential": {"response": 1, "clientExtensionResults": []}},
        {},
        [],
        "junk",
    ],
)
def test_a_passkey_that_cannot_be_read_is_shown_in_words_and_removed(
    client: Client, ada: User, data: object
) -> None:
    sign_in(client)
    confirm(client, f"{STEP}webauthn/add/")
    key = Authenticator.objects.create(user=ada, type="webauthn", data=data)
    for address in (STEP, f"{STEP}webauthn/"):
        assert "cannot be read, so it opens nothing" in page(client, address)
    page(client, "/account/")
    page(client, f"{STEP}webauthn/add/")
    page(client, f"{STEP}webauthn/reauthenticate/")
    page(client, f"{STEP}webauthn/keys/{key.pk}/remove/")
    renamed = client.post(f"{STEP}webauthn/keys/{key.pk}/edit/", {"name": "Old phone"})
    assert renamed.status_code == 302
    assert "Old phone" in page(client, STEP)
    browser = Client()
    assert sign_in(browser).startswith(STEP)
    page(browser, f"{STEP}authenticate/")
    client.post(f"{STEP}webauthn/keys/{key.pk}/remove/")
    assert not Authenticator.objects.filter(pk=key.pk).exists()


def test_what_is_no_passkey_is_refused(client: Client, ada: User) -> None:
    sign_in(client)
    confirm(client, f"{STEP}webauthn/add/")
    page(client, f"{STEP}webauthn/add/")
    part = {"clientDataJSON": "e30", "attestationObject": "oA", "authenticatorData": "AA"}
    whole = {"id": "AA", "rawId": "AA", "type": "public-key", "response": part}
    handled = whole | {"response": part | {"userHandle": "AA", "signature": "AA"}}
    for nonsense in (
        *("", "[]", "{}", "null", "not json", '{"id": 1}', '{"response": []}', "[" * 50_000),
        "7" * 5000,
        json.dumps(whole),
        json.dumps(handled),
    ):
        sent = {"credential": nonsense, "name": "x"}
        assert client.post(f"{STEP}webauthn/add/", sent).status_code == 200
        browser = Client()
        browser.get(f"{STEP}webauthn/login/", headers={"Accept": "application/json"})
        assert browser.post(f"{STEP}webauthn/login/", sent)["Location"] == "/accounts/login/"
    assert not Authenticator.objects.exists()


def test_an_administrator_takes_away_what_was_lost_and_sees_no_secret(
    client: Client, ada: User
) -> None:
    with_app(client)
    row = Authenticator.objects.get(type="totp")
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    html = page(client, f"/admin/mfa/authenticator/{row.pk}/change/")
    assert row.data["secret"] not in html
    assert client.get("/admin/mfa/authenticator/?q=ada").status_code == 200
    client.post(f"/admin/mfa/authenticator/{row.pk}/delete/", {"post": "yes"})
    assert not Authenticator.objects.filter(type="totp").exists()
    assert sign_in(Client()) == "/my/"
