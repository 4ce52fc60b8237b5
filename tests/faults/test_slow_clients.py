"""Two hundred clients that take their time hold nobody else up: on the web process as it runs."""

import socket
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from tests.faults.site import Site

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]

EACH = 70
# Far less than the site gives a slow client; more than any page takes on a slow machine.
WAIT_SECONDS = 40
# Looked up in the database, as every cookie is.
COOKIE = b"Cookie: sessionid=nobody\r\n"


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


def half_a_head(address: str) -> socket.socket:
    line = connected(address)
    line.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
    return line


def half_a_body(address: str) -> socket.socket:
    line = connected(address)
    form = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nlogin="
    line.sendall(b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\n" + COOKIE + form)
    return line


def unread_answer(address: str) -> socket.socket:
    line = connected(address, buffer=1024)
    path = largest_static().encode()
    line.sendall(b"GET " + path + b" HTTP/1.1\r\nHost: localhost\r\n" + COOKIE + b"\r\n")
    return line


def status_of(address: str, path: str) -> bytes:
    with connected(address) as line:
        line.sendall(
            b"GET " + path.encode() + b" HTTP/1.1\r\nHost: localhost\r\n" + COOKIE + b"\r\n"
        )
        return line.recv(12)


@pytest.mark.parametrize("slow", [half_a_head, half_a_body, unread_answer])
def test_pages_answer_while_clients_are_slow(
    site: Site, slow: Callable[[str], socket.socket]
) -> None:
    site.environment["DEBUG"] = "1"  # static files from their sources
    site.start_web()
    with ExitStack() as lines:
        for _ in range(200):
            lines.enter_context(slow(site.address))
        for path in ("/", "/editions/", "/accounts/login/"):
            assert status_of(site.address, path) == b"HTTP/1.1 200"
