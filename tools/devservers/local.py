"""The folder `.local`: what this checkout's servers keep between starts, and who runs them now."""

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tools.devservers.account import OUTSIDE, Account
from tools.devservers.processes import wait_until

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Local:
    """`lasting` data survives a power cut; other data is fast and thrown away."""

    folder: Path
    account: Account
    lasting: bool = True

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.account.uid is not None:  # the servers' account passes through, and sees nothing
            self.folder.chmod(0o711)
        self.logs.mkdir(exist_ok=True)

    @property
    def logs(self) -> Path:
        return self.folder / "log"

    @property
    def servers(self) -> Path:
        """The folder for data and programs that the servers' account can reach.

        Where it cannot reach this one (a checkout under /root), one outside that the path names.
        """
        if self.account.can_reach(self.folder):
            return self.folder
        for folder in (self._outside.parent, self._outside):
            folder.mkdir(exist_ok=True)
            folder.chmod(0o711)
        (self.folder / "DATA-IS-ELSEWHERE").write_text(f"{self._outside}\n")
        return self._outside

    def remove(self) -> None:
        """Forget everything; the caller holds the lock."""
        for folder in (self._outside, self.folder):
            shutil.rmtree(folder, ignore_errors=True)

    def clear_logs(self) -> None:
        for log in self.logs.iterdir():
            log.unlink()

    def secret(self, name: str) -> str:
        """A random word that is made once and that only we can read."""
        path = self.folder / name
        if not path.exists():
            new = path.with_name(f"{name}.{os.getpid()}")
            with os.fdopen(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
            new.rename(path)
        return path.read_text()

    @contextmanager
    def held(self, *, seconds: float, unless: Callable[[], bool]) -> Iterator[bool]:
        """Whether this folder's servers are ours to start; the lock goes when we die, however.

        Waits for another holder to end, for `seconds` or until `unless` comes true.
        """
        with (self.folder / "servers.lock").open("w") as lock:
            ours = False

            def is_settled() -> bool:
                nonlocal ours
                ours = _take(lock)
                return ours or unless()

            wait_until(is_settled, seconds=seconds)
            if ours:
                self._notice.unlink(missing_ok=True)  # of one who was killed
            yield ours

    @contextmanager
    def announced(self, notice: Mapping[str, str]) -> Iterator[None]:
        """Tell those who come while we hold the lock where the servers are."""
        new = self._notice.with_suffix(".new")
        new.touch(mode=0o600)
        new.write_text(json.dumps(notice))
        new.rename(self._notice)
        try:
            yield
        finally:
            self._notice.unlink()

    def announcement(self) -> dict[str, str]:
        """What the holder of the lock announced; empty before it did."""
        try:
            notice: dict[str, str] = json.loads(self._notice.read_text())
        except FileNotFoundError:
            return {}
        return notice

    @property
    def _outside(self) -> Path:
        return OUTSIDE / hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]

    @property
    def _notice(self) -> Path:
        return self.folder / "servers.json"


def _take(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def throwaway(account: Account) -> Iterator[Local]:
    """A folder of our own, gone afterwards, where the servers' account can reach it."""
    roots = [Path(root) for root in (tempfile.gettempdir(), "/tmp", "/var/tmp")]  # noqa: S108
    root = next((root for root in roots if account.can_reach(root)), roots[0])
    folder = Path(tempfile.mkdtemp(prefix="clustermeet-", dir=root))
    try:
        yield Local(folder, account, lasting=False)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
