"""Processes that never outlive us, whatever ends us: Linux only.

Every process that we start asks the kernel for a signal when we die. What it leaves behind comes
to us as an orphan and is swept up. We ourselves work under a guard, a second process that does the
same for us: a SIGKILL of either still leaves the other to clear up.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tools.devservers.account import Account

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
_libc = ctypes.CDLL(None, use_errno=True)

OURSELVES = Account()
STOP_SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGQUIT, signal.SIGHUP}


class Stopped(Exception):
    """A signal asked us to stop; `from_terminal` when the whole foreground group received it."""

    def __init__(self, signum: int, *, from_terminal: bool) -> None:
        super().__init__(signal.strsignal(signum))
        self.signum = signum
        self.from_terminal = from_terminal


def _at_once(_pid: int) -> bool:
    return True


def _nothing() -> None:
    return None


@dataclass(frozen=True, kw_only=True)
class Program:
    """What is run and how one sees that it is ready.

    Without a `log` it runs in the foreground: it shares our terminal, its input and its Ctrl-C.
    `output` separates what it prints from the log of its errors. `prepare` runs before each start;
    `is_ready` receives the process id.
    """

    name: str
    command: Sequence[str | Path]
    environment: Mapping[str, str] | None = None
    log: Path | None = None
    output: Path | None = None
    stdin: bytes = b""
    account: Account = OURSELVES
    cwd: Path | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    stops_last: bool = False
    prepare: Callable[[], None] = _nothing
    is_ready: Callable[[int], bool] = _at_once


def spawn(program: Program) -> subprocess.Popen[bytes]:
    """Start `program`; the kernel ends it when we die."""
    parent = os.getpid()

    def in_child() -> None:
        # After the change of user, which would clear it.
        _die_with(parent, program.stop_signal)
        signal.pthread_sigmask(signal.SIG_SETMASK, set())

    background = program.log is not None
    with ExitStack() as files:
        errors = files.enter_context(program.log.open("ab")) if program.log else None
        output = files.enter_context(program.output.open("wb")) if program.output else errors
        quiet = subprocess.PIPE if program.stdin else subprocess.DEVNULL
        process = subprocess.Popen(
            program.command,
            env=program.environment,
            cwd=program.cwd,
            stdin=quiet if background else None,
            stdout=output,
            stderr=errors,
            start_new_session=background,
            preexec_fn=in_child,  # noqa: PLW1509  we have one thread
            **program.account.credentials,
        )
    if process.stdin:
        with process.stdin as pipe:
            pipe.write(program.stdin)
    return process


def watch_signals() -> None:
    """From now on signals wait until `pause` takes them: nothing is interrupted half-way."""
    signal.pthread_sigmask(signal.SIG_BLOCK, _watched())


def pause(seconds: float) -> None:
    """Wait until a child ends or `seconds` are over; raises Stopped when asked to stop."""
    info = signal.sigtimedwait(_watched(), max(seconds, 0))
    if info is not None and info.si_signo != signal.SIGCHLD:
        raise Stopped(info.si_signo, from_terminal=_is_from_terminal(info))


def wait_until(condition: Callable[[], bool], *, seconds: float) -> bool:
    """Whether `condition` came true in time; raises Stopped when asked to stop."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        pause(0.05)
    return True


def end(processes: Mapping[subprocess.Popen[bytes], signal.Signals], *, seconds: float) -> None:
    """Send each process its signal, wait, and kill the sessions of those that are still there."""
    for process, signum in processes.items():
        process.send_signal(signum)
    deadline = time.monotonic() + seconds
    while any(process.poll() is None for process in processes) and time.monotonic() < deadline:
        signal.sigtimedwait({signal.SIGCHLD}, 0.05)
    for process in processes:
        if process.poll() is None:
            process.kill()
            process.wait()


def work_under_guard() -> None:
    """Go on in a child; the parent stays as its guard and exits as it does, leaving nothing."""
    watch_signals()
    _adopt_orphans()
    if "MAKELEVEL" in os.environ:  # a killed `make` takes us along
        _die_with(os.getppid(), signal.SIGTERM)
    sys.stdout.flush()
    guard = os.getpid()
    worker = os.fork()
    if worker:
        raise SystemExit(_stand_guard(worker))
    _adopt_orphans()
    _die_with(guard, signal.SIGTERM)


def sweep(*, seconds: float = 5.0) -> None:
    """End every child that is left, and their children, who come to us as orphans."""
    told: set[int] = set()
    begun = time.monotonic()
    while children := _children():
        late = time.monotonic() - begun
        for child in children:
            if late > seconds:
                os.kill(child, signal.SIGKILL)
            elif child not in told:
                os.kill(child, signal.SIGTERM)
                told.add(child)
        signal.sigtimedwait({signal.SIGCHLD}, 0.05)
        for child in children:
            os.waitpid(child, os.WNOHANG)


def named_in(name: str, folder: Path) -> list[int]:
    """The ids of the processes called `name` that work in `folder`."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            working = (process / "cwd").readlink() == folder
            if working and (process / "comm").read_text().strip() == name:
                found.append(int(process.name))
        except OSError:  # gone meanwhile, or another user's
            continue
    return found


def _watched() -> set[signal.Signals]:
    return {signal.SIGCHLD} | {
        # `nohup` asks us to ignore SIGHUP.
        signum
        for signum in STOP_SIGNALS
        if signum != signal.SIGHUP or signal.getsignal(signum) != signal.SIG_IGN
    }


def _stand_guard(worker: int) -> int:
    while True:
        info = signal.sigwaitinfo(_watched())
        if info.si_signo == signal.SIGCHLD:
            pid, status = os.waitpid(worker, os.WNOHANG)
            if pid:
                break
        elif not _is_from_terminal(info):  # else the worker has it already
            os.kill(worker, info.si_signo)
    sweep()
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


def _is_from_terminal(info: signal.struct_siginfo) -> bool:
    """A key that was pressed: codes above zero are the kernel's.

    A terminal that closes is another matter: the kernel tells the session's leader alone.
    """
    return info.si_code > 0 and info.si_signo != signal.SIGHUP


def _die_with(parent: int, signum: signal.Signals) -> None:
    _libc.prctl(PR_SET_PDEATHSIG, int(signum), 0, 0, 0)
    if os.getppid() != parent:  # it died before we asked
        os.kill(os.getpid(), signum)


def _adopt_orphans() -> None:
    _libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _children() -> list[int]:
    us = str(os.getpid())
    children = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            stat = (process / "stat").read_text()
        except OSError:  # gone meanwhile
            continue
        if stat.rpartition(")")[2].split()[1] == us:
            children.append(int(process.name))
    return children
