"""The worker's Celery application, killed with all it started at one mark of a run or an import.

The file that `KILLED_AT` names holds the mark, and is removed by whoever is killed: the next
worker lives.
"""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from celery.signals import worker_process_init

from clustermeet.celery import app

__all__ = ["MARKS", "app"]

# What is reached, and whether the end comes before it or after it.
MARKS = {
    "taken": ("matchmaking.runs.execution", "_built", "before"),
    "problem kept": ("matchmaking.services.runs", "note_problem", "after"),
    "first step": ("matchmaking.runs.lease.Lease", "note", "after"),
    "lease extended": ("matchmaking.services.runs", "extend", "after"),
    "solved": ("matchmaking.runs.execution", "_check", "before"),
    "draft begun": ("matchmaking.services.runs", "fill", "before"),
    "draft written": ("matchmaking.services.runs", "explain", "after"),
    "committed": ("matchmaking.services.runs", "finish", "after"),
}
MARKS_OF_IMPORTS = {"row stored": ("matchmaking.services.importing", "register_named", "after")}


def _end(mark: str) -> None:
    wanted = Path(os.environ["KILLED_AT"])
    if wanted.exists() and wanted.read_text() == mark:
        wanted.unlink()
        os.killpg(os.getpgrp(), signal.SIGKILL)


def _deadly(act: Callable[..., Any], mark: str, when: str) -> Callable[..., Any]:
    def reached(*args: Any, **named: Any) -> Any:
        if when == "before":
            _end(mark)
        answer = act(*args, **named)
        _end(mark)
        return answer

    return reached


@worker_process_init.connect
def lay_marks(**_kwargs: Any) -> None:
    """Only here: whoever solves is a child of the worker, and the models are ready by now."""
    from matchmaking.runs import execution, lease  # noqa: PLC0415
    from matchmaking.services import importing, runs  # noqa: PLC0415

    importing.AT_ONCE = 1
    places = {
        execution.__name__: execution,
        runs.__name__: runs,
        importing.__name__: importing,
        f"{lease.__name__}.Lease": lease.Lease,
    }
    for mark, (place, name, when) in (MARKS | MARKS_OF_IMPORTS).items():
        owner = places[place]
        setattr(owner, name, _deadly(getattr(owner, name), mark, when))
