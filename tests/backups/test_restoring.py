"""Last night's backup, on an empty server, in one command: the same pages, and nobody who left."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from events.models import Edition
from privacy.services.erasing import erase
from tests.privacy.people import MARK, NAME, Somebody
from tests.support.databases import address
from tools.backups.__main__ import environment, libpq
from tools.devservers.local import CHECKOUT

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]

PAGES = 20
# Asks the pages of the database that the environment names, and prints what each says.
READER = """
import hashlib, json, sys
from django.test import Client
browser = Client(headers={"host": "localhost"})
pages = [browser.get(page) for page in json.loads(sys.argv[-1])]
print(json.dumps([[page.status_code, hashlib.sha256(page.content).hexdigest()] for page in pages]))
"""


def server() -> psycopg.Connection:
    return psycopg.connect(address("postgres"), autocommit=True)


@pytest.fixture
def empty() -> Iterator[str]:
    """The address of a new database with nothing in it."""
    name = f"restored_{uuid4().hex[:8]}"
    with server() as session:
        session.execute(f'CREATE DATABASE "{name}"'.encode())
    yield address(name)
    with server() as session:
        session.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@pytest.fixture
def place(tmp_path: Path, settings: Settings) -> dict[str, str]:
    """The folders of backups and of the list of erasures."""
    settings.ERASURES_DIR = str(tmp_path / "erasures")
    return {"BACKUP_DIR": str(tmp_path / "backups"), "ERASURES_DIR": settings.ERASURES_DIR}


def backups(
    database: str, place: dict[str, str], *arguments: str
) -> subprocess.CompletedProcess[str]:
    given = os.environ | place | {"DATABASE_URL": database, "DB_POOL": "0"}
    command = [sys.executable, "-m", "tools.backups", *arguments]
    return subprocess.run(
        command, cwd=CHECKOUT, env=given, capture_output=True, text=True, check=False
    )


def in_database(database: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(database) as session:
        return session.execute(statement.encode()).fetchall()


def read(database: str, pages: list[str]) -> str:
    """What the pages say, read from that database by a process of its own."""

    program = "import django; django.setup()\n" + READER
    given = os.environ | {"DATABASE_URL": database, "DB_POOL": "0", "SECRET_KEY": "same"}
    given["DJANGO_SETTINGS_MODULE"] = "clustermeet.settings"
    command = [sys.executable, "-c", program, json.dumps(pages)]
    done = subprocess.run(
        command, cwd=CHECKOUT, env=given, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()[-1]


def public_pages() -> list[str]:
    lists = ["/", "/editions/", "/series/", "/regions/", "/clusters/", "/projects/", "/sources/"]
    others = ["/organisations/", "/privacy/", "/search/?q=Solartys", "/open-data/"]
    editions = [edition.get_absolute_url() for edition in Edition.objects.order_by("pk")]
    return [*lists, *others, *editions][:PAGES]


def test_a_backup_is_restored_and_who_was_erased_since_is_forgotten_again(
    empty: str, place: dict[str, str]
) -> None:
    call_command("load_register", verbosity=0)
    somebody = Somebody()
    pages = public_pages()
    assert len(pages) >= PAGES - 2
    before = read(address(), pages)
    assert before.count("[200,") == len(pages)

    made = backups(address(), place, "make")
    assert made.returncode == 0, made.stderr
    erase(person=somebody.user, now=timezone.now())
    restored = backups(empty, place, "restore")
    assert restored.returncode == 0, restored.stderr
    assert "Erased again: 1 people." in restored.stdout
    assert "All rules hold." in restored.stdout

    assert read(empty, pages) == before
    people = in_database(empty, "SELECT name, email, is_active FROM accounts_user ORDER BY id")
    assert len(people) == User.objects.count()
    assert NAME not in str(people)
    assert MARK not in str(people)
    assert in_database(empty, "SELECT text FROM events_registrationmessage") == [("",)]
    assert somebody.owner.email in str(people)


def test_a_lost_machine_loses_no_erasure_that_the_backup_knows(
    empty: str, place: dict[str, str]
) -> None:
    """The list beside the backups is taken as well, where the machine's own is gone."""
    somebody = Somebody()
    assert backups(address(), place, "make").returncode == 0
    erase(person=somebody.user, now=timezone.now())
    first = min(Path(place["BACKUP_DIR"]).glob("*.dump"))
    listed = Path(place["ERASURES_DIR"], "erasures.txt")
    listed.rename(Path(place["BACKUP_DIR"], "erasures.txt"))
    restored = backups(empty, place, "restore", str(first))
    assert restored.returncode == 0, restored.stderr
    assert MARK not in str(in_database(empty, "SELECT name, email FROM accounts_user"))
    assert listed.read_text().startswith("person ")


