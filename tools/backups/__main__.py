"""python -m tools.backups make
python -m tools.backups restore [FILE]

Of the database that DATABASE_URL names, by `deploy/backup.sh` and `deploy/restore.sh`.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from tools.devservers.binaries import MissingServer, postgres
from tools.devservers.local import CHECKOUT

USAGE = 2
# After a restore, before the site opens.
STEPS = (("migrate", "--noinput"), ("apply_erasures",), ("invariants",))


def main(arguments: list[str]) -> int:
    match arguments:
        case ["make"]:
            return _run("backup.sh", [])
        case ["restore", *files] if len(files) <= 1:
            return _run("restore.sh", files) or _open_up()
    print(__doc__, file=sys.stderr)
    return USAGE


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """What the scripts need: libpq's variables, the folders, and PostgreSQL's programs."""
    local = CHECKOUT / ".local"
    found = {
        **given,
        **libpq(secret(given, "DATABASE_URL"), secret(given, "DATABASE_PASSWORD")),
        "BACKUP_DIR": given.get("BACKUP_DIR", str(local / "backups")),
        "ERASURES_DIR": given.get("ERASURES_DIR", str(local / "erasures")),
    }
    with suppress(MissingServer):  # those on the PATH, then
        found["PATH"] = f"{postgres()}{os.pathsep}{given.get('PATH', '')}"
    return found


def secret(given: Mapping[str, str], name: str) -> str:
    """The variable, or what is in the file that `<name>_FILE` names, as the settings have it."""
    file = given.get(f"{name}_FILE")
    return Path(file).read_text().rstrip("\n") if file else given.get(name, "")


def libpq(address: str, password: str = "") -> dict[str, str]:
    """A database's address as libpq's variables, so that no password stands in a command.

    `password` is the one beside the address, which counts before the one in it.
    """
    parts = urlsplit(address)
    options = dict(parse_qsl(parts.query))
    host = unquote(parts.hostname or "") or options.get("host", "")
    said = {
        "PGHOST": host,
        "PGPORT": str(parts.port or ""),
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": password or unquote(parts.password or ""),
        "PGDATABASE": unquote(parts.path.lstrip("/")),
        "PGSSLMODE": options.get("sslmode", ""),
    }
    return {name: value for name, value in said.items() if value}


def _run(script: str, arguments: list[str]) -> int:
    command = ["sh", str(CHECKOUT / "deploy" / script), *map(_absolute, arguments)]
    return subprocess.run(command, env=environment(os.environ), check=False).returncode


def _absolute(file: str) -> str:
    return str(Path(file).absolute())


def _open_up() -> int:
    """What makes a restored database the site's; the first step that fails ends it."""
    folders = {name: environment(os.environ)[name] for name in ("BACKUP_DIR", "ERASURES_DIR")}
    for step in STEPS:
        command = [sys.executable, "manage.py", *step]
        done = subprocess.run(command, cwd=CHECKOUT, env=os.environ | folders, check=False)
        if done.returncode:
            return done.returncode
    print("The database is the site's again.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
