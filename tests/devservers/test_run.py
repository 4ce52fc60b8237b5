"""`run`: a command gets real servers, and nothing of them outlives it."""

import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
import redis

from tests.devservers.conftest import EMBEDDED, Embedded, Started, bare_environment
from tests.devservers.family import PATIENCE, Family, kill, worker_of
from tools.devservers.local import CHECKOUT

pytestmark = [pytest.mark.processes, pytest.mark.usefixtures("servers")]

# Says where the servers are, then lives until its standard input ends.
WAITING = ["sh", "-c", 'echo "$DATABASE_URL $REDIS_URL"; exec cat']
SHOWING = ["sh", "-c", 'echo "$DATABASE_URL $REDIS_URL"']


def addresses_of(started: Started) -> list[str]:
    assert started.stdout
    line = started.stdout.readline()
    assert line, started.communicate()[1]
    return line.split()


def finish(started: Started) -> int:
    started.communicate(timeout=PATIENCE)
    return started.returncode


def test_the_command_gets_a_database_that_takes_extensions_and_a_broker(
    embedded: Embedded,
) -> None:
    started = embedded.start("run", "--", *WAITING)
    database, broker = addresses_of(started)
    with psycopg.connect(database, autocommit=True) as connection:
        for extension in ("btree_gist", "pg_trgm", "unaccent"):
            connection.execute(f"CREATE EXTENSION {extension}")
        connection.execute("CREATE DATABASE test_clustermeet")
        row = connection.execute("SELECT current_database(), 'É' < 'a', lower('É')").fetchone()
    assert row == ("clustermeet", False, "é")
    with redis.Redis.from_url(broker) as client:
        assert client.ping()
    assert finish(started) == 0


def test_nobody_enters_without_the_password(embedded: Embedded) -> None:
    started = embedded.start("run", "--throwaway", "--", *WAITING)
    database, broker = addresses_of(started)
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(database, password="guess")
    guessed = re.sub(":[^:]+@", ":guess@", broker)
    with redis.Redis.from_url(guessed) as client, pytest.raises(redis.AuthenticationError):
        client.ping()
    readable = [
        path.name for path in embedded.local.rglob("*password*") if path.stat().st_mode & 0o77
    ]
    assert readable == []


def test_the_commands_exit_status_is_passed_on_and_nothing_stays(embedded: Embedded) -> None:
    started = embedded.start(
        "run", "--throwaway", "--", "sh", "-c", "echo $DATABASE_URL; read x; exit 7"
    )
    addresses_of(started)
    with Family(started.pid) as family:
        data = throwaway_data(family)
        assert data.is_dir()
        assert finish(started) == 7
        assert family.outlived_by() == []
    assert not data.exists()


def throwaway_data(family: Family) -> Path:
    """The folder that PostgreSQL works in."""
    working = {Path(f"/proc/{pid}/cwd").readlink() for pid in family.members}
    (data,) = [folder for folder in working if folder.name.startswith("postgres-")]
    return data


def test_a_signal_is_passed_on_to_the_command(embedded: Embedded) -> None:
    command = "trap 'exit 9' TERM; echo ready; while :; do read line; done"
    started = embedded.start("run", "--throwaway", "--", "bash", "-c", command)
    addresses_of(started)
    started.terminate()
    assert finish(started) == 9


@dataclass(frozen=True)
class Terminal:
    """A command that leads the session of a terminal of its own."""

    process: subprocess.Popen[bytes]
    keyboard: int

    def type(self, keys: bytes) -> None:
        os.write(self.keyboard, keys)

    def read_until(self, words: bytes) -> bytes:
        said = b""
        while words not in said:
            said += os.read(self.keyboard, 1024)
        return said


@pytest.fixture
def terminal(founded: Embedded) -> Iterator[Callable[[str], Terminal]]:
    try:
        keyboard, screen = pty.openpty()
    except OSError:
        pytest.skip("this machine has no pseudo-terminals")

    def start(command: str) -> Terminal:
        process = subprocess.Popen(
            [*EMBEDDED, founded.local, "run", "--", "bash", "-c", command],
            cwd=CHECKOUT,
            env=bare_environment(),
            stdin=screen,
            stdout=screen,
            stderr=screen,
            start_new_session=True,
            # The first terminal that a session's leader opens is its own.
            preexec_fn=lambda: os.close(os.open(os.ttyname(0), os.O_RDWR)),  # noqa: PLW1509
        )
        return Terminal(process, keyboard)

    yield start
    os.close(screen)


