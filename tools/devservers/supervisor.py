"""Starts programs, waits until each is ready, starts again what dies, stops all of it."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Never, Self

from tools.devservers.processes import Program, Stopped, end, pause, spawn, sweep, wait_until

LONGEST_DELAY = 30.0
STEADY = 60.0  # a program that ran this long did not fail at its start


class ProgramFailed(Exception):
    """It did not get ready, or a task ended badly; the message ends with what its log says."""

    def __init__(self, program: Program, what: str) -> None:
        tail = program.log.read_text(errors="replace").splitlines()[-20:] if program.log else []
        super().__init__("\n".join([f"{program.name} {what}.", *tail]))


@dataclass
class Running:
    program: Program
    process: subprocess.Popen[bytes] = field(init=False)
    started_at: float = field(init=False)
    restart_at: float | None = None
    failures: int = 0

    def __post_init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        self.program.prepare()
        self.process = spawn(self.program)
        self.started_at = time.monotonic()
        self.restart_at = None

    def note_failure(self, now: float) -> float:
        """Seconds to wait: 0.5, 1, 2, 4 and so on for one that fails again and again."""
        self.failures = self.failures + 1 if now - self.started_at < STEADY else 1
        delay = min(2.0 ** (self.failures - 2), LONGEST_DELAY)
        self.restart_at = now + delay
        return delay


class Supervisor:
    """A context: whatever it started has ended when it is left.

    A program has `patience` seconds to end as it was told; then it is killed.
    """

    def __init__(self, say: Callable[[str], None], *, patience: float = 8) -> None:
        self._say = say
        self._patience = patience
        self._running: list[Running] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self, program: Program, *, seconds: float = 60) -> None:
        """Returns when `program` is ready; raises ProgramFailed."""
        running = Running(program)
        self._running.append(running)
        process = running.process

        def is_settled() -> bool:
            return program.is_ready(process.pid) or process.poll() is not None

        in_time = wait_until(is_settled, seconds=seconds)
        if not in_time or process.poll() is not None:
            self._running.remove(running)
            end({process: program.stop_signal}, seconds=self._patience)
            raise ProgramFailed(program, "did not start")

    def perform(self, task: Program) -> None:
        """Run a task in the background to its end; raises ProgramFailed."""
        with self._included(task) as process:
            while process.poll() is None:
                pause(1)
        if process.returncode:
            raise ProgramFailed(task, "failed")

    def run(self, command: Program) -> int:
        """Run a command in the foreground to its end and return its exit status.

        It receives the signals that we receive and decides itself; 128 + n if signal n ended it.
        """
        with self._included(command) as process:
            while process.poll() is None:
                try:
                    pause(1)
                except Stopped as stopped:
                    if not stopped.from_terminal:  # else it has it already
                        process.send_signal(stopped.signum)
        return process.returncode if process.returncode >= 0 else 128 - process.returncode

    def keep_running(self) -> Never:
        """Start again what dies, until Stopped."""
        while True:
            pause(0.5)
            for running in self._running:
                if running.process.poll() is not None:
                    self._revive(running)

    def stop(self) -> None:
        """Those who use the servers first, then the servers, then what any of them left behind."""
        for last in (False, True):
            group = [r for r in self._running if r.program.stops_last == last]
            end({r.process: r.program.stop_signal for r in group}, seconds=self._patience)
        self._running.clear()
        sweep(seconds=self._patience)

    @contextmanager
    def _included(self, program: Program) -> Iterator[subprocess.Popen[bytes]]:
        running = Running(program)
        self._running.append(running)
        yield running.process  # an error leaves it to `stop`
        self._running.remove(running)

    def _revive(self, running: Running) -> None:
        now = time.monotonic()
        if running.restart_at is None:
            delay = running.note_failure(now)
            log = (
                f"; its log is {os.path.relpath(running.program.log)}"
                if running.program.log
                else ""
            )
            self._say(f"{running.program.name} ended; starting it again in {delay:g} s{log}.")
        elif now >= running.restart_at:
            running.begin()
