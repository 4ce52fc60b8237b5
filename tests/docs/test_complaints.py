"""Each complaint names tests that are there."""

import re

import pytest

from tools.devservers.local import CHECKOUT

ROWS = [
    row
    for row in (CHECKOUT / "docs/complaints.md").read_text(encoding="utf-8").splitlines()
    if row.startswith("| ") and not row.startswith("| Complaint")
]


def test_there_are_thirteen() -> None:
    assert len(ROWS) == 13


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip()[:40])
def test_each_is_answered_by_tests_that_are_there(row: str) -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(?:Test\w+::)?(test_\w+)`", row)
    assert named
    for file, test in named:
        assert re.search(rf"^ *def {test}\(", (CHECKOUT / file).read_text(), re.MULTILINE), test