def test_ctrl_c_reaches_the_command_once_and_is_its_to_decide(
    terminal: Callable[[str], Terminal],
) -> None:
    """The whole foreground group receives it: passing it on would double it."""
    shell = terminal("trap 'echo caught' INT; echo ready; read line; read line; echo end")
    said = shell.read_until(b"ready")
    shell.type(b"\x03")
    said += shell.read_until(b"caught")
    shell.type(b"one\ntwo\n")
    said += shell.read_until(b"end")
    assert shell.process.wait(timeout=PATIENCE) == 0
    assert said.count(b"caught") == 1
    os.close(shell.keyboard)


def test_a_terminal_that_closes_ends_everything(terminal: Callable[[str], Terminal]) -> None:
    shell = terminal("echo ready; read line")
    shell.read_until(b"ready")
    with Family(shell.process.pid) as family:
        os.close(shell.keyboard)
        assert family.outlived_by() == []
    assert shell.process.wait(timeout=PATIENCE) != 0


def test_given_addresses_are_left_alone(embedded: Embedded) -> None:
    done = embedded.run("run", "--", *SHOWING, DATABASE_URL="postgres:///a", REDIS_URL="redis://b")
    assert done.stdout == "postgres:///a redis://b\n"


def test_an_address_in_a_file_is_left_alone_too(embedded: Embedded, tmp_path: Path) -> None:
    (tmp_path / "address").write_text("postgres:///a\n")
    given = {"DATABASE_URL_FILE": str(tmp_path / "address"), "REDIS_URL": "redis://b"}
    assert embedded.run("run", "--", *SHOWING, **given).stdout == " redis://b\n"
    assert not list(embedded.local.glob("postgres-*"))


def test_only_the_missing_server_is_started(embedded: Embedded) -> None:
    done = embedded.run("run", "--", *SHOWING, DATABASE_URL="postgres:///a")
    database, broker = done.stdout.split()
    assert database == "postgres:///a"
    assert broker.startswith("redis://:")
    assert not list(embedded.local.glob("postgres-*"))


def test_a_second_command_joins_and_a_throwaway_one_does_not(founded: Embedded) -> None:
    first = founded.start("run", "--", *WAITING)
    addresses = addresses_of(first)
    joined = founded.run("run", "--", *SHOWING)
    assert joined.stdout.split() == addresses
    fresh = founded.run("run", "--throwaway", "--", *SHOWING)
    assert set(fresh.stdout.split()).isdisjoint(addresses)
    with psycopg.connect(addresses[0]) as connection:
        connection.execute("SELECT 1")
    assert finish(first) == 0


@pytest.mark.parametrize("whom", ["the guard", "the worker", "both"])
def test_a_sigkill_leaves_nothing_and_the_next_start_finds_the_data(
    founded: Embedded, whom: str
) -> None:
    started = founded.start("run", "--", *WAITING)
    with psycopg.connect(addresses_of(started)[0], autocommit=True) as connection:
        connection.execute("CREATE TABLE kept ()")
        guard, worker = started.pid, worker_of(started)
        with Family(guard) as family:
            kill(*{"the guard": [guard], "the worker": [worker], "both": [guard, worker]}[whom])
            again = founded.start("run", "--", *WAITING)
            assert family.outlived_by() == []
    with psycopg.connect(addresses_of(again)[0]) as connection:
        connection.execute("TABLE kept")
    assert finish(again) == 0


def test_a_pid_file_that_names_a_living_stranger_does_not_matter(founded: Embedded) -> None:
    (data,) = founded.local.glob("postgres-*")
    (data / "postmaster.pid").write_text(f"{os.getppid()}\n{data}\n")
    done = founded.run("run", "--", *SHOWING)
    assert done.stdout.startswith("postgres://"), done.stderr


def test_a_command_that_does_not_exist_is_said_before_anything_starts(embedded: Embedded) -> None:
    done = embedded.run("run", "--", "no-such-command")
    assert done.returncode == 2
    assert "a command that exists" in done.stderr
    assert not list(embedded.local.glob("postgres-*"))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends its servers to nobody")
def test_root_puts_the_data_where_nobody_reaches_it_and_clean_removes_it(
    embedded: Embedded,
) -> None:
    embedded.folder.chmod(0o700)
    assert embedded.run("run", "--", "true").returncode == 0
    outside = Path((embedded.local / "DATA-IS-ELSEWHERE").read_text().strip())
    assert list(outside.glob("postgres-*"))
    assert embedded.run("clean").returncode == 0
    assert not outside.exists()
    assert not list(embedded.local.glob("postgres-*"))


def test_clean_refuses_while_the_servers_run(founded: Embedded) -> None:
    started = founded.start("run", "--", *WAITING)
    addresses_of(started)
    refused = founded.run("clean")
    assert refused.returncode == 1
    assert "Another command holds" in refused.stderr
    assert finish(started) == 0


def test_the_package_needs_neither_django_nor_celery() -> None:
    program = "import sys, tools.devservers.__main__; print({'django', 'celery'} & {*sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"