def test_a_database_with_something_in_it_is_refused_in_words(place: dict[str, str]) -> None:
    assert backups(address(), place, "make").returncode == 0
    refused = backups(address(), place, "restore")
    assert refused.returncode == 1
    assert "is not empty" in refused.stderr
    assert "Nothing was changed." in refused.stderr


def test_without_a_backup_nothing_is_done(empty: str, place: dict[str, str]) -> None:
    refused = backups(empty, place, "restore")
    assert refused.returncode == 1
    assert "There is no backup" in refused.stderr
    assert in_database(empty, "SELECT 1 FROM pg_class WHERE relname = 'accounts_user'") == []


def test_a_backup_that_fails_leaves_none(place: dict[str, str]) -> None:
    failed = backups(address("no_such_database"), place, "make")
    assert failed.returncode != 0
    assert list(Path(place["BACKUP_DIR"]).iterdir()) == []


def test_old_backups_go_and_the_list_stands_beside_the_new_one(place: dict[str, str]) -> None:
    old = Path(place["BACKUP_DIR"], "2020-01-01T023000Z.dump")
    old.parent.mkdir()
    old.touch()
    os.utime(old, (0, 0))
    Path(place["ERASURES_DIR"]).mkdir()
    Path(place["ERASURES_DIR"], "erasures.txt").write_text("person one .\n")
    assert backups(address(), place, "make").returncode == 0
    assert not old.exists()
    assert Path(place["BACKUP_DIR"], "erasures.txt").read_text() == "person one .\n"


def test_a_list_that_was_lost_or_begun_anew_does_not_shorten_the_one_beside_the_backups(
    place: dict[str, str],
) -> None:
    own, kept = (Path(place[name], "erasures.txt") for name in ("ERASURES_DIR", "BACKUP_DIR"))
    own.parent.mkdir()
    kept.parent.mkdir()
    kept.write_text("person one .\nperson two .\n")
    assert backups(address(), place, "make").returncode == 0
    assert kept.read_text() == "person one .\nperson two .\n"
    # What is being written just now has no full stop yet: the next backup has it.
    own.write_text("person two .\nperson three .\nperson fo")
    assert backups(address(), place, "make").returncode == 0
    assert kept.read_text() == "person one .\nperson two .\nperson three .\n"


def test_an_address_is_libpqs_variables_whatever_the_password() -> None:
    said = libpq("postgres://me:p%40ss%2Fw%20rd@db.example:6543/the%20site?sslmode=require")
    assert said == {
        "PGHOST": "db.example",
        "PGPORT": "6543",
        "PGUSER": "me",
        "PGPASSWORD": "p@ss/w rd",
        "PGDATABASE": "the site",
        "PGSSLMODE": "require",
    }
    assert environment({"DATABASE_URL": "postgres:///site"})["PGDATABASE"] == "site"


def test_a_backup_finds_its_database_as_the_site_does(tmp_path: Path) -> None:
    (tmp_path / "address").write_text("postgres://me:old@db.example/site\n")
    (tmp_path / "password").write_text("p@ss/w rd\n")
    given = {
        "DATABASE_URL_FILE": str(tmp_path / "address"),
        "DATABASE_PASSWORD_FILE": str(tmp_path / "password"),
    }
    said = environment(given)
    assert (said["PGHOST"], said["PGDATABASE"]) == ("db.example", "site")
    assert (said["PGUSER"], said["PGPASSWORD"]) == ("me", "p@ss/w rd")


def test_invariants_are_said(client: Client) -> None:
    call_command("invariants")
