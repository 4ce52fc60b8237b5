"""The demo's choice of a port, and, as a drill, the whole of it."""

import socket
import urllib.request
from collections.abc import Iterator

import pytest

from tests.devservers.conftest import Embedded, Started
from tests.devservers.family import PATIENCE, Family
from tools.devservers import demo


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_wished_port_that_is_taken_is_said_with_the_way_out(taken: int) -> None:
    with pytest.raises(demo.PortTaken, match=f"Port {taken} is taken: PORT={taken + 1} chooses"):
        demo.free_port(taken)


def test_without_a_wish_the_first_free_port_is_taken() -> None:
    port = demo.free_port(None)
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen()
        assert demo.free_port(None) > port


@pytest.mark.drill
@pytest.mark.processes
@pytest.mark.usefixtures("servers")
def test_the_demo_serves_is_joined_refuses_a_twin_and_leaves_nothing(embedded: Embedded) -> None:
    port = str(demo.free_port(None))
    started = embedded.start("demo", "--port", port)
    address = f"http://localhost:{port}/"
    said = read_until_ready(started)
    assert f"clustermeet is at {address}" in said
    assert "organiser@" in said
    with urllib.request.urlopen(address) as page:
        assert page.status == 200
    twin = embedded.run("demo")
    assert twin.returncode == 1
    assert twin.stderr == f"This folder's demo already runs: {address}\n"
    joined = embedded.run("run", "--", "sh", "-c", "echo $DATABASE_URL")
    assert joined.stdout.startswith("postgres://")
    with Family(started.pid) as family:
        started.kill()
        assert family.outlived_by() == []
    again = embedded.start("demo", "--port", port)
    assert address in read_until_ready(again)
    with Family(again.pid) as family:
        again.terminate()
        assert again.wait(timeout=PATIENCE) == 0
        assert family.outlived_by() == []


def read_until_ready(started: Started) -> str:
    said = ""
    assert started.stdout
    for line in started.stdout:
        said += line
        if line.startswith("Ctrl-C stops it"):
            return said
    pytest.fail(said + started.communicate()[1])
