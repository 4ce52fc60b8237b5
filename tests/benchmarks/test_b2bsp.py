from pathlib import Path

import pytest

from benchmarks.b2bsp import main
from tests.benchmarks.instances import folder_with


def test_proves_checks_and_agrees(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = folder_with(tmp_path, breaks="1")

    assert main([str(folder), "--seconds", "20", "--workers", "1"]) == 0

    said = capsys.readouterr().out
    assert "2 of 2 proven, confirmed by check and as published" in said
    assert "WRONG" not in said


def test_another_optimum_than_published_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = folder_with(tmp_path, breaks="0")

    assert main([str(folder), "--only", "tic-12", "--seconds", "20", "--workers", "1"]) == 1
    assert "WRONG" in capsys.readouterr().out
