"""The site as real processes on the test database: gunicorn, a Celery worker, beat.

Leases and beats are short, so that a test sees in seconds what takes minutes in production.
"""

import http.client
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlencode, urlsplit, urlunsplit

import redis
from django.conf import settings
from django.test import Client

from accounts.models import User
from tests.support import databases
from tests.support.environment import SHARED
from tests.support.waiting import PATIENCE, until

ROOT = Path(__file__).resolve().parents[2]
SERVING = "python:clustermeet.serving"
LEASE_SECONDS = 2
# A number of Redis of a test run that was killed is free again after so many seconds.
LONGEST_RUN = 7200

T = TypeVar("T")
# Status, where it leads, the page.
Answer = tuple[int, str, str]


@contextmanager
def own_broker() -> Iterator[str]:
    """The address of a numbered Redis database that nobody else uses meanwhile, emptied."""
    parts = urlsplit(settings.REDIS_URL)
    with redis.Redis.from_url(settings.REDIS_URL) as here:
        count = int(here.config_get("databases")["databases"])
        ours = here.get_connection_kwargs().get("db", 0)
        with redis.Redis.from_url(urlunsplit(parts._replace(path="/0"))) as registry:
            number = next(
                number
                for number in range(count - 1, SHARED - 1, -1)
                if number != ours and _reserved(registry, number)
            )
            address = urlunsplit(parts._replace(path=f"/{number}"))
            try:
                flush(address)
                yield address
            finally:
                flush(address)
                registry.delete(f"clustermeet-test-broker-{number}")


def _reserved(registry: redis.Redis, number: int) -> bool:
    key = f"clustermeet-test-broker-{number}"
    return bool(registry.set(key, os.getpid(), nx=True, ex=LONGEST_RUN))


def flush(address: str) -> None:
    with redis.Redis.from_url(address) as broker:
        broker.flushdb()


