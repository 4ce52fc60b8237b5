"""The site's own programs, as the demo runs them."""

import http.client
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path
from signal import SIGINT, SIGQUIT, SIGTERM, Signals

from tools.devservers.local import CHECKOUT, Local
from tools.devservers.processes import Program


@dataclass(frozen=True)
class Site:
    """What the programs share; with `reload` they take changes of the code at once."""

    local: Local
    port: int
    reload: bool
    environment: Mapping[str, str]

    @property
    def sign_ins(self) -> Path:
        return self.local.folder / "sign-ins.txt"

    def preparation(self) -> Program:
        """What comes before the first page; it prints who can sign in."""
        task = self._module("preparation", ["tools.devservers.preparation"])
        return replace(task, output=self.sign_ins)

    def programs(self) -> Iterator[Program]:
        """The web first: the others would only slow it down."""
        yield self._web()
        yield self._worker("worker", "--concurrency=2", "--queues=celery")
        yield self._worker("mail", "--concurrency=1", "--queues=deliver")
        yield self._beat()

    def _web(self) -> Program:
        command = ["gunicorn", "clustermeet.wsgi", "--config=python:clustermeet.serving"]
        command += [f"--bind=127.0.0.1:{self.port}"]
        command += ["--reload"] if self.reload else []
        return self._module("web", command, stop_signal=SIGQUIT, is_ready=self._answers)

    def _worker(self, name: str, *options: str) -> Program:
        command = ["celery", "-A", "clustermeet", "worker", "--loglevel=INFO"]
        command += [f"--hostname={name}@%h", *options]
        # SIGQUIT: at once. What it was doing is a row that the next worker finds.
        worker = self._reloaded(name, command, stop_signal=SIGQUIT)
        # It forks, and a connection pool does not survive that.
        return replace(worker, environment={**self.environment, "DB_POOL": "0"})

    def _beat(self) -> Program:
        schedule = self.local.folder / "beat-schedule"
        command = ["celery", "-A", "clustermeet", "beat", "--loglevel=INFO", "--pidfile="]
        return self._reloaded("beat", [*command, f"--schedule={schedule}"])

    def _reloaded(
        self, name: str, command: list[str], *, stop_signal: Signals = SIGTERM
    ) -> Program:
        if not self.reload:
            return self._module(name, command, stop_signal=stop_signal)
        packages = [str(path.parent) for path in CHECKOUT.glob("*/__init__.py")]
        watched = ["watchfiles", "--filter=python", "--target-type=command", "--sigint-timeout=1"]
        again = shlex.join([sys.executable, "-m", *command])
        return self._module(name, [*watched, again, *packages], stop_signal=SIGINT)

    def _module(
        self,
        name: str,
        command: list[str],
        *,
        stop_signal: Signals = SIGTERM,
        is_ready: Callable[[int], bool] = lambda _pid: True,
    ) -> Program:
        # By module: the scripts beside the interpreter break in a folder whose name has a space.
        return Program(
            name=name,
            command=[sys.executable, "-m", *command],
            environment=self.environment,
            cwd=CHECKOUT,
            log=self.local.logs / f"{name}.log",
            stop_signal=stop_signal,
            is_ready=is_ready,
        )

    def _answers(self, _pid: int) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/healthz", headers={"Host": "localhost"})
            return connection.getresponse().status < HTTPStatus.INTERNAL_SERVER_ERROR
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
