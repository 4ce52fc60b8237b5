"""The scheduler at the command line: solve, check, diff, replan."""

import argparse
import json
import math
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import NoReturn

from scheduling.check import figures, violations
from scheduling.control import Limits, Progress
from scheduling.diff import diff, words
from scheduling.model.formats import (
    MOST_BYTES,
    BadFile,
    read_problem,
    read_solution,
    write_solution,
)
from scheduling.model.solution import Solution, Status

DONE, VIOLATED, NO_SCHEDULE, BAD_FILE = 0, 1, 2, 64


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Wrong arguments end as bad files do: 2 says that there is no schedule."""
        self.print_usage(sys.stderr)
        self.exit(BAD_FILE, f"{self.prog}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except BadFile as error:
        print(error, file=sys.stderr)
        return BAD_FILE
    return code


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m scheduling", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, run, seconds, told in (
        ("solve", _solve, 60.0, "find the best schedule"),
        ("replan", _replan, 20.0, "keep the published schedule as far as possible"),
    ):
        command = commands.add_parser(name, help=told)
        command.set_defaults(run=run)
        command.add_argument("problem", type=Path)
        command.add_argument("--seconds", type=_seconds, default=seconds)
        command.add_argument("--workers", type=_workers, default=2)
        command.add_argument("--seed", type=_seed, default=1)
        command.add_argument("-o", dest="output", type=Path, metavar="SOLUTION.json")
        command.add_argument("--progress", action="store_true", help="lines on standard error")
    command = commands.add_parser("check", help="recompute a solution's figures and rules")
    command.set_defaults(run=_check)
    command.add_argument("problem", type=Path)
    command.add_argument("solution", type=Path)
    command = commands.add_parser("diff", help="what changed between two solutions")
    command.set_defaults(run=_diff)
    command.add_argument("old", type=Path)
    command.add_argument("new", type=Path)
    command.add_argument("--json", action="store_true", help="as data")
    return parser


def _seconds(text: str) -> float:
    value = float(text)
    if not (math.isfinite(value) and value > 0):
        raise ValueError
    return value


def _workers(text: str) -> int:
    return _within(int(text), 1, 64)


def _seed(text: str) -> int:
    return _within(int(text), 0, 2**31 - 1)


def _within(value: int, least: int, most: int) -> int:
    if not least <= value <= most:
        raise ValueError
    return value


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise BadFile(str(path), f"cannot be read: {error}") from None


def _solve(options: argparse.Namespace) -> int:
    from scheduling.pipeline import solve  # noqa: PLC0415

    return _schedule(options, solve)


def _replan(options: argparse.Namespace) -> int:
    from scheduling.replan import replan  # noqa: PLC0415

    return _schedule(options, replan)


def _schedule(options: argparse.Namespace, find: Callable[..., Solution]) -> int:
    problem = read_problem(_read(options.problem))
    if options.output and not options.output.parent.is_dir():
        raise BadFile(str(options.output), "cannot be written: there is no such folder")
    with _interrupted() as interrupted:
        solution = find(
            problem,
            limits=Limits(seconds=options.seconds, workers=options.workers, seed=options.seed),
            on_progress=_print_progress if options.progress else None,
            should_stop=interrupted,
        )
    _write(options.output, write_solution(solution))
    return DONE if solution.status in (Status.OPTIMAL, Status.FEASIBLE) else NO_SCHEDULE


@contextmanager
def _interrupted() -> Iterator[Callable[[], bool]]:
    """Tells whether the process was asked to end, which keeps the best so far."""
    received: list[int] = []
    before = {
        number: signal.signal(number, lambda got, _frame: received.append(got))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield lambda: bool(received)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _print_progress(progress: Progress) -> None:
    value = "-" if progress.value is None else progress.value
    bound = "-" if progress.bound is None else progress.bound
    line = f"{progress.seconds:8.2f} s  {progress.step}  value {value}  bound {bound}"
    print(line, file=sys.stderr, flush=True)


def _write(output: Path | None, content: bytes) -> None:
    if output is None:
        sys.stdout.buffer.write(content)
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise BadFile(str(output), f"cannot be written: {error}") from None


def _check(options: argparse.Namespace) -> int:
    problem = read_problem(_read(options.problem))
    solution = read_solution(_read(options.solution))
    found = violations(problem, solution)
    for violation in found:
        print(f"{violation.rule}: {violation.words}")
    if not found:
        print(json.dumps(asdict(figures(problem, solution)), ensure_ascii=False, indent=1))
    return VIOLATED if found else DONE


def _diff(options: argparse.Namespace) -> int:
    difference = diff(read_solution(_read(options.old)), read_solution(_read(options.new)))
    if options.json:
        print(json.dumps(asdict(difference), ensure_ascii=False, indent=1))
    else:
        print("\n".join(words(difference)))
    return DONE


if __name__ == "__main__":
    sys.exit(main())
