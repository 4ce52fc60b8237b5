"""The proxy of production in front of the site: `deploy/Caddyfile`, on the machine's own Caddy."""

import os
import re
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.factories.accounts import UserFactory
from tests.faults.site import ROOT, Site, Visitor
from tests.faults.test_slow_clients import half_a_body, half_a_head, most_of_a_file, status_of
from tests.support.lacking import lacking
from tests.support.waiting import until

pytestmark = [pytest.mark.processes, pytest.mark.drill, pytest.mark.django_db(transaction=True)]


@contextmanager
def proxy(folder: Path, backend: str, patience: str = "60s") -> Iterator[str]:
    """The proxy's address in front of `backend`; only where it listens and looks is another, and
    how long it waits for an answer.
    """
    caddy = shutil.which("caddy")
    if not caddy:
        lacking("There is no caddy 2.8 or later on the PATH.", "REQUIRE_CADDY")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        address = f"http://localhost:{probe.getsockname()[1]}"
    text = (ROOT / "deploy/Caddyfile").read_text(encoding="utf-8")
    text = text.replace("web:8000", urlsplit(backend).netloc)
    text = text.replace("root * /etc/caddy", f"root * {ROOT / 'deploy'}")
    text = text.replace("response_header_timeout 60s", f"response_header_timeout {patience}")
    text = re.sub(r"^\{$", "{\n\tadmin off", text, count=1, flags=re.MULTILINE)
    file, log = folder / "Caddyfile", folder / "caddy.log"
    file.write_text(text, encoding="utf-8")
    environment = {**os.environ, "SITE_URL": address, "HOME": str(folder)}
    with log.open("wb") as output:
        running = subprocess.Popen(
            [caddy, "run", "--config", str(file)], env=environment, stdout=output, stderr=output
        )
    try:
        until(lambda: "serving initial configuration" in log.read_text(), "the proxy", 30)
        yield address
    finally:
        running.kill()
        running.wait()


@pytest.fixture
def proxied(site: Site, tmp_path: Path) -> Iterator[str]:
    site.environment["BEHIND_PROXY"] = "1"
    site.start_web(workers=2)
    with proxy(tmp_path, site.address) as address:
        yield address


@pytest.mark.parametrize("slow", [half_a_head, half_a_body, most_of_a_file])
def test_two_hundred_slow_clients_hold_nobody_up_behind_the_proxy(
    site: Site, proxied: str, slow: Callable[[str, str], socket.socket]
) -> None:
    session = Visitor(site, UserFactory()).session
    with ExitStack() as lines:
        for _ in range(200):
            lines.enter_context(slow(proxied, session))
        for path in ("/", "/editions/", "/accounts/login/"):
            assert status_of(proxied, path) == b"HTTP/1.1 200"


def answer(address: str, head: bytes, body: bytes = b"") -> bytes:
    with socket.socket() as line:
        parts = urlsplit(address)
        line.settimeout(40)
        line.connect((parts.hostname, parts.port))
        told = b""
        with suppress(ConnectionError):  # refused before all was sent
            line.sendall(head + b"\r\n" + body)
        with suppress(ConnectionError):
            while part := line.recv(65536):
                told += part
        return told


def test_what_is_too_large_is_refused_in_words_by_the_site_and_unread_by_the_proxy(
    proxied: str,
) -> None:
    post = b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    form = b"Content-Type: application/x-www-form-urlencoded\r\n"
    told = answer(proxied, post + form + b"Content-Length: 3000000\r\n", b"a" * 3_000_000)
    assert told.startswith(b"HTTP/1.1 413")
    assert b"Nothing was saved" in told
    # Who is still sending may miss the answer, but not that the connection is closed.
    told = answer(proxied, post + form + b"Content-Length: 90000000\r\n", b"a" * 13_000_000)
    assert not told or told.startswith(b"HTTP/1.1 413")
    told = answer(proxied, post + form + b"Content-Length: 13000000\r\n", b"a" * 13_000_000)
    assert told.startswith(b"HTTP/1.1 413")
    assert b"Nothing was saved" in told


class Echo(BaseHTTPRequestHandler):
    """Answers with the headers that came."""

    def do_GET(self) -> None:
        told = bytes(self.headers)
        self.send_response(200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *_arguments: object) -> None:
        """Nothing: what is asked here is no news."""


def test_a_forged_address_does_not_come_through(tmp_path: Path) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as backend:
        threading.Thread(target=backend.serve_forever).start()
        try:
            with proxy(tmp_path, f"http://127.0.0.1:{backend.server_port}") as address:
                head = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                told = answer(address, head + b"X-Forwarded-For: 192.0.2.7\r\n")
        finally:
            backend.shutdown()
    assert re.findall(rb"(?mi)^x-forwarded-for: (.*?)\r?$", told) == [b"127.0.0.1"]


POST = (
    b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 7\r\n"
)
GET = b"GET /editions/?page=2 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"


def check_words(told: bytes, status: int) -> None:
    head, _, page = told.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert b"\r\nRetry-After: 10\r\n" in head
    assert b"\r\nContent-Security-Policy: default-src 'none'" in head
    assert page == (ROOT / "deploy/away.html").read_bytes()


@pytest.mark.parametrize(("head", "body"), [(GET, b""), (POST, b"login=a")])
def test_where_no_site_is_behind_the_proxy_it_says_so_in_words(
    head: bytes, body: bytes, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        nobody = f"http://127.0.0.1:{probe.getsockname()[1]}"
    with proxy(tmp_path, nobody) as address:
        check_words(answer(address, head, body), 502)


def test_where_the_site_hangs_behind_the_proxy_it_says_so_in_words(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        backend = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with proxy(tmp_path, backend, patience="1s") as address:
            check_words(answer(address, GET), 504)


def test_what_the_site_says_itself_passes_the_proxy(proxied: str) -> None:
    told = answer(proxied, GET.replace(b"/editions/?page=2", b"/nowhere/"))
    assert told.startswith(b"HTTP/1.1 404")
    assert b"Page not found" in told
