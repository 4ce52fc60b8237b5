"""A Valkey (or Redis) of our own. It carries wake-ups and a cache, so it keeps nothing."""

import socket
from dataclasses import dataclass
from pathlib import Path

from tools.devservers import binaries
from tools.devservers.account import Account
from tools.devservers.local import Local
from tools.devservers.processes import Program

CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
save ""
appendonly no
"""


@dataclass(frozen=True)
class Broker:
    program_file: Path
    password: str
    account: Account
    log: Path

    def url(self, port: int) -> str:
        return f"redis://:{self.password}@127.0.0.1:{port}/0"

    def program(self, port: int) -> Program:
        def is_ready(_pid: int) -> bool:
            return self._answers(port)

        # On standard input: a command line shows its words to everyone.
        configuration = CONFIGURATION.format(port=port, password=self.password)
        return Program(
            name="Valkey",
            command=[self.program_file, "-"],
            stdin=configuration.encode(),
            log=self.log,
            account=self.account,
            cwd=Path("/"),
            stops_last=True,
            is_ready=is_ready,
        )

    def _answers(self, port: int) -> bool:
        """Whether it is our own that answers: it knows the password."""
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
                connection.sendall(f"AUTH {self.password}\r\n".encode())
                return connection.recv(16).startswith(b"+OK")
        except OSError:
            return False


def broker(local: Local) -> Broker:
    """The broker of `local`; raises MissingServer."""
    found = binaries.valkey()
    return Broker(
        program_file=binaries.within_reach(found, local.account),
        password=local.secret("valkey_password"),
        account=local.account,
        log=local.logs / "valkey.log",
    )
