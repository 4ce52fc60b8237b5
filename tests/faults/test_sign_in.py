"""People sign in while Valkey is dead or all at once, and who guesses is stopped all the same."""

import http.client
import pickle
import socket
from base64 import b64encode
from collections import Counter
from urllib.parse import urlencode, urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password
from django.core.cache import cache
from django.db import connection

from accounts.models import User
from tests.factories.accounts import UserFactory
from tests.faults.site import Site, at_once
from tests.support.waiting import PATIENCE

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]

PASSWORD = "a long quiet sentence"
TOKEN = "x" * 32
# Wrong ones for one account, after which it rests (`login_failed` in the settings).
MOST_WRONG = 10
# As often as Django hashes where no test has made it cheap.
DEAR = 1_000_000


def nobody_listens() -> str:
    """The address of a server that is dead."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        return f"redis://127.0.0.1:{door.getsockname()[1]}/0"


def asked(site: Site, method: str, path: str, cookie: str = "", **fields: str) -> tuple[int, str]:
    """The status, and the session that it began."""
    line = http.client.HTTPConnection(urlsplit(site.address).netloc, timeout=PATIENCE)
    headers = {
        "Cookie": f"csrftoken={TOKEN}; {cookie}",
        "X-CSRFToken": TOKEN,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    try:
        line.request(method, path, urlencode(fields) or None, headers)
        answer = line.getresponse()
        answer.read()
        cookies = answer.headers.get_all("Set-Cookie") or []
        name = f"{settings.SESSION_COOKIE_NAME}="
        return answer.status, next((one.split(";")[0] for one in cookies if name in one), "")
    finally:
        line.close()


def signs_in(site: Site, user: User, password: str) -> tuple[int, str]:
    return asked(site, "POST", "/accounts/login/", login=user.email, password=password)


def counted() -> int:
    """How many addresses and accounts have tried something that stays counted."""
    nothing = b64encode(pickle.dumps([], pickle.HIGHEST_PROTOCOL)).decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM counts WHERE value <> %s", [nothing])
        return int(cursor.fetchone()[0])


def test_people_sign_in_and_guessing_is_stopped_while_valkey_is_dead(site: Site) -> None:
    ada, eve = (UserFactory(password=make_password(PASSWORD)) for _ in range(2))
    for user in (ada, eve):
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    site.environment["REDIS_URL"] = nobody_listens()
    site.start_web()
    assert {signs_in(site, ada, "wrong")[0] for _ in range(MOST_WRONG)} == {200}
    assert signs_in(site, ada, PASSWORD) == (200, "")
    status, session = signs_in(site, eve, PASSWORD)
    assert status == 302
    assert asked(site, "GET", "/account/", session)[0] == 200
    assert asked(site, "POST", "/accounts/login/code/", email=ada.email)[0] == 302


@pytest.mark.parametrize("count", [30, pytest.param(300, marks=pytest.mark.drill)])
def test_all_behind_one_address_sign_in_at_once(site: Site, count: int) -> None:
    """With real hashes, which keep the web processes busy for as long as all of them take."""
    secret = PBKDF2PasswordHasher().encode(PASSWORD, "salt" * 6, iterations=DEAR)
    people = UserFactory.build_batch(count, password=secret)
    for user in people:
        user.sort_name = None
    User.objects.bulk_create(people)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in people
    )
    cache.clear()
    site.start_web(workers=2)
    answers = at_once(count, lambda number: signs_in(site, people[number], PASSWORD)[0])
    assert Counter(answers) == {302: count}
    # Nobody stays among those that failed: only the forms of this address are counted.
    assert counted() == 1
