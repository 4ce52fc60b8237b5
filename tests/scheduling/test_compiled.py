"""Where compiled moves are kept, and what happens where they cannot be."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from scheduling.local.annealing import compiled
from scheduling.local.annealing.compiled import _folder, is_compiled


@pytest.fixture(autouse=True)
def _ask_anew() -> Iterator[None]:
    _folder.cache_clear()
    yield
    _folder.cache_clear()


def program(text: str, checkout: Path = compiled.ROOT) -> str:
    """What such a program prints, in a process of its own that has loaded nothing yet."""
    done = subprocess.run(
        [sys.executable, "-c", "from scheduling.local.annealing import compiled\n" + dedent(text)],
        cwd=checkout,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


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
    assert Path(folder).parent == tmp_path / "clustermeet"
    assert not is_compiled()


def test_without_a_home_the_cache_is_a_private_temporary_folder(homeless: Path) -> None:
    folder = _folder()
    assert folder is not None
    assert Path(folder).parent.parent == homeless
    assert Path(folder).stat().st_mode & 0o077 == 0


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
    assert not is_compiled()
    assert (
        program("""
        compiled.start()
        print(compiled.ready())
    """)
        == "None"
    )


def test_a_thread_loads_the_compiled_moves_while_the_program_goes_on() -> None:
    text = """
        import threading
        compiled.start()
        compiled.start()
        (thread,) = [one for one in threading.enumerate() if one.name == "compiled moves"]
        print(compiled.ready())
        thread.join()
        print(compiled.ready() is compiled.load(), compiled.is_reading())
    """
    compiled.compile_all()
    assert program(text).split("\n") == ["None", "True False"]


def test_a_program_may_end_while_they_are_being_compiled_or_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert program("compiled.start()") == ""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert program("compiled.start()") == ""
    assert not list(tmp_path.glob("clustermeet/*/complete"))


def test_another_checkout_of_the_same_code_compiles_nothing(tmp_path: Path) -> None:
    compiled.compile_all()
    shutil.copytree(compiled.ROOT / "scheduling", tmp_path / "scheduling")
    text = """
        from numba.core.event import install_recorder
        with install_recorder("numba:compile") as recorder:
            moves = compiled.load()
        print(compiled.is_compiled(), len(recorder.buffer))
    """
    assert program(text, tmp_path).split("\n") == ["True 0"]
