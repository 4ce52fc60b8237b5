"""People sign in while Valkey is dead, and who guesses is stopped all the same."""

import http.client
import socket
from urllib.parse import urlencode, urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password

from accounts.models import User
from tests.factories.accounts import UserFactory
from tests.faults.site import Site
from tests.support.waiting import PATIENCE

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]

PASSWORD = "a long quiet sentence"
TOKEN = "x" * 32
# Wrong ones for one account, after which it rests (`login_failed` in the settings).
MOST_WRONG = 10


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


def test_people_sign_in_and_guessing_is_stopped_while_valkey_is_dead(site: Site) -> None:
    ada, eve = (UserFactory(password=make_password(PASSWORD)) for _ in range(2))
    for user in (ada, eve):
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    site.environment["REDIS_URL"] = nobody_listens()
    site.start_web(workers=1)
    assert {signs_in(site, ada, "wrong")[0] for _ in range(MOST_WRONG)} == {200}
    assert signs_in(site, ada, PASSWORD) == (200, "")
    status, session = signs_in(site, eve, PASSWORD)
    assert status == 302
    assert asked(site, "GET", "/account/", session)[0] == 200
    assert asked(site, "POST", "/accounts/login/code/", email=ada.email)[0] == 302
