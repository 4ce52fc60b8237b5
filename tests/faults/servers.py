"""Servers of a drill's own: they may be stopped, frozen, and filled to the brim."""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import dj_database_url
import psycopg
import pytest
from django.db import connection

from tests.support import databases
from tests.support.lacking import lacking
from tests.support.waiting import until
from tools.devservers import binaries, postgres, valkey
from tools.devservers.account import Account
from tools.devservers.local import throwaway
from tools.devservers.processes import Program, end, spawn

DISK = "64m"
# A disk of its own for the data, but not for the log of changes: PostgreSQL stops where that is
# full. PostgreSQL does not run as root, which is what the mounting takes: hence a second mask.
ON_A_SMALL_DISK = f"""
mount -t tmpfs -o size={DISK},mode=0700 tmpfs "$1/disk" || exit 1
exec unshare --user --map-user=1000 --map-group=1000 sh -c '
"$0/initdb" --pgdata="$1/disk/data" --waldir="$1/log" --username=drill --pwfile="$1/password" \
--auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --no-sync &&
exec "$0/postgres" -D "$1/disk/data" -c "port=$2" -c listen_addresses=127.0.0.1 \
-c unix_socket_directories= -c max_connections=60' "$0" "$1" "$2"
"""


class Server:
    """A program on a port that stays the same, however often it is started again."""

    def __init__(self, program: Program, address: str) -> None:
        self.address = address
        self._program = program
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._program.prepare()
        process = self._process = spawn(self._program)

        def is_ready() -> bool:
            assert process.poll() is None, f"{self._program.name} did not start"
            return self._program.is_ready(process.pid)

        until(is_ready, f"{self._program.name} to be ready")

    def stop(self, sign: signal.Signals | None = None) -> None:
        """End it as it is told to end, or by this signal."""
        if self._process:
            end({self._process: sign or self._program.stop_signal}, seconds=30)
            self._process = None

    def send(self, sign: signal.Signals) -> None:
        assert self._process
        os.killpg(self._process.pid, sign)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _perform(task: Program) -> None:
    assert spawn(task).wait() == 0, f"{task.name} failed"


@contextmanager
def own_postgres() -> Iterator[Server]:
    """A PostgreSQL that keeps what it has confirmed, with the site's tables; Django is on it."""
    _require(binaries.postgres)
    with throwaway(Account.for_servers()) as local:
        cluster = postgres.cluster(replace(local, lasting=True), _perform)
        port = free_port()
        server = Server(cluster.program(port), cluster.url(port))
        with _started(server):
            databases.fill(server.address)
            with django_on(server.address):
                yield server


@contextmanager
def own_valkey() -> Iterator[Server]:
    """A Valkey that forgets all it has when it ends, as ours does."""
    _require(binaries.valkey)
    with throwaway(Account.for_servers()) as local:
        port = free_port()
        broker = valkey.broker(local)
        with _started(server := Server(broker.program(port), broker.url(port)), signal.SIGKILL):
            yield server


def _require(find: Callable[[], Path]) -> Path:
    """The program; where it is nowhere, and that alone, the test skips."""
    try:
        return find()
    except binaries.MissingServer as missing:
        lacking(str(missing), "REQUIRE_SERVERS")


@contextmanager
def _started(server: Server, sign: signal.Signals = signal.SIGQUIT) -> Iterator[None]:
    """It runs meanwhile, and is ended without a farewell."""
    try:
        server.start()
        yield
    finally:
        server.stop(sign)


class SmallDisk:
    """A PostgreSQL whose data have a disk of their own, which can be filled and emptied."""

    def __init__(self, server: Server, ballast: Path) -> None:
        self.server = server
        self._ballast = ballast

    def fill(self) -> None:
        """Take all the room there is; the pages that tables have already stay theirs."""
        with pytest.raises(psycopg.errors.DiskFull):
            # Row by row: a series in FROM would need room itself, and give it back.
            self._write("SELECT repeat('x', 1000), generate_series(1, 1000000)")

    def empty(self) -> None:
        self._write("SELECT 1 WHERE false")

    def _write(self, rows: str) -> None:
        with psycopg.connect(self.server.address, autocommit=True) as session:
            session.execute(f"COPY ({rows}) TO '{self._ballast}'".encode())


@contextmanager
def postgres_on_a_small_disk(folder: Path) -> Iterator[SmallDisk]:
    """The tables on a disk of 64 MB; skips where this user may mount none."""
    may = shutil.which("unshare") and subprocess.run(
        ["unshare", "-rm", "unshare", "--user", "--map-user=1000", "true"], check=False
    )
    if not may or may.returncode:
        pytest.skip("This user may not mount a disk of its own (unshare -rm).")
    (folder / "disk").mkdir()
    (folder / "password").write_text("drill")
    programs = _require(binaries.postgres)
    port = free_port()
    address = f"postgres://drill:drill@127.0.0.1:{port}/postgres"
    program = Program(
        name="PostgreSQL on a small disk",
        command=["unshare", "-rm", "sh", "-c", ON_A_SMALL_DISK, programs, folder, str(port)],
        log=folder / "postgres.log",
        stop_signal=signal.SIGINT,
        is_ready=_answers(address),
    )
    server = Server(program, address)
    with _started(server):
        databases.fill(address)
        with django_on(address):
            yield SmallDisk(server, folder / "disk" / "ballast")


def _answers(address: str) -> Callable[[int], bool]:
    def is_ready(_pid: int) -> bool:
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            return False
        return True

    return is_ready


@contextmanager
def django_on(address: str) -> Iterator[None]:
    """Django's connection of this process goes to another database meanwhile."""
    before = dict(connection.settings_dict)
    forget_connections()
    parsed = dj_database_url.parse(address)
    names = ("HOST", "PORT", "USER", "PASSWORD", "NAME")
    connection.settings_dict.update({name: parsed[name] for name in names})  # type: ignore[literal-required]
    try:
        yield
    finally:
        forget_connections()
        connection.settings_dict.update(before)


def forget_connections() -> None:
    """Connect anew: the server has ended the former connections."""
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
