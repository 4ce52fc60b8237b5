"""What a machine lacks skips a drill, and fails it where it must be there."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.faults.servers import Server, own_postgres, own_valkey
from tools.devservers import binaries

Own = Callable[[], AbstractContextManager[Server]]


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without the programs."""

    def missing(*_: Path) -> Path:
        raise binaries.MissingServer("server")

    monkeypatch.setattr(binaries, "postgres", missing)
    monkeypatch.setattr(binaries, "valkey", missing)


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("own", [own_postgres, own_valkey])
@pytest.mark.parametrize(
    ("required", "ends"), [("1", pytest.fail.Exception), ("0", pytest.skip.Exception)]
)
def test_a_missing_program_skips_a_drill_or_fails_it_where_it_must_be_there(
    monkeypatch: pytest.MonkeyPatch, own: Own, required: str, ends: type[BaseException]
) -> None:
    monkeypatch.setenv("REQUIRE_SERVERS", required)
    # Whatever it is: a skip that nobody caught would skip this test.
    with pytest.raises((pytest.fail.Exception, pytest.skip.Exception)) as ended, own():
        pass
    assert ended.type is ends


def test_a_server_that_is_lost_on_the_way_is_no_missing_program() -> None:
    with pytest.raises(binaries.MissingServer), own_valkey():
        raise binaries.MissingServer("something else")
