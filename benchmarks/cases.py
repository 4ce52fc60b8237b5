"""The published cases: instance, fairness, and what the paper proved of it.

A folder of them holds the `.dzn` files and `expected.csv` with the columns file, fairness,
optimal_breaks (a number or `infeasible`) and published_seconds.
"""

import argparse
import csv
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from benchmarks.dzn import BadInstance, read
from scheduling.model.problem import Problem

SHORT = ("tic-12.", "tic-13crafb.", "forumt-14.")


@dataclass(frozen=True, slots=True)
class Case:
    """An instance with what is known of it: the fewest breaks, or None if it is infeasible.

    `published_seconds` is the paper's best time (MaxSAT on a 3.1 GHz Xeon).
    """

    path: Path
    fairness: int
    breaks: int | None
    published_seconds: float

    @property
    def name(self) -> str:
        """The instance with its fairness, which tells it from the other cases."""
        return f"{self.path.stem} d{self.fairness}"

    @property
    def is_original(self) -> bool:
        """One of the 20 in the paper's main table: the events as they were, fairness 2."""
        return self.path.stem.endswith(".original") and self.fairness == 2  # noqa: PLR2004

    def problem(self) -> Problem:
        """The problem, read anew; raises BadInstance."""
        return read(self.path, fairness=self.fairness)


def published(folder: Path, *, only: Collection[str] = (), short: bool = False) -> list[Case]:
    """The folder's cases: all, or those whose name contains one of `only`; raises BadInstance."""
    wanted = only or (SHORT if short else ("",))
    try:
        with (folder / "expected.csv").open(encoding="utf-8", newline="") as file:
            cases = [_case(folder, row) for row in csv.DictReader(file)]
    except (OSError, KeyError, ValueError) as error:
        raise BadInstance(f"{folder / 'expected.csv'}: {error}") from error
    return [case for case in cases if any(part in case.name for part in wanted)]


def _case(folder: Path, row: dict[str, str]) -> Case:
    breaks = row["optimal_breaks"]
    return Case(
        path=folder / row["file"],
        fairness=int(row["fairness"]),
        breaks=None if breaks == "infeasible" else int(breaks),
        published_seconds=float(row["published_seconds"]),
    )


def add_choice(parser: argparse.ArgumentParser) -> None:
    """The arguments that choose cases."""
    parser.add_argument("folder", type=Path, help="the published instances, with expected.csv")
    parser.add_argument("--only", nargs="+", default=(), metavar="NAME", help="parts of names")
    parser.add_argument("--short", action="store_true", help="a few small cases")
