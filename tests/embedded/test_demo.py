"""The demo's choice of a port."""

import socket
from collections.abc import Iterator

import pytest

from clustermeet.embedded import demo


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
