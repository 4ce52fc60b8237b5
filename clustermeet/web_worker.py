"""gunicorn's worker as the site runs it: a slow client costs a connection, and nothing else.

A connection is a greenlet, not a thread. What is sent is read whole before the site sees it, a
file too, so that nobody holds a connection to the database while a body trickles in; an answer fits
into the system's buffer, so that nobody holds one while it trickles out (decision 10).
"""

import errno
import socket
from collections.abc import Callable
from importlib import import_module
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import Any

import gevent
from gevent.lock import Semaphore
from gunicorn.workers.ggevent import GeventWorker

# A form in full at about 20 kB/s, a file at 90; what is larger is refused unread.
BODY_SECONDS = 120
LARGEST_BODY = 11_000_000
# What is larger waits on the disk for its turn, part by part.
IN_MEMORY = 262_144
PART = 65_536
# How long a client may take for what the system's buffer does not hold.
SEND_SECONDS = 60
# The largest page has 100 KB; the kernel doubles the number for its own accounts.
SEND_BUFFER = 262_144
# So many requests are in the site at once, fewer than a process has connections to the database
# (10): the others wait for their turn instead of failing.
AT_ONCE = 8


def beside(reckon: Callable[..., bytes]) -> Callable[..., bytes]:
    """The same in a thread of its own: hashes of passwords stop none of the other requests.

    While they did, a hundred sign-ins let nobody connect to the database for more than 5 s.
    """

    def apart(*args: Any, **kwargs: Any) -> Any:
        return gevent.get_hub().threadpool.apply(reckon, args, kwargs)

    return apart


class BufferedWorker(GeventWorker):  # type: ignore[misc]
    """Reads each body before the site is called, within bounds of time and size."""

    wsgi: Any

    def load_wsgi(self) -> None:
        super().load_wsgi()
        # Not before: what Django keeps for each thread is to be gevent's.
        hashers: Any = import_module("django.contrib.auth.hashers")
        hashers.pbkdf2 = beside(hashers.pbkdf2)
        site: Any = self.wsgi
        turns = Semaphore(AT_ONCE)

        def in_turn(environ: Any, start_response: Any) -> Any:
            with turns:
                return site(environ, start_response)

        self.wsgi = in_turn

    def handle(self, listener: Any, client: Any, address: Any) -> None:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        super().handle(listener, client, address)

    def handle_request(self, listener_name: Any, request: Any, client: Any, address: Any) -> Any:
        with gevent.Timeout(BODY_SECONDS, ConnectionResetError(errno.ECONNRESET, "slow body")):
            _read_whole(request.body)
        client.settimeout(SEND_SECONDS)
        return super().handle_request(listener_name, request, client, address)


class _Kept:
    """A body's reader: first what was read ahead, then what the bound left unread."""

    def __init__(self, ahead: SpooledTemporaryFile[bytes], rest: Any) -> None:
        self._ahead, self._rest = ahead, rest

    def read(self, size: int) -> bytes:
        return self._ahead.read(size) or self._rest.read(size)


def _read_whole(body: Any) -> None:
    """Keep what is to be read; a body past the bound stays unread."""
    ahead: SpooledTemporaryFile[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    while ahead.tell() < LARGEST_BODY and (part := body.read(PART)):
        ahead.write(part)
    ahead.write(body.buf.getvalue())
    ahead.seek(0)
    body.buf, body.reader = BytesIO(), _Kept(ahead, body.reader)
