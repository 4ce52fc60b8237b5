"""The demo: the whole site on this machine, at one address, with demonstration data."""

import os
import socket
from collections.abc import Callable, Mapping
from typing import Never

from tools.devservers import servers
from tools.devservers.local import Local
from tools.devservers.site import Site
from tools.devservers.supervisor import Supervisor

FIRST_PORT = 8000


class PortTaken(Exception):
    """Another program listens there."""


class AlreadyRunning(Exception):
    """One demo for each checkout."""


def run(local: Local, *, port: int | None, reload: bool, say: Callable[[str], None]) -> Never:
    """Start everything, print the address and the sign-ins, keep it running until Stopped.

    Raises AlreadyRunning, PortTaken, Busy, MissingServer or ProgramFailed.
    """
    with (
        local.held(seconds=20, unless=lambda: "site" in local.announcement()) as ours,
        Supervisor(say) as supervisor,
    ):
        if not ours:
            _explain(local)
        local.clear_logs()
        port = free_port(port)
        address = f"http://localhost:{port}/"
        say("Starting PostgreSQL and Valkey.")
        addresses = servers.start(local, supervisor)
        environment = _environment(local, {"SITE_URL": address, "DEBUG": str(int(reload))})
        site = Site(local, port, reload, {**environment, **addresses})
        with local.announced({**addresses, "site": address}):
            _bring_up(site, supervisor, say)
            say(f"\nclustermeet is at {address}\n")
            say(site.sign_ins.read_text())
            say("Ctrl-C stops it; its data stays.")
            supervisor.keep_running()


def free_port(wished: int | None) -> int:
    """`wished`, or else the first free one from 8000 on; raises PortTaken."""
    if wished is None:
        return next(port for port in range(FIRST_PORT, 2**16) if _is_free(port))
    if not _is_free(wished):
        raise PortTaken(f"Port {wished} is taken: PORT={wished + 1} chooses another.")
    return wished


def _bring_up(site: Site, supervisor: Supervisor, say: Callable[[str], None]) -> None:
    say("Preparing the data.")
    supervisor.perform(site.preparation())
    say("Starting the site.")
    for program in site.programs():
        supervisor.start(program)


def _explain(local: Local) -> Never:
    notice = local.announcement()
    if "site" in notice:
        raise AlreadyRunning(f"This folder's demo already runs: {notice['site']}")
    raise servers.Busy(servers.BUSY)


def _environment(local: Local, defaults: Mapping[str, str]) -> dict[str, str]:
    """What the user set comes before what we propose; that it is a demo is not theirs to set."""
    return {
        "SECRET_KEY": local.secret("secret_key"),
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        **defaults,
        **os.environ,
        "DEMO": "1",
        "EMAIL_HOST": "",  # mail goes to files, whatever mail server this machine knows
        "EMAIL_FILE_PATH": str(local.folder / "mail"),
    }


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # A connection that just ended does not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
