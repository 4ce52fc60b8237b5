"""A database of every release is brought up to date, and nothing in it is lost.

Each release adds its dump, made from the demonstration by `python -m tools.releases VERSION`.
"""

import gzip
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
DUMPS = sorted(Path(__file__).parent.glob("*.sql.gz"))
# Tables of the record and of people's words: as many rows after as before.
COUNTED = (
    "accounts_user",
    "clusters_organisation",
    "events_edition",
    "events_registration",
    "archive_editionfact",
    "matchmaking_meetingrequest",
    "matchmaking_meeting",
    "matchmaking_slot",
    "matchmaking_unavailability",
)

pytestmark = pytest.mark.processes


def address(database: str) -> str:
    """The address of a database on the tests' own server."""
    return re.sub(r"/[^/]+$", f"/{database}", os.environ["DATABASE_URL"])


@pytest.fixture
def empty_database(django_db_setup: None) -> Iterator[str]:
    name = f"release_{uuid4().hex[:12]}"
    owner = sql.Identifier(name)
    with psycopg.connect(address("postgres"), autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(owner))
    try:
        yield name
    finally:
        with psycopg.connect(address("postgres"), autocommit=True) as server:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(owner))


def rows(server: psycopg.Connection) -> dict[str, int]:
    counts = {}
    for table in COUNTED:
        found = server.execute(
            sql.SQL("SELECT count(*) FROM public.{}").format(sql.Identifier(table))
        ).fetchone()
        counts[table] = found[0] if found else 0
    return counts


def test_there_is_a_dump_of_every_release() -> None:
    assert [dump.name for dump in DUMPS][:1] == ["0.2.0.sql.gz"]


@pytest.mark.parametrize("dump", DUMPS, ids=lambda dump: dump.name)
def test_database_of_a_release_is_brought_up_to_date(dump: Path, empty_database: str) -> None:
    statements = gzip.decompress(dump.read_bytes()).decode()
    with psycopg.connect(address(empty_database), autocommit=True) as server:
        server.execute(statements.encode())
        before = rows(server)
    assert min(before.values()) > 0

    environment = os.environ | {"DATABASE_URL": address(empty_database)}
    for command in (["migrate", "--noinput"], ["migrate", "--check"]):
        subprocess.run(
            [sys.executable, "manage.py", *command, "--verbosity=0"],
            cwd=ROOT,
            env=environment,
            check=True,
        )
    with psycopg.connect(address(empty_database)) as server:
        assert rows(server) == before


