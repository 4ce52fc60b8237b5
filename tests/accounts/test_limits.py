"""How often one may try: a venue's one address is many people, one account is guessed at slowly."""

from base64 import b64decode
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher, make_password
from django.core.cache import cache
from django.db import connection
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from notifications.models import OutboxMessage
from notifications.sealing import unsealed
from tests.factories.accounts import UserFactory
from tests.support.mails import mail_to

pytestmark = pytest.mark.django_db

PASSWORD = "a long quiet sentence"
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
WRONG, ENOUGH = "do not belong together", "tried too often"


class Counted(MD5PasswordHasher):
    """A hasher that is quick, and tells how often it worked."""

    calls = Counter[str]()

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        Counted.calls["encode"] += 1
        return super().encode(password, salt)


@pytest.fixture(autouse=True)
def quick(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.Counted"]
    Counted.calls.clear()


def person(email: str = "ada@example.org") -> User:
    user: User = UserFactory(email=email, password=make_password(PASSWORD))
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def sign_in(email: str, password: str, **headers: str) -> str:
    """With a browser of its own; "in", or the page that says why not."""
    browser = Client(headers=headers)
    answer = browser.post("/accounts/login/", {"login": email, "password": password})
    return "in" if "_auth_user_id" in browser.session else answer.content.decode()


def test_three_hundred_people_behind_one_address_sign_in_within_a_minute() -> None:
    secret = make_password(PASSWORD)
    people = UserFactory.build_batch(300, password=secret)
    for user in people:
        user.sort_name = None
    User.objects.bulk_create(people)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in people
    )
    with time_machine.travel(NOON, tick=False):
        assert [sign_in(user.email, PASSWORD) for user in people] == ["in"] * 300


def test_twenty_wrong_passwords_for_one_account_are_not_all_tried() -> None:
    person()
    with time_machine.travel(NOON, tick=False):
        answers = [sign_in("ada@example.org", f"guess {n}") for n in range(20)]
        assert sign_in("ada@example.org", PASSWORD) != "in"
    assert [WRONG in answer for answer in answers] == [True] * 10 + [False] * 10
    assert [ENOUGH in answer for answer in answers] == [False] * 10 + [True] * 10
    with time_machine.travel(NOON + timedelta(minutes=11), tick=False):
        assert sign_in("ada@example.org", PASSWORD) == "in"


def test_the_owner_of_an_account_that_is_guessed_at_comes_in_by_a_code(client: Client) -> None:
    person()
    for n in range(20):
        sign_in("ada@example.org", f"guess {n}")
    assert client.post("/accounts/login/code/", {"email": "ada@example.org"}).status_code == 302
    mail = mail_to("ada@example.org")
    code = unsealed(mail.secret)
    assert code not in mail.body + mail.secret
    wrong = client.post("/accounts/login/code/confirm/", {"code": "BBBB-BBBB"})
    assert "_auth_user_id" not in client.session
    assert "Enter the code" in wrong.content.decode()
    client.post("/accounts/login/code/confirm/", {"code": code})
    assert "_auth_user_id" in client.session


def test_no_code_leads_into_an_account_that_somebody_else_may_have_opened(client: Client) -> None:
    """Its password could be theirs, and the address would be confirmed by the code."""
    person()
    EmailAddress.objects.update(verified=False)
    client.post("/accounts/login/code/", {"email": "ada@example.org"})
    assert not mail_to("ada@example.org").secret
    assert not EmailAddress.objects.get(email="ada@example.org").verified


def test_people_beside_an_account_that_is_guessed_at_come_in() -> None:
    person()
    person("eve@example.org")
    for n in range(20):
        sign_in("ada@example.org", f"guess {n}")
    assert sign_in("eve@example.org", PASSWORD) == "in"


def test_a_forged_header_does_not_begin_the_count_anew(settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "5/m/ip"}

    def guesses(count: int) -> list[bool]:
        forged = [{"X-Forwarded-For": f"10.0.0.{n}"} for n in range(count)]
        return [ENOUGH in sign_in(f"p{n}@example.org", "x", **forged[n]) for n in range(count)]

    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    assert guesses(7) == [False] * 5 + [True] * 2


def test_behind_the_proxy_only_what_the_proxy_says_counts(settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "5/m/ip"}
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def guess(n: int, through: str) -> bool:
        return ENOUGH in sign_in(f"p{n}@example.org", "x", **{"X-Forwarded-For": through})

    assert [guess(n, f"10.0.0.{n}, 192.0.2.7") for n in range(7)] == [False] * 5 + [True] * 2
    assert not guess(8, "192.0.2.7, 192.0.2.8")


def test_the_counts_are_rows_without_the_address_of_anybody() -> None:
    sign_in("wilhelmina@example.org", "guess")
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM counts")
        rows = [(key, b64decode(value)) for key, value in cursor.fetchall()]
    assert len(rows) >= 3
    assert "wilhelmina" not in str(rows)
    assert "127.0.0.1" not in str(rows)


def test_however_much_is_counted_nothing_is_forgotten_before_its_time(settings: Settings) -> None:
    settings.CACHES = {"default": settings.CACHES["default"] | {"OPTIONS": {"MAX_ENTRIES": 3}}}
    cache.clear()
    for n in range(20):
        cache.set(f"count {n}", n, 60)
    assert [cache.get(f"count {n}") for n in range(20)] == list(range(20))
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=2), tick=False):
        cache.set("later", 1, 60)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM counts")
            assert cursor.fetchone() == (1,)


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("/accounts/login/", {"login": "{}", "password": "wrong " + PASSWORD}),
        ("/accounts/signup/", {"email": "{}", "name": "A", "password1": PASSWORD}),
        ("/accounts/password/reset/", {"email": "{}"}),
        ("/accounts/login/code/", {"email": "{}"}),
    ],
)
def test_a_known_and_an_unknown_address_cost_the_same_work(
    address: str, fields: dict[str, str]
) -> None:
    """The hasher, which is the slow part, works as often; a mail goes to either; one answer."""
    person()

    def work(email: str) -> tuple[int, int, int, str]:
        Counted.calls.clear()
        mails = OutboxMessage.objects.count()
        form = {name: value.format(email) for name, value in fields.items()}
        answer = Client().post(address, form)
        text = answer.content.decode().replace(email, "")
        told = OutboxMessage.objects.count() - mails
        return (
            Counted.calls["encode"],
            told,
            answer.status_code,
            answer.get("Location", text[-900:]),
        )

    assert work("ada@example.org") == work("who@example.org")


def test_too_many_forms_from_one_network_are_refused_in_words(settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    browser = Client()
    form = {"login": "a@example.org", "password": "x"}
    answers = [browser.post("/accounts/login/", form) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2]["Retry-After"] == "60"
    assert "Wait a few minutes" in answers[2].content.decode()


def test_the_admin_site_signs_in_through_the_same_door(client: Client) -> None:
    for address in ("/admin/login/", "/admin/"):
        answer = client.get(address, follow=True)
        assert answer.redirect_chain[-1][0].startswith("/accounts/login/?next=")
    form = {"username": "ada@example.org", "password": PASSWORD}
    assert client.post("/admin/login/", form)["Location"].startswith("/accounts/login/")
    client.force_login(person())
    assert client.get("/admin/login/").status_code == 403
    client.force_login(UserFactory(is_staff=True))
    assert client.get("/admin/").status_code == 200
