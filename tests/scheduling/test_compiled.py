"""Where compiled moves are kept, and what happens where they cannot be."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduling.local.annealing.compiled import _folder, is_ready, start


@pytest.fixture(autouse=True)
def _ask_anew() -> Iterator[None]:
    _folder.cache_clear()
    yield
    _folder.cache_clear()


@pytest.fixture
def homeless(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine where only the temporary directory can be written to."""
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", "/dev/null")
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path))
    return tmp_path


def test_the_cache_is_where_the_user_wants_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = _folder()
    assert folder is not None
    assert folder.parent == tmp_path / "clustermeet"
    assert not is_ready()


def test_without_a_home_the_cache_is_a_private_temporary_folder(homeless: Path) -> None:
    folder = _folder()
    assert folder is not None
    assert folder.parent.parent == homeless
    assert folder.stat().st_mode & 0o077 == 0


def test_a_folder_of_somebody_else_is_not_trusted(
    homeless: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = os.geteuid()
    _folder()
    monkeypatch.setattr(os, "geteuid", lambda: user + 1)
    (homeless / f"clustermeet-{user + 1}").mkdir()
    _folder.cache_clear()
    assert _folder() is None


def test_where_nothing_can_be_written_nothing_is_compiled_beforehand(
    homeless: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "gettempdir", lambda: "/dev/null")
    assert _folder() is None
    assert not is_ready()
    assert start() is None
