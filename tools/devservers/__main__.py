"""python -m tools.devservers run [--throwaway] -- COMMAND...
python -m tools.devservers demo [--port N] [--reload]
python -m tools.devservers clean
"""

import argparse
import os
import shutil
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from tools.devservers import demo, servers
from tools.devservers.account import Account
from tools.devservers.binaries import MissingServer
from tools.devservers.local import CHECKOUT, Local, throwaway
from tools.devservers.postgres import StillRunning
from tools.devservers.processes import Program, Stopped, work_under_guard
from tools.devservers.supervisor import ProgramFailed, Supervisor

FORESEEN = (
    MissingServer,
    ProgramFailed,
    StillRunning,
    servers.Busy,
    demo.AlreadyRunning,
    demo.PortTaken,
)
say = partial(print, flush=True)


def main() -> int:
    parser = _parser()
    options = parser.parse_args()
    folder = options.local.resolve()
    try:
        if options.action == "run":
            command = options.command[1:] if options.command[:1] == ["--"] else options.command
            if not command or not shutil.which(command[0]):
                parser.error("run needs a command that exists, after --")
            return run(folder, command, fresh=options.throwaway)
        if options.action == "demo":
            return run_demo(folder, port=options.port, reload=options.reload)
        return clean(folder)
    except FORESEEN as error:
        print(error, file=sys.stderr)
        return 1
    except PermissionError as error:
        print(f"{error}: run this as the user who ran it first.", file=sys.stderr)
        return 1
    except Stopped as stopped:
        return 128 + stopped.signum


def run(folder: Path, command: list[str], *, fresh: bool) -> int:
    """The command's exit status; the servers that it needed have ended when it is known."""
    account = Account.for_servers()
    if servers.all_given():
        os.execvpe(command[0], command, _environment(Local(folder, account), {}))  # noqa: S606
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
        environment = _environment(local, addresses)
        return supervisor.run(Program(name=command[0], command=command, environment=environment))


def run_demo(folder: Path, *, port: int | None, reload: bool) -> int:
    """Until it is asked to stop, which is its good end."""
    local = Local(folder, Account.for_servers())
    work_under_guard()
    try:
        demo.run(local, port=port, reload=reload, say=say)
    except Stopped:
        say("Stopped.")
        return 0


def clean(folder: Path) -> int:
    """Remove the data, once nobody uses it."""
    local = Local(folder, Account.for_servers())
    work_under_guard()
    with local.held(seconds=0, unless=lambda: True) as ours:
        if not ours:
            raise servers.Busy(servers.BUSY)
        local.remove()
    say(f"Removed {folder}.")
    return 0


def _environment(local: Local, addresses: Mapping[str, str]) -> dict[str, str]:
    return {"SECRET_KEY": local.secret("secret_key"), **os.environ, **addresses}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tools.devservers",
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
    actions.add_parser("clean", help="remove the data, secrets and logs")
    return parser


if __name__ == "__main__":
    sys.exit(main())
