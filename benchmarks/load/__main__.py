"""`python -m benchmarks.load [--long]`: the site under 300 people, then under a rush of sign-ins.

Needs DATABASE_URL, an empty database; see benchmarks/README.md.
"""

import argparse
import csv
import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import OK
from pathlib import Path
from urllib.request import urlopen

import django

from benchmarks.load.judging import ASKED, OF_WORKERS, REFUSED, Load, faults
from tools.devservers.processes import Program, spawn

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BARE, BARE_PATH = "bare page", "/healthz"


@dataclass(frozen=True)
class Form:
    """How many people for how many seconds; how many sign in, in so many seconds at the most."""

    people: int
    seconds: int
    sign_ins: int
    rush_seconds: int


# What the site needs to be started here, where the environment does not say otherwise.
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "clustermeet.settings",
    "SECRET_KEY": secrets.token_urlsafe(),
    "ALLOWED_HOSTS": "localhost,127.0.0.1",
    "HASHED_STATIC": "0",
}

# As many as later, for a minute: what a process needs for so many at once is no growth.
WARM_UP = Form(people=300, seconds=60, sign_ins=0, rush_seconds=0)
SHORT = Form(people=300, seconds=60, sign_ins=60, rush_seconds=300)
LONG = Form(people=300, seconds=600, sign_ins=1000, rush_seconds=1800)


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.load")
    parser.add_argument("--long", action="store_true", help="ten minutes and 1,000 sign-ins")
    parser.add_argument("--locust", default=sys.executable, help="the Python that has locust")
    given = parser.parse_args()
    form = LONG if given.long else SHORT
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    django.setup()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "people.json").write_text(json.dumps(_prepared(form)))
        with _site(folder) as (address, web):
            _locust(given.locust, folder, address, "people", WARM_UP)
            before = _memory(web)
            people = _locust(given.locust, folder, address, "people", form)
            after = _memory(web)
            rush = _locust(given.locust, folder, address, "rush", form)
    print(_table({**people, **rush}))
    print(f"\nMemory of the web processes: {before} MB after a minute, then {after} MB.")
    stats = {**people, **rush}
    failed = {name: int(row["Failure Count"]) for name, row in stats.items()}
    well = {name: int(row["Request Count"]) - failed[name] for name, row in stats.items()}
    print(f"Asked for a meeting: {well.get(ASKED, 0)}, refused in words: {well.get(REFUSED, 0)}.")
    load = Load(well, failed, form.sign_ins, before, after, len(_violations()))
    found = list(faults(load))
    print("\n".join(found) or "All held.")
    return int(bool(found))


def _prepared(form: Form) -> dict[str, object]:
    from django.core.management import call_command  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from benchmarks.load.scene import people  # noqa: PLC0415
    from demo.event import EDITION_KEY  # noqa: PLC0415
    from demo.load import load  # noqa: PLC0415
    from events.models import Edition  # noqa: PLC0415

    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_register", verbosity=0)
    load(now=timezone.now())
    edition = Edition.objects.get(idempotency_key=EDITION_KEY)
    return people(edition, members=60, newcomers=form.sign_ins)


@contextmanager
def _site(folder: Path) -> Iterator[tuple[str, int]]:
    """The web process as production runs it, on a port that it chooses. It ends with us."""
    log = folder / "web.log"
    command = [sys.executable, "-m", "gunicorn", "clustermeet.wsgi"]
    command += ["--config=python:clustermeet.serving", "--bind=127.0.0.1:0"]
    web = spawn(Program(name="web", command=command, cwd=ROOT, log=log))
    try:
        yield _answering(web, log), web.pid
    finally:
        web.terminate()
        web.wait(60)


def _answering(web: subprocess.Popen[bytes], log: Path) -> str:
    """The site's address, once its bare page is there; ends where the process does."""
    while web.poll() is None:
        found = re.search(r"Listening at: (\S+)", log.read_text())
        try:
            if found and urlopen(f"{found[1]}{BARE_PATH}").status == OK:  # noqa: S310 - our own
                return found[1]
        except OSError:  # it listens, and has no worker yet
            pass
        time.sleep(0.1)
    sys.exit(log.read_text()[-3000:])


def _locust(python: str, folder: Path, address: str, tag: str, form: Form) -> dict[str, dict]:  # type: ignore[type-arg]
    """The statistics of one phase, by the name of what was asked for."""
    is_rush = tag == "rush"
    users, seconds = (form.sign_ins, form.rush_seconds) if is_rush else (form.people, form.seconds)
    command = [python, "-m", "locust", "--headless", "--locustfile", str(HERE / "locustfile.py")]
    command += ["Newcomer" if is_rush else "Person", "--tags", tag, "--host", address]
    command += ["--users", str(users), "--spawn-rate", "30", "--run-time", f"{seconds}s"]
    command += ["--csv", str(folder / tag), "--only-summary", "--stop-timeout", "20"]
    environment = os.environ | {"LOAD_PEOPLE": str(folder / "people.json")}
    log = folder / "locust.log"
    spawn(
        Program(name="locust", command=command, environment=environment, cwd=folder, log=log)
    ).wait()
    stats = folder / f"{tag}_stats.csv"
    if not stats.exists():
        sys.exit(log.read_text()[-3000:])
    for row in _rows(folder / f"{tag}_failures.csv"):
        print(f"{row['Name']}: {row['Error']} ({row['Occurrences']})")
    return {row["Name"]: row for row in _rows(stats) if row["Name"] != "Aggregated"}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as rows:
        return list(csv.DictReader(rows))


def _memory(leader: int) -> int:
    """MB of all processes of the web's session, shared pages counted once."""
    total = 0
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if os.getsid(int(path.name)) == leader:
                told = (path / "smaps_rollup").read_text()
                total += int(re.search(r"^Pss:\s+(\d+)", told, re.MULTILINE)[1])  # type: ignore[index]
        except (ProcessLookupError, FileNotFoundError, PermissionError):
            continue
    return total // 1024


def _violations() -> list[tuple[str, ...]]:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute((ROOT / "matchmaking/invariants.sql").read_text())
        return [row for row in cursor.fetchall() if row[0] not in OF_WORKERS]


def _table(stats: dict[str, dict]) -> str:  # type: ignore[type-arg]
    bare = float(stats[BARE]["95%"]) or 1.0
    lines = ["| asked for | times | median ms | p95 ms | p95 to a bare page | failed |"]
    lines.append("|---|---|---|---|---|---|")
    for name, row in stats.items():
        ratio = f"{float(row['95%']) / bare:.1f}"
        cells = [name, row["Request Count"], row["50%"], row["95%"], ratio, row["Failure Count"]]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
