"""What is larger than its address takes is refused unread and fills no disk, on the web process."""

import socket
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from accounts.models import User
from clustermeet.web_worker import LARGE_AT_ONCE
from events.models import Edition
from files.models import StoredFile
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory
from tests.faults.site import Process, Site, Visitor
from tests.faults.test_slow_clients import connected, status_of
from tests.support.waiting import until

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]

TOKEN = "x" * 32
FILE = 10_000_000
# More than a client's and the process's buffers hold.
MOST_OF_IT = 9_000_000
BEGIN = (
    f'--x\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{TOKEN}\r\n'
    '--x\r\nContent-Disposition: form-data; name="file"; filename="list.csv"\r\n'
    "Content-Type: text/csv\r\n\r\n"
).encode()
END = b"\r\n--x--\r\n"


def spooled(web: Process, folder: Path) -> list[int]:
    """The bytes of each file, of those that have no name any more, that the processes keep."""
    sizes = []
    for pid in web.members():
        for held in Path(f"/proc/{pid}/fd").iterdir():
            try:
                if str(held.readlink()).startswith(str(folder)):
                    sizes.append(held.stat().st_size)
            except FileNotFoundError:  # closed meanwhile
                continue
    return [size for size in sizes if size]


@pytest.fixture
def folder(site: Site, tmp_path: Path) -> Path:
    """Where the web process keeps what is too large for its memory."""
    folder = tmp_path / "kept"
    folder.mkdir()
    site.environment["TMPDIR"] = str(folder)
    return folder


@pytest.fixture
def edition(transactional_db: None) -> Edition:
    edition: Edition = EditionFactory()
    return edition


@pytest.fixture
def organiser(edition: Edition) -> User:
    organiser: User = MembershipFactory(organisation=edition.owner).user
    return organiser


def cookies(session: str = "") -> str:
    return f"csrftoken={TOKEN}; {settings.SESSION_COOKIE_NAME}={session or 'nobody'}"


WITH_FILES = "multipart/form-data; boundary=x"
PLAIN = "application/x-www-form-urlencoded"


def begun(
    address: str, path: str, length: int, sent: bytes, session: str = "", *, kind: str = WITH_FILES
) -> socket.socket:
    """A form of that length, of which a part is sent."""
    line = connected(address)
    head = [
        f"POST {path} HTTP/1.1",
        "Host: localhost",
        f"Cookie: {cookies(session)}",
        f"Content-Type: {kind}",
        f"Content-Length: {length}",
    ]
    line.sendall("\r\n".join([*head, "", ""]).encode() + sent)
    return line


def answer(line: socket.socket) -> str:
    told = b""
    while part := line.recv(65536):
        told += part
    return told.decode()


def test_strangers_fill_no_disk_where_files_are_taken(
    site: Site, folder: Path, edition: Edition
) -> None:
    web = site.start_web()
    path = reverse("organise-import", args=[edition.slug])
    with ExitStack() as lines:
        half = BEGIN + b"a" * 1_000_000
        waiting = [lines.enter_context(begun(site.address, path, FILE, half)) for _ in range(60)]
        for line in waiting:
            told = answer(line)
            assert told.startswith("HTTP/1.1 413")
            assert "who is not signed in" in told
            assert "Connection: close" in told
        assert spooled(web, folder) == []


@pytest.mark.parametrize(
    ("page", "length", "kind"),
    [
        ("account_login", 150_000, PLAIN),
        ("account-settings", 3_000_000, WITH_FILES),
        # Files are taken here, and none is brought.
        ("organise-import", 3_000_000, PLAIN),
    ],
)
def test_a_form_that_is_too_long_is_refused_unread(
    page: str, length: int, kind: str, site: Site, folder: Path
) -> None:
    web = site.start_web()
    edition = EditionFactory()
    session = Visitor(site, MembershipFactory(organisation=edition.owner).user).session
    path = reverse(page, args=[edition.slug] if page == "organise-import" else [])
    whose = "" if page == "account_login" else session
    with begun(site.address, path, length, b"a" * 100_000, whose, kind=kind) as line:
        told = answer(line)
        assert told.startswith("HTTP/1.1 413")
        assert "Nothing was saved" in told
        assert spooled(web, folder) == []


def test_so_many_files_at_once_wait_on_the_disk_and_no_more(
    site: Site, folder: Path, edition: Edition, organiser: User
) -> None:
    web = site.start_web()
    path, session = (
        reverse("organise-import", args=[edition.slug]),
        Visitor(site, organiser).session,
    )
    most = BEGIN + b"a" * 1_000_000
    with ExitStack() as lines:
        for _ in range(LARGE_AT_ONCE + 20):
            lines.enter_context(begun(site.address, path, FILE, most, session))
        until(lambda: len(spooled(web, folder)) == LARGE_AT_ONCE, "the files on the disk")
        assert status_of(site.address, "/editions/") == b"HTTP/1.1 200"
        assert len(spooled(web, folder)) == LARGE_AT_ONCE
    until(lambda: not spooled(web, folder), "the disk to be free again")


def test_a_file_of_somebody_signed_in_is_taken(
    site: Site, folder: Path, edition: Edition, organiser: User
) -> None:
    site.start_web()
    row = b"Cluster one,somewhere\n"
    body = BEGIN + b"cluster,region\n" + row + b"\n" * 400_000 + END
    path, session = (
        reverse("organise-import", args=[edition.slug]),
        Visitor(site, organiser).session,
    )
    with begun(site.address, path, len(body), body, session) as line:
        assert line.recv(12) == b"HTTP/1.1 302"
    assert StoredFile.objects.get().name == "list.csv"
