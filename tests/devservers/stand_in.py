"""A supervised stand-in: `python -m tests.devservers.stand_in FOLDER SHELL-COMMANDS`.

Each start runs the commands, writes its process id to the folder's pipe `starts`, and stays. It
says `Started.` once the first has.
"""

import sys
from pathlib import Path

from tools.devservers.processes import Program, Stopped, work_under_guard
from tools.devservers.supervisor import Supervisor


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(folder: Path, commands: str) -> None:
    program = Program(
        name="The stand-in",
        command=["/bin/sh", "-c", f"{commands}\necho $$ >starts; exec sleep 600"],
        cwd=folder,
        log=folder / "stand-in.log",
    )
    work_under_guard()
    try:
        with Supervisor(say, patience=0.5) as supervisor:
            supervisor.start(program)
            say("Started.")
            supervisor.keep_running()
    except Stopped:
        say("Stopped.")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
