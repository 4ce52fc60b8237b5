"""A PostgreSQL of our own: one superuser, one database, one address on this machine."""

import os
import shutil
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tools.devservers import binaries
from tools.devservers.account import Account
from tools.devservers.local import Local
from tools.devservers.processes import Program, named_in, wait_until

HAS_BUILTIN_LOCALES = 17
NAME = "clustermeet"  # of the role and of the database
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class StillRunning(Exception):
    """The servers of a supervisor that was killed do not end."""


@dataclass(frozen=True)
class Cluster:
    """A data folder and the programs of its version."""

    programs: Path
    data: Path
    password: str
    account: Account
    lasting: bool
    log: Path

    def url(self, port: int) -> str:
        return f"postgres://{NAME}:{self.password}@127.0.0.1:{port}/{NAME}"

    def program(self, port: int) -> Program:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(port),
            "unix_socket_directories": "",
            "max_connections": "200",
            "log_timezone": "UTC",
            **({} if self.lasting else FAST),
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return Program(
            name="PostgreSQL",
            command=[self.programs / "postgres", "-D", self.data, *options],
            log=self.log,
            account=self.account,
            cwd=Path("/"),
            stop_signal=signal.SIGINT,  # "fast": ends the sessions, keeps what they committed
            stops_last=True,
            prepare=self.clear_leftovers,
            is_ready=self.is_ready,
        )

    def is_ready(self, pid: int) -> bool:
        """The port answers too early; line 8 of the pid file tells when sessions are welcome."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return lines[:1] == [str(pid)] and [line.strip() for line in lines[7:8]] == ["ready"]

    def clear_leftovers(self) -> None:
        """After a SIGKILL old backends stay for up to 2 s, and the pid file for ever.

        The caller holds the folder's lock, so whatever still works here lost its master.
        """

        def is_empty() -> bool:
            return not named_in("postgres", self.data)

        if not wait_until(is_empty, seconds=3):
            for pid in named_in("postgres", self.data):
                os.kill(pid, signal.SIGQUIT)
            if not wait_until(is_empty, seconds=10):
                raise StillRunning(f"Another PostgreSQL still works in {self.data}.")
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def create(self, perform: Callable[[Program], None]) -> None:
        """Make the data folder: under another name, renamed when whole."""
        new = self.data.with_suffix(".new")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        password = self.data.with_suffix(".password")
        password.touch(mode=0o600)
        password.write_text(self.password)
        for path in (new, password):
            self.account.own(path)
        perform(self._initialisation(new, password))
        password.unlink()
        perform(self._database_creation(new))
        new.rename(self.data)

    def _initialisation(self, new: Path, password: Path) -> Program:
        # Sorting that no system library changes.
        builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command: list[str | Path] = [
            self.programs / "initdb",
            f"--pgdata={new}",
            f"--username={NAME}",
            f"--pwfile={password}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            *(builtin if binaries.major_version(self.programs) >= HAS_BUILTIN_LOCALES else []),
            *([] if self.lasting else ["--no-sync"]),
        ]
        return self._task("initdb", command)

    def _database_creation(self, new: Path) -> Program:
        # Single-user mode: no other program, no port.
        command: list[str | Path] = [
            self.programs / "postgres",
            "--single",
            "-D",
            new,
            "-c",
            "exit_on_error=on",
        ]
        task = self._task("PostgreSQL in single-user mode", [*command, "postgres"])
        return replace(task, stdin=f"CREATE DATABASE {NAME}\n".encode())

    def _task(self, name: str, command: Sequence[str | Path]) -> Program:
        return Program(
            name=name, command=command, log=self.log, account=self.account, cwd=Path("/")
        )


def cluster(local: Local, perform: Callable[[Program], None]) -> Cluster:
    """The cluster of `local`, created where it is missing.

    Raises MissingServer or ProgramFailed.
    """
    place = local.servers
    found = binaries.postgres()
    reachable = binaries.within_reach(found / "postgres", local.account)
    made = Cluster(
        programs=reachable.parent,
        data=place / f"postgres-{binaries.major_version(found)}",
        password=local.secret("postgres_password"),
        account=local.account,
        lasting=local.lasting,
        log=local.logs / "postgres.log",
    )
    if not made.data.exists():
        made.create(perform)
    return made
