"""Two hundred clients that take their time hold nobody else up: on the web process as it runs."""

import socket
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.urls import reverse

from tests.factories.accounts import UserFactory
from tests.faults.site import Site, Visitor

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]

EACH = 70
# Far less than the site gives a slow client; more than any page takes on a slow machine.
WAIT_SECONDS = 40
MOST_OF_A_FILE = 4_000_000
# Looked up in the database, as every cookie is.
NOBODY = "nobody"


def cookie(session: str) -> bytes:
    return f"Cookie: sessionid={session}; csrftoken={'x' * 32}\r\n".encode()


def largest_static() -> str:
    folder = settings.BASE_DIR / "static"
    files = (path for path in folder.rglob("*") if path.is_file())
    largest: Path = max(files, key=lambda path: path.stat().st_size)
    return f"/static/{largest.relative_to(folder)}"


def connected(address: str, *, buffer: int = 0) -> socket.socket:
    parts = urlsplit(address)
    line = socket.socket()
    if buffer:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    line.settimeout(WAIT_SECONDS)
    line.connect((parts.hostname, parts.port))
    return line


def half_a_head(address: str, _session: str) -> socket.socket:
    line = connected(address)
    line.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
    return line


def half_a_body(address: str, session: str) -> socket.socket:
    line = connected(address)
    form = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nlogin="
    head = b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\n"
    line.sendall(head + cookie(session) + form)
    return line


def most_of_a_file(address: str, session: str) -> socket.socket:
    """Of a file where one is taken, which is read to the end for what protects forms."""
    line = connected(address)
    path = reverse("organise-import", args=["any-event"]).encode()
    form = b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 10000000\r\n\r\n"
    head = b"POST " + path + b" HTTP/1.1\r\nHost: localhost\r\n"
    line.sendall(head + cookie(session) + form)
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    line.sendall(part + b"x" * MOST_OF_A_FILE)
    return line


def unread_answer(address: str, session: str) -> socket.socket:
    line = connected(address, buffer=1024)
    path = largest_static().encode()
    head = b"GET " + path + b" HTTP/1.1\r\nHost: localhost\r\n"
    line.sendall(head + cookie(session) + b"\r\n")
    return line


def status_of(address: str, path: str) -> bytes:
    with connected(address) as line:
        head = b"GET " + path.encode() + b" HTTP/1.1\r\nHost: localhost\r\n"
        line.sendall(head + cookie(NOBODY) + b"\r\n")
        return line.recv(12)


@pytest.mark.parametrize(
    ("slow", "clients"),
    [(half_a_head, 200), (half_a_body, 200), (most_of_a_file, 30), (unread_answer, 200)],
)
def test_pages_answer_while_clients_are_slow(
    site: Site, slow: Callable[[str, str], socket.socket], clients: int
) -> None:
    site.environment["DEBUG"] = "1"  # static files from their sources
    site.start_web(workers=2)
    session = Visitor(site, UserFactory()).session
    with ExitStack() as lines:
        for _ in range(clients):
            lines.enter_context(slow(site.address, session))
        for path in ("/", "/editions/", "/accounts/login/"):
            assert status_of(site.address, path) == b"HTTP/1.1 200"