class Process:
    """A program in a session of its own, with its output in a file."""

    def __init__(self, log: Path, environment: dict[str, str], *module: str) -> None:
        self.log = log
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *module],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def says(self, words: str) -> re.Match[str] | None:
        """Where these words (a pattern) are in its output, while it runs."""
        told = self.log.read_text(errors="replace")
        assert self._process.poll() is None, f"{self.log.name} ended:\n{told[-2000:]}"
        return re.search(words, told)

    @property
    def runs(self) -> bool:
        return self._process.poll() is None

    def members(self) -> list[int]:
        """The process ids of the program and of all it started."""
        everybody = [int(path.name) for path in Path("/proc").glob("[0-9]*")]
        return [pid for pid in everybody if _session_of(pid) == self._process.pid]

    def processor_seconds(self) -> float:
        """What the program and all it started have used, which other programs do not lengthen."""
        ticks = 0
        for pid in self.members():
            told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(told[11]) + int(told[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def send(self, sign: signal.Signals) -> None:
        """Send the signal to the program and all it started."""
        os.killpg(self._process.pid, sign)

    def kill(self, sign: signal.Signals = signal.SIGKILL) -> None:
        """Send the signal to the program and all it started, and wait for its end."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, sign)
        self._process.wait(PATIENCE)
        # Children that outlived a polite end do not outlive this.
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return


def _session_of(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except ProcessLookupError:  # it ended meanwhile
        return None


def _skewed(seconds: int) -> list[str]:
    return ["tests.faults.skewed", str(seconds)] if seconds else []


class Site:
    """Starts and kills the processes of one site; `close` leaves nothing running."""

    def __init__(self, folder: Path, broker: str) -> None:
        self.folder = folder
        self.broker = broker
        self.mail = folder / "mail"
        self.address = ""
        self.web: Process | None = None
        self._processes: list[Process] = []
        self.environment = {
            **os.environ,
            "DATABASE_URL": databases.address(),
            "REDIS_URL": broker,
            "SECRET_KEY": settings.SECRET_KEY,
            "DEBUG": "0",
            "HASHED_STATIC": "0",
            "ALLOWED_HOSTS": "localhost,127.0.0.1",
            "EMAIL_FILE_PATH": str(self.mail),
            "RUN_LEASE_SECONDS": str(LEASE_SECONDS),
            "RECONCILE_SECONDS": "1",
            "OUTBOX_SECONDS": "1",
            "QUIET_SECONDS": "0",
        }
        self.environment.pop("EMAIL_HOST", None)

    def _start(self, name: str, *module: str, **more: str) -> Process:
        log = self.folder / f"{name}-{len(self._processes)}.log"
        process = Process(log, {**self.environment, **more}, *module)
        self._processes.append(process)
        return process

    def start_web(
        self, application: str = "clustermeet.wsgi", workers: int = 1, skew: int = 0
    ) -> Process:
        """The site; `skew` is what its clock is wrong by, in seconds."""
        # It chooses a port itself: one that was free a moment ago may be somebody's by now.
        command = ["gunicorn", application, f"--config={SERVING}", "--bind=127.0.0.1:0"]
        command += [f"--workers={workers}"]
        web = self.web = self._start("web", *_skewed(skew), *command)
        self.address = until(lambda: web.says(r"Listening at: (\S+)"), "the web process")[1]
        return web

    def start_worker(
        self, *, wait: bool = True, skew: int = 0, application: str = "clustermeet"
    ) -> Process:
        """The worker of runs, and of all else but mail; `skew` is what its clock is wrong by."""
        return self._start_worker("worker", "celery", application, wait=wait, skew=skew)

    def start_mail_worker(self, *, wait: bool = True, skew: int = 0) -> Process:
        return self._start_worker("mail", "deliver", wait=wait, skew=skew)

    def _start_worker(
        self,
        name: str,
        queue: str,
        application: str = "clustermeet",
        *,
        wait: bool,
        skew: int = 0,
    ) -> Process:
        command = ["celery", "-A", application, "worker", "--concurrency=1", "--loglevel=INFO"]
        # Two of one kind are told apart by the number of their process.
        command += [f"--queues={queue}", f"--hostname={name}{len(self._processes)}@%h"]
        worker = self._start(name, *_skewed(skew), *command, DB_POOL="0")
        if wait:
            until(lambda: worker.says("ready."), f"the worker of {queue}")
        return worker

    def start_beat(self, *, skew: int = 0) -> Process:
        schedule = f"--schedule={self.folder / f'beat-{len(self._processes)}'}"
        command = ["celery", "-A", "clustermeet", "beat", "--pidfile=", schedule]
        return self._start("beat", *_skewed(skew), *command)

    def flush_broker(self) -> None:
        flush(self.broker)

    def waiting_hints(self) -> int:
        with redis.Redis.from_url(self.broker) as broker:
            return int(broker.llen("celery"))

    def close(self) -> None:
        for process in reversed(self._processes):
            process.kill()


class Visitor:
    """A signed-in person with a browser's cookies; safe to use from many threads."""

    def __init__(self, site: Site, user: User) -> None:
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self._host = urlsplit(site.address).netloc
        # How often the site said that it was busy.
        self.refusals = 0
        self.session = session
        self._headers = {
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={'x' * 32}",
            "X-CSRFToken": "x" * 32,
        }

    def post(self, path: str, **fields: object) -> Answer:
        """The status, where it leads, and the page."""
        return self._until_answered(partial(self.post_once, path, **fields), path)

    def get(self, path: str) -> Answer:
        return self._until_answered(partial(self.get_once, path), path)

    def post_once(self, path: str, **fields: object) -> Answer:
        """As `post`, but the site may be busy."""
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode({name: str(value) for name, value in fields.items()})
        return self._answer("POST", path, body, {**self._headers, **form})

    def get_once(self, path: str) -> Answer:
        return self._answer("GET", path, None, self._headers)

    def _until_answered(self, ask: Callable[[], Answer], path: str) -> Answer:
        """The answer; whoever is told that the site is busy asks again, as its page says."""

        def answered() -> Answer | None:
            answer = ask()
            if answer[0] == http.HTTPStatus.SERVICE_UNAVAILABLE:
                self.refusals += 1
                return None
            return answer

        return until(answered, f"an answer of {path}")

    def _answer(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        line = http.client.HTTPConnection(self._host, timeout=PATIENCE)
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            return answer.status, answer.headers.get("Location", ""), answer.read().decode()
        finally:
            line.close()


def at_once(count: int, act: Callable[[int], T]) -> list[T]:
    """What `count` threads get from `act` when all begin at the same moment."""
    answers: list[T] = []
    start = threading.Barrier(count)

    def begin(number: int) -> None:
        start.wait(PATIENCE)
        answers.append(act(number))

    threads = [threading.Thread(target=begin, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
