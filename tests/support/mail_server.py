"""A mail server made by hand, on a port of its own, that misbehaves when it is told to."""

import socket
import socketserver
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass(frozen=True)
class Taken:
    """A mail as it arrived: the envelope, and the mail."""

    sender: str
    recipient: str
    mail: EmailMessage


@dataclass
class Manners:
    """How the server behaves; may be changed while it runs.

    `silent_at` names what it never answers: `greeting`, `DATA` or `.`, the end of a mail. `answers`
    are what it says to a command with a word in it, such as `RCPT` or an address, instead of yes.
    It hangs up after `hangs_up_after` mails of a connection; `mail_comes` is asked before it says
    yes to a mail.
    """

    silent_at: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    hangs_up_after: int = 0
    drips: bool = False
    mail_comes: Callable[[], None] = lambda: None


class MailServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    # A hundred workers may knock at once.
    request_queue_size = 128

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Talk)
        self.manners = Manners()
        self.taken: list[Taken] = []
        self.connections = 0
        # Lines that went out to their end while it dripped.
        self.dripped = 0
        self.closing = threading.Event()
        self.talks: set[socket.socket] = set()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def told(self) -> Counter[str]:
        """How many mails each recipient got."""
        return Counter(taken.recipient for taken in list(self.taken))

    def end(self) -> None:
        """Stop at once, with whoever is connected."""
        self.closing.set()
        self.shutdown()
        self.server_close()
        for talk in list(self.talks):
            try:
                talk.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


class _Talk(socketserver.StreamRequestHandler):
    """One connection."""

    server: MailServer
    timeout = 300

    def handle(self) -> None:
        self.server.talks.add(self.connection)
        self.server.connections += 1
        try:
            self._talk()
        except (OSError, _Silent):
            return
        finally:
            self.server.talks.discard(self.connection)

    def _talk(self) -> None:
        self._say("greeting", "220 ready")
        sender = recipient = ""
        mails = 0
        while line := self.rfile.readline().decode().strip():
            word = line.split(" ", 1)[0].split(":")[0].upper()
            if word == "QUIT":
                self._say(line, "221 bye")
                return
            if word == "MAIL":
                sender = _address(line)
            if word == "RCPT":
                recipient = _address(line)
            if word != "DATA":
                self._say(line, "250 yes")
                continue
            if not self._say(line, "354 go on").startswith("354"):
                continue
            raw = self._content()
            self.server.manners.mail_comes()
            self._take(sender, recipient, raw)
            mails += 1
            if mails == self.server.manners.hangs_up_after:
                return

    def _content(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        return b"".join(lines)

    def _take(self, sender: str, recipient: str, raw: bytes) -> None:
        manners = self.server.manners
        if manners.silent_at == ".":
            self._wait()
        answer = manners.answers.get(".", "250 taken")
        if answer.startswith("250"):
            mail = message_from_bytes(raw, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            self.server.taken.append(Taken(sender, recipient, mail))
        self._write(answer)

    def _say(self, asked: str, yes: str) -> str:
        """Answer a command; what was said."""
        manners = self.server.manners
        if manners.silent_at and asked.upper().startswith(manners.silent_at.upper()):
            self._wait()
        said = (words for key, words in manners.answers.items() if _is_in(key, asked))
        answer = next(said, yes)
        self._write(answer)
        return answer

    def _write(self, words: str) -> None:
        line = f"{words}\r\n".encode()
        if not self.server.manners.drips:
            self.wfile.write(line)
            return
        for place in range(len(line)):
            self.wfile.write(line[place : place + 1])
            self.server.closing.wait(0.5)
        self.server.dripped += 1

    def _wait(self) -> None:
        """Say nothing until the other side has gone, or the server ends."""
        self.connection.recv(1)
        raise _Silent


class _Silent(Exception):
    """Nothing is ever said."""


def _is_in(key: str, asked: str) -> bool:
    """Whether a command is meant; a dot alone is the end of a mail, not one in an address."""
    return key != "." and key.upper() in asked.upper()


def _address(line: str) -> str:
    return line.partition("<")[2].partition(">")[0]


@contextmanager
def mail_server(port: int = 0) -> Iterator[MailServer]:
    """A server that answers as soon as this begins."""
    server = MailServer(port)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.end()
        thread.join()
