"""What the tests watch: whole families of processes, and their ends."""

import os
import select
import signal
import subprocess
from pathlib import Path
from typing import Self

# How long a slow machine or disk may take; nothing waits for its end where all is well.
PATIENCE = 300.0


class Family:
    """A process and all its descendants at one moment."""

    def __init__(self, eldest: int) -> None:
        self.members = {pid: os.pidfd_open(pid) for pid in _descendants(eldest)}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for handle in self.members.values():
            os.close(handle)

    def outlived_by(self, *, seconds: float = PATIENCE) -> list[int]:
        """Those that still run after `seconds`; waits no longer than the last one lives."""
        left = dict(self.members)
        poll = select.poll()
        for handle in left.values():
            poll.register(handle, select.POLLIN)
        while left:
            ended = {handle for handle, _ in poll.poll(seconds * 1000)}
            if not ended:
                break
            for handle in ended:
                poll.unregister(handle)
            left = {pid: handle for pid, handle in left.items() if handle not in ended}
        return sorted(left)


def worker_of(guard: subprocess.Popen[str]) -> int:
    """The process that does the work under the guard that we started."""
    (worker,) = [pid for pid, parent in _parents().items() if parent == guard.pid]
    return worker


def kill(*pids: int) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def _descendants(eldest: int) -> list[int]:
    parents = _parents()
    found = [eldest]
    for member in found:  # grows as it goes
        found += [pid for pid, parent in parents.items() if parent == member]
    return found


def _parents() -> dict[int, int]:
    parents = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            stat = (process / "stat").read_text()
        except OSError:  # gone meanwhile
            continue
        parents[int(process.name)] = int(stat.rpartition(")")[2].split()[1])
    return parents
