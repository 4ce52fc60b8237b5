"""A list of erasures of one's own."""

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def own_list(settings: Settings, tmp_path: Path) -> Path:
    settings.ERASURES_DIR = str(tmp_path / "erasures")
    return tmp_path / "erasures" / "erasures.txt"
