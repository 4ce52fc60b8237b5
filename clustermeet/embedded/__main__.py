"""python -m clustermeet.embedded run [--throwaway] -- COMMAND...
python -m clustermeet.embedded demo [--port N] [--reload]"""

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from clustermeet.embedded import demo, servers
from clustermeet.embedded.account import Account
from clustermeet.embedded.binaries import MissingServerError
from clustermeet.embedded.local import CHECKOUT, Local, throwaway
from clustermeet.embedded.postgres import StillRunningError
from clustermeet.embedded.processes import Program, Stopped, work_under_guard
from clustermeet.embedded.supervisor import ProgramError, Supervisor

FORESEEN = (
    MissingServerError,
    ProgramError,
    StillRunningError,
    servers.BusyError,
    demo.AlreadyRunningError,
    demo.PortTakenError,
)
say = partial(print, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        if options.action == "demo":
            return run_demo(options.local, port=options.port, reload=options.reload)
        return run_command(options.local, options.command, fresh=options.throwaway)
    except FORESEEN as error:
        print(error, file=sys.stderr)
        return 1
    except Stopped as stopped:
        return 128 + stopped.signum


def run_demo(folder: Path, *, port: int | None, reload: bool) -> int:
    work_under_guard()
    demo.run(Local(folder, Account.for_servers()), port=port, reload=reload, say=say)


def run_command(folder: Path, command: Sequence[str], *, fresh: bool) -> int:
    """The command's exit status; its servers are gone when it is known."""
    if command and command[0] == "--":
        command = command[1:]
    account = Account.for_servers()
    with ExitStack() as stack:
        local = stack.enter_context(throwaway(account)) if fresh else Local(folder, account)
        work_under_guard()
        ours = stack.enter_context(
            local.held(seconds=60, unless=lambda: bool(local.announcement()))
        )
        supervisor = stack.enter_context(Supervisor(say))
        addresses = servers.start(local, supervisor) if ours else servers.announced(local)
        if ours:
            stack.enter_context(local.announced(addresses))
        environment = {"SECRET_KEY": local.secret("secret_key"), **os.environ, **addresses}
        return supervisor.run(Program(name=command[0], command=command, environment=environment))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m clustermeet.embedded",
        description="Real PostgreSQL and Valkey servers for a machine that has none.",
    )
    parser.add_argument(
        "--local",
        type=Path,
        default=CHECKOUT / ".local",
        help="the folder of data, secrets and logs (.local)",
    )
    actions = parser.add_subparsers(dest="action", required=True)
    run = actions.add_parser("run", help="run a command with DATABASE_URL and REDIS_URL")
    run.add_argument("--throwaway", action="store_true", help="with new servers that go with it")
    run.add_argument("command", nargs=argparse.REMAINDER, metavar="-- COMMAND")
    show = actions.add_parser("demo", help="run the whole site with demonstration data")
    show.add_argument("--port", type=int, default=os.environ.get("PORT") or None)
    show.add_argument("--reload", action="store_true", help="take changes of the code at once")
    return parser


if __name__ == "__main__":
    sys.exit(main())
