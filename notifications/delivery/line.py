"""One connection for a batch, with an end: no server holds a worker longer than its time."""

import logging
import smtplib
import socket
import threading
import time
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

from notifications.delivery.answers import SENT, Answer, Verdict, answer_of

log = logging.getLogger(__name__)

# A call begins no mail after the first of these, and is cut off at the second (seconds).
BEGINS_WITHIN = 30.0
ENDS_WITHIN = 60.0


class InterruptibleBackend(EmailBackend):
    """Django's, with a connection that another thread can cut at any moment."""

    client: smtplib.SMTP | None = None

    @property
    def connection_class(self) -> Any:
        kind = smtplib.SMTP_SSL if self.use_ssl else smtplib.SMTP

        def connect(*args: Any, **values: Any) -> smtplib.SMTP:
            # Known before it connects, because a server may be silent from its greeting on.
            self.client = kind.__new__(kind)
            self.client.__init__(*args, **values)  # type: ignore[misc]
            return self.client

        return connect

    def cut(self) -> None:
        """Wake whoever waits for the server, with an error."""
        with suppress(AttributeError, OSError):
            assert self.client is not None  # noqa: S101 - else there is nothing to cut
            sock: socket.socket = self.client.sock  # type: ignore[assignment]
            sock.shutdown(socket.SHUT_RDWR)


class Line:
    """A connection to the mail server while a batch lasts."""

    def __init__(
        self,
        connection: BaseEmailBackend,
        *,
        begins_within: float = BEGINS_WITHIN,
        ends_within: float = ENDS_WITHIN,
    ) -> None:
        self.connection = connection
        self._begins_until = time.monotonic() + begins_within
        self._is_cut = threading.Event()
        self._timer = threading.Timer(ends_within, self._cut)
        self._timer.daemon = True
        self._has_served = False
        self._is_sound = False

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._drop()
        self._timer.cancel()

    def may_begin(self) -> bool:
        """Whether there is time for another mail."""
        return not self._is_cut.is_set() and time.monotonic() < self._begins_until

    def opened(self) -> Answer:
        """Connect; the verdict is SENT where the server is there."""
        try:
            self.connection.open()
        except Exception as error:  # noqa: BLE001 - TLS, names, sockets: it is not there
            self._drop()
            return Answer(Verdict.AWAY, answer_of(error).words)
        self._has_served, self._is_sound = False, True
        return SENT

    def send(self, letter: EmailMultiAlternatives) -> Answer:
        """Send one mail; again over a new connection where the server had ended a used one.

        Servers end a connection after so many mails, or when they are restarted.
        """
        had_served = self._has_served
        answer, was_ended = self._tried(letter)
        if was_ended and had_served and self.may_begin():
            reopened = self.opened()
            answer = self._tried(letter)[0] if reopened is SENT else reopened
        return answer

    def _tried(self, letter: EmailMultiAlternatives) -> tuple[Answer, bool]:
        """The answer, and whether the connection was ended from the other side."""
        try:
            self.connection.send_messages([letter])
        except Exception as error:  # noqa: BLE001 - `answer_of` knows what it means
            answer = answer_of(error)
            if answer.verdict == Verdict.AWAY:
                self._is_sound = False
                self._drop()
            ended = isinstance(error, smtplib.SMTPServerDisconnected | ConnectionError)
            return answer, ended and not self._is_cut.is_set()
        self._has_served = True
        return SENT, False

    def _cut(self) -> None:
        self._is_cut.set()
        log.warning("The mail server took too long; the connection is cut.")
        if isinstance(self.connection, InterruptibleBackend):
            self.connection.cut()

    def _drop(self) -> None:
        """Close; politely only where the server still answers."""
        if not self._is_sound and isinstance(self.connection, InterruptibleBackend):
            self.connection.cut()
        with suppress(OSError, smtplib.SMTPException):
            self.connection.close()
        self._is_sound = False
