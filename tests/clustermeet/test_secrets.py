"""Secrets come from files, passwords have any characters, a day that is none stops the start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from redis.connection import parse_url

ANY = "p@ss/w:o#r?d%41 \u00e9'\""
SHOWN = """
from clustermeet import settings
print(settings.SECRET_KEY)
print(settings.DATABASES["default"]["PASSWORD"])
print(settings.REDIS_URL)
print(settings.BOUNCE_SECRET)
"""


def started(code: str, **given: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env=os.environ | given | {"PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_secrets_are_read_from_files_with_any_characters(tmp_path: Path) -> None:
    given = {
        "DATABASE_URL": "postgres://site@localhost:5432/site",
        "REDIS_URL": "rediss://site:old@cache.example:6380/3",
    }
    for name in ("SECRET_KEY", "DATABASE_PASSWORD", "REDIS_PASSWORD", "BOUNCE_SECRET"):
        (tmp_path / name).write_text(f"{name}{ANY}\n", encoding="utf-8")
        given[f"{name}_FILE"] = str(tmp_path / name)
    told = started(SHOWN, **given).stdout.splitlines()
    assert told[:2] == [f"SECRET_KEY{ANY}", f"DATABASE_PASSWORD{ANY}"]
    parts = parse_url(told[2])  # type: ignore[no-untyped-call]
    assert (parts["username"], parts["password"]) == ("site", f"REDIS_PASSWORD{ANY}")
    assert told[3] == f"BOUNCE_SECRET{ANY}"
    assert (parts["host"], parts["port"], parts["db"]) == ("cache.example", 6380, 3)


@pytest.mark.parametrize("day", ["tomorrow", "2027-13-01"])
def test_a_day_that_is_none_stops_the_start(day: str) -> None:
    done = started("import clustermeet.settings", SECURITY_EXPIRES=day)
    assert done.returncode != 0
    assert "ValueError" in done.stderr
    assert "SECURITY_EXPIRES" in done.stderr
