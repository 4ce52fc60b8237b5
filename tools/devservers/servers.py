"""DATABASE_URL and REDIS_URL: given, joined or started."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

from tools.devservers import postgres, valkey
from tools.devservers.local import Local
from tools.devservers.processes import Program
from tools.devservers.supervisor import ProgramFailed, Supervisor

VARIABLES = ("DATABASE_URL", "REDIS_URL")
BUSY = "Another command holds this folder's servers: end it, or wait until it ends."


class Busy(Exception):
    """Another process holds the servers of this folder and does not say where they are."""


def given() -> dict[str, str]:
    """The addresses that the environment names, or that are in the files that it names."""
    addresses = {}
    for name in VARIABLES:
        if file := os.environ.get(f"{name}_FILE"):
            addresses[name] = Path(file).read_text().rstrip("\n")
        elif address := os.environ.get(name):
            addresses[name] = address
    return addresses


def all_given() -> bool:
    return len(given()) == len(VARIABLES)


def announced(local: Local) -> dict[str, str]:
    """The addresses that whoever runs this folder's servers announced; raises Busy."""
    notice = local.announcement()
    if not notice:
        raise Busy(BUSY)
    return {name: notice[name] for name in VARIABLES} | given()


def start(local: Local, supervisor: Supervisor) -> dict[str, str]:
    """Start the servers that the environment does not name.

    Raises MissingServer or ProgramFailed.
    """
    addresses = given()
    if "DATABASE_URL" not in addresses:
        cluster = postgres.cluster(local, supervisor.perform)
        addresses["DATABASE_URL"] = cluster.url(_start_on_free_port(supervisor, cluster.program))
    if "REDIS_URL" not in addresses:
        broker = valkey.broker(local)
        addresses["REDIS_URL"] = broker.url(_start_on_free_port(supervisor, broker.program))
    return addresses


def _start_on_free_port(supervisor: Supervisor, program_on: Callable[[int], Program]) -> int:
    for attempts_left in (2, 1, 0):  # another program may take the port first
        port = _free_port()
        try:
            supervisor.start(program_on(port))
            break
        except ProgramFailed:
            if not attempts_left:
                raise
    return port


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
