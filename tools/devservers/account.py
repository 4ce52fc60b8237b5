"""Who runs the servers: PostgreSQL refuses to be root, so root lends them to `nobody`."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypedDict

# Root's, and open to the servers' account: for what that cannot reach elsewhere.
OUTSIDE = Path("/var/lib/clustermeet")


class Credentials(TypedDict, total=False):
    """The arguments of `subprocess.Popen` that change the user."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """A user and group id; None for both means the user that we already are."""

    uid: int | None = None
    gid: int | None = None

    @classmethod
    def for_servers(cls) -> Self:
        if os.geteuid() != 0:
            return cls()
        nobody = pwd.getpwnam("nobody")
        return cls(nobody.pw_uid, nobody.pw_gid)

    @property
    def credentials(self) -> Credentials:
        if self.uid is None or self.gid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_run(self, command: Sequence[str | Path]) -> bool:
        """Tried, not computed: mode bits, access lists and mounts all have a say."""
        try:
            tried = subprocess.run(
                command, cwd="/", capture_output=True, check=False, **self.credentials
            )
        except OSError:
            return False
        return tried.returncode == 0

    def can_reach(self, folder: Path) -> bool:
        return self.can_run(["/bin/sh", "-c", 'cd "$0"', folder])

    def own(self, path: Path) -> None:
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)
