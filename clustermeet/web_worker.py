"""gunicorn's worker as the site runs it: a slow client costs a connection, and nothing else.

A connection is a greenlet, not a thread. What is sent is read whole before the site sees it, a
file too, so that nobody holds a connection to the database while a body trickles in; an answer fits
into the system's buffer, so that nobody holds one while it trickles out (decision 10). What is more
than its address takes is not read: the site refuses it in words.
"""

import errno
import socket
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import Any
from urllib.parse import unquote

import gevent
from gevent.lock import Semaphore
from gunicorn.http.body import LengthReader
from gunicorn.workers.ggevent import GeventWorker

# A form in full at about 20 kB/s, a file at 90.
BODY_SECONDS = 120
# What is larger waits on the disk for its turn, part by part; of so many at once, in each process.
IN_MEMORY = 262_144
LARGE_AT_ONCE = 32
PART = 65_536
# Who was refused unread may go on sending for so long, to come to the answer.
LINGER_SECONDS = 5
MOST_LINGERING = 12_000_000
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
    # Settings come first.
    bounds: Any

    def load_wsgi(self) -> None:
        super().load_wsgi()
        self.bounds = import_module("interface.bounds")
        self.large, self.turns = Semaphore(LARGE_AT_ONCE), Semaphore(AT_ONCE)
        # Not before: what Django keeps for each thread is to be gevent's.
        hashers: Any = import_module("django.contrib.auth.hashers")
        hashers.pbkdf2 = beside(hashers.pbkdf2)
        site: Any = self.wsgi

        def in_turn(environ: Any, start_response: Any) -> Any:
            with self.turns:
                return site(environ, start_response)

        self.wsgi = in_turn

    def handle(self, listener: Any, client: Any, address: Any) -> None:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        super().handle(listener, client, address)

    def handle_request(self, listener_name: Any, request: Any, client: Any, address: Any) -> Any:
        def answer() -> Any:
            client.settimeout(SEND_SECONDS)
            return super(BufferedWorker, self).handle_request(
                listener_name, request, client, address
            )

        length = _length(request.body)
        if length is None or length > self._room(request, length):
            return _unread(request, client, answer)
        if not length:
            return answer()
        if length <= IN_MEMORY:
            return _read(request.body, length, answer)
        if not self.large.acquire(timeout=BODY_SECONDS):
            raise _slow()
        try:
            return _read(request.body, length, answer)
        finally:
            self.large.release()

    def _room(self, request: Any, length: int) -> int:
        """How much may be sent there by whoever sends that."""
        few: int = self.bounds.LARGEST_OF_STRANGERS
        if length <= few:
            return few

        def said(header: str) -> str:
            return "; ".join(value for name, value in request.headers if name == header)

        with self.turns:
            path = unquote(request.path)
            return int(self.bounds.room(path, said("COOKIE"), said("CONTENT-TYPE")))


def _slow() -> ConnectionResetError:
    return ConnectionResetError(errno.ECONNRESET, "slow body")


def _length(body: Any) -> int | None:
    """How long a body says that it is; None of one in chunks, which the site does not read."""
    return body.reader.length if isinstance(body.reader, LengthReader) else None


def _unread(request: Any, client: Any, answer: Callable[[], Any]) -> Any:
    """The answer to what is not read; it is the last of its connection."""
    request.force_close()
    try:
        return answer()
    finally:
        with gevent.Timeout(LINGER_SECONDS, False), suppress(OSError):
            client.shutdown(socket.SHUT_WR)
            left = MOST_LINGERING
            while left > 0 and (part := client.recv(PART)):
                left -= len(part)


def _read(body: Any, length: int, answer: Callable[[], Any]) -> Any:
    """The answer to a body that is read whole before; nothing of it is left on the disk then."""
    with SpooledTemporaryFile(max_size=IN_MEMORY) as ahead:
        with gevent.Timeout(BODY_SECONDS, _slow()):
            while ahead.tell() < length and (part := body.read(PART)):
                ahead.write(part)
        ahead.seek(0)
        body.buf, body.reader = BytesIO(), ahead
        try:
            return answer()
        finally:
            body.reader = BytesIO()
