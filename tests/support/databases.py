"""The databases of a test run: each process of it has a copy of one that is migrated already.

Migrating costs 15 s of computing. The result is kept on the server, under a name that tells the
migrations and the server's version; and, because the servers of `make test` are thrown away, also
as a file of statements in `.local/`.
"""

import gzip
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import django
import psycopg
from django.apps import apps
from django.db import connection
from psycopg import sql

from tools.devservers import binaries
from tools.devservers.local import CHECKOUT

KEPT = CHECKOUT / ".local" / "tests"
# Statements alone, that any client may send.
PLAIN = ["--inserts", "--rows-per-insert=200", "--no-owner", "--no-privileges"]
FOR_PSQL_ALONE = "\\"
# Vacuum sees what a test rolled back and none of what it wrote, and notes that a table is empty:
# the planner then joins by trying every pair of rows. Unknown tables count as middle-sized.
UNKNOWN = """
    DO $$ DECLARE name regclass; BEGIN
        FOR name IN SELECT oid FROM pg_class
                    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
            EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = false)', name);
        END LOOP;
    END $$
"""
# Any number: whoever makes the template holds this lock, and the others wait for it.
LOCK = 7_202_611


def address(name: str = "") -> str:
    """A database on the tests' server, as a process of its own reaches it; without name, ours."""
    at = connection.settings_dict
    name = name or at["NAME"]
    person = f"{quote(at['USER'])}:{quote(at['PASSWORD'], safe='')}@" if at["USER"] else ""
    host = at["HOST"] or "localhost"
    if host.startswith("/"):
        return f"postgres://{person}{quote(host, safe='')}/{name}"
    return f"postgres://{person}{host}:{at['PORT'] or 5432}/{name}"


def migrated() -> str:
    """The name of a database with every table and no rows; made where the server lacks it."""
    with _server() as server:
        name = f"clustermeet_template_{_fingerprint(server.info.server_version)}"
        server.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if not server.execute("SELECT true FROM pg_database WHERE datname = %s", [name]).fetchone():
            _make(server, name)
    return name


def _make(server: psycopg.Connection, name: str) -> None:
    """Under another name, renamed when whole."""
    new = f"{name}_new"
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(new)))
    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(new)))
    kept = KEPT / f"{name}.sql.gz"
    if kept.exists():
        with _server(new) as database:
            database.execute(gzip.decompress(kept.read_bytes()))
    else:
        _migrate(address(new))
        with _server(new) as database:
            database.execute(UNKNOWN)
        _keep(new, kept)
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    server.execute(rename.format(sql.Identifier(new), sql.Identifier(name)))


def fill(at: str) -> None:
    """Make every table in an empty database, on whatever server this address names."""
    name = migrated()
    kept = KEPT / f"{name}.sql.gz"
    if not kept.exists():
        _keep(name, kept)
    if not kept.exists():
        _migrate(at)
        return
    with psycopg.connect(at, autocommit=True) as database:
        database.execute(gzip.decompress(kept.read_bytes()))


def _migrate(at: str) -> None:
    environment = os.environ | {"DATABASE_URL": at}
    command = [sys.executable, "manage.py", "migrate", "--noinput", "--verbosity=0"]
    subprocess.run(command, cwd=CHECKOUT, env=environment, check=True)


def _keep(name: str, kept: Path) -> None:
    """Write the file, the only one; without a pg_dump that knows the server there is none."""
    try:
        program = binaries.postgres() / "pg_dump"
        written = subprocess.run(
            [program, *PLAIN, f"--dbname={address(name)}"], check=True, capture_output=True
        ).stdout.decode()
    except (binaries.MissingServer, OSError, subprocess.CalledProcessError):
        return
    statements = [line for line in written.split("\n") if not line.startswith(FOR_PSQL_ALONE)]
    KEPT.mkdir(parents=True, exist_ok=True)
    for former in KEPT.glob("*.sql.gz"):
        former.unlink(missing_ok=True)
    new = kept.with_suffix(".new")
    new.write_bytes(gzip.compress("\n".join(statements).encode()))
    new.rename(kept)


@contextmanager
def _server(database: str = "postgres") -> Iterator[psycopg.Connection]:
    with psycopg.connect(address(database), autocommit=True) as session:
        yield session


def _fingerprint(server_version: int) -> str:
    """Of all that makes the tables: migrations, Django (its permissions too) and the server."""
    seen = hashlib.sha256(f"{django.VERSION} {server_version} {UNKNOWN}".encode())
    for app in apps.get_app_configs():
        for file in sorted(Path(app.path, "migrations").rglob("*.*")):
            if "__pycache__" not in file.parts:
                seen.update(file.read_bytes())
    # Of the log's triggers the migrations say only on which tables they are.
    for name in ("declared.py", "triggers.py"):
        seen.update((CHECKOUT / "privacy" / "log" / name).read_bytes())
    return seen.hexdigest()[:12]
