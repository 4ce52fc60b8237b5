"""The demo: the whole site on this machine, with demonstration data."""

import http.client
import os
import shlex
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from signal import SIGQUIT, SIGTERM, Signals
from typing import Never

from clustermeet.embedded import servers
from clustermeet.embedded.local import CHECKOUT, Local
from clustermeet.embedded.processes import Program
from clustermeet.embedded.supervisor import Supervisor

FIRST_PORT = 8000
SIGN_INS = "sign-ins.txt"


class PortTakenError(Exception):
    """Another program listens there."""


class AlreadyRunningError(Exception):
    """One demo for each checkout."""


@dataclass(frozen=True)
class Site:
    """The programs of one site and what they share."""

    local: Local
    port: int
    reload: bool
    environment: Mapping[str, str]

    def preparation(self) -> Iterator[Program]:
        """What comes before the first page; `load_demo` prints who can sign in."""
        if not self.reload:
            yield self._manage("collectstatic", "--noinput", "--verbosity=0")
        yield self._manage("migrate", "--noinput")
        yield self._manage("load_register")
        yield self._manage("load_demo", output=self.local.folder / SIGN_INS)

    def programs(self) -> Iterator[Program]:
        yield self._worker()
        yield self._beat()
        yield self._web()

    def _web(self) -> Program:
        command = ["gunicorn", "clustermeet.wsgi", f"--bind=127.0.0.1:{self.port}"]
        command += ["--worker-class=gthread", "--workers=2", "--threads=4", "--no-control-socket"]
        command += ["--reload"] if self.reload else []

        def is_ready(_pid: int) -> bool:
            return _answers(self.port)

        return self._python("web", *command, stop_signal=SIGQUIT, is_ready=is_ready)

    def _worker(self) -> Program:
        command = ["celery", "-A", "clustermeet", "worker", "--concurrency=2", "--loglevel=INFO"]
        # Cold: what it was doing is a row that the next worker finds.
        return self._python("worker", *self._reloaded(command), stop_signal=SIGQUIT)

    def _beat(self) -> Program:
        schedule = self.local.folder / "beat-schedule"
        command = ["celery", "-A", "clustermeet", "beat", "--loglevel=INFO", "--pidfile="]
        return self._python("beat", *self._reloaded([*command, f"--schedule={schedule}"]))

    def _reloaded(self, module: list[str]) -> list[str]:
        if not self.reload:
            return module
        packages = [str(path.parent) for path in CHECKOUT.glob("*/__init__.py")]
        command = shlex.join([sys.executable, "-m", *module])
        return ["watchfiles", "--filter=python", "--target-type=command", command, *packages]

    def _manage(self, command: str, *options: str, output: Path | None = None) -> Program:
        return Program(
            name=f"manage.py {command}",
            command=[sys.executable, "manage.py", command, *options],
            environment=self.environment,
            cwd=CHECKOUT,
            log=self.local.logs / f"{command}.log",
            output=output,
        )

    def _python(
        self,
        name: str,
        *module: str,
        stop_signal: Signals = SIGTERM,
        is_ready: Callable[[int], bool] = lambda _pid: True,
    ) -> Program:
        # By module: the scripts beside the interpreter break in a folder whose name has a space.
        return Program(
            name=name,
            command=[sys.executable, "-m", *module],
            environment=self.environment,
            cwd=CHECKOUT,
            log=self.local.logs / f"{name}.log",
            stop_signal=stop_signal,
            is_ready=is_ready,
        )


def run(local: Local, *, port: int | None, reload: bool, say: Callable[[str], None]) -> Never:
    """Start everything, print the address and the sign-ins, keep it running until Stopped.

    Raises AlreadyRunningError, PortTakenError, BusyError, MissingServerError, ProgramError.
    """
    with (
        local.held(seconds=20, unless=lambda: "site" in local.announcement()) as ours,
        Supervisor(say) as supervisor,
    ):
        if not ours:
            _explain(local)
        for log in local.logs.iterdir():
            log.unlink()
        port = free_port(port)
        address = f"http://localhost:{port}/"
        say("Starting PostgreSQL and Valkey.")
        addresses = servers.start(local, supervisor)
        with local.announced({**addresses, "site": address}):
            site = Site(local, port, reload, environment(local, address, addresses, reload=reload))
            _bring_up(site, supervisor, say)
            say(f"\nclustermeet is at {address}\n")
            say((local.folder / SIGN_INS).read_text())
            say("Ctrl-C stops it; its data stays.")
            supervisor.keep_running()


def _bring_up(site: Site, supervisor: Supervisor, say: Callable[[str], None]) -> None:
    say("Preparing the data.")
    for task in site.preparation():
        supervisor.perform(task)
    say("Starting the site.")
    for program in site.programs():
        supervisor.start(program)


def _explain(local: Local) -> Never:
    notice = local.announcement()
    if "site" in notice:
        raise AlreadyRunningError(f"The demo of this folder already runs: {notice['site']}")
    raise servers.BusyError(servers.BUSY)


def environment(
    local: Local, address: str, addresses: Mapping[str, str], *, reload: bool
) -> dict[str, str]:
    """Ours, then what the user set, then what makes it a demo."""
    defaults = {
        "SECRET_KEY": local.secret("secret_key"),
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "DEBUG": str(int(reload)),
        "SITE_URL": address,
    }
    demo = {
        "DEMO": "1",
        # Mail goes to files, whatever mail server this machine knows.
        "EMAIL_HOST": "",
        "EMAIL_FILE_PATH": str(local.folder / "mail"),
        "PYTHONUNBUFFERED": "1",
    }
    return {**defaults, **os.environ, **demo, **addresses}


def free_port(wished: int | None) -> int:
    """`wished`, or else the first free one from 8000 on; raises PortTakenError."""
    candidates = [wished] if wished is not None else range(FIRST_PORT, FIRST_PORT + 100)
    for port in candidates:
        if _is_free(port):
            return port
    taken = candidates[0]
    raise PortTakenError(f"Port {taken} is taken: PORT={taken + 1} chooses another.")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # A connection that just ended does not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
