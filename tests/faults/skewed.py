"""A program whose clock is wrong: `python -m tests.faults.skewed SECONDS MODULE ARGUMENTS…`."""

import runpy
import sys
from datetime import UTC, datetime, timedelta

import time_machine


def run() -> None:
    seconds, module, *arguments = sys.argv[1:]
    wrong = datetime.now(UTC) + timedelta(seconds=int(seconds))
    time_machine.travel(wrong, tick=True).start()
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    run()
