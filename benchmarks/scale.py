"""Generated events of up to thousands of participants: placed, breaks, idle, memory, growth.

    python -m benchmarks.scale [--workers 2] [--seed 1] [--short] [--plot FILE.svg]

Each event is solved in a process of its own, whose largest memory is told. *First* is the seconds
until `construct` had a schedule, and how many meetings that left out. Growth: the processor
seconds that local search alone needs for the same breaks per participant. Exits 1 if a bar is
missed or `check` finds anything.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic, process_time

from benchmarks.generator import generate
from benchmarks.growth import Fit, fitted, plot, seconds_to_reach
from benchmarks.tables import head, row
from scheduling.check import violations
from scheduling.control import Limits
from scheduling.exact import bounds
from scheduling.local.annealing import compiled
from scheduling.local.construct import construct
from scheduling.pipeline import solve

COLUMNS = {
    "participants": 12,
    "meetings": 8,
    "fill": 5,
    "windows": 7,
    "first": 6,
    "left out": 8,
    "placed": 8,
    "breaks": 6,
    "spread": 6,
    "idle": 6,
    "seconds": 7,
    "processor": 9,
    "MB": 5,
    "bars": 6,
}
SIZES = (250, 500, 1000, 2000, 4000)
REACH = 1.0


@dataclass(frozen=True, slots=True)
class Event:
    """What to generate, how long to solve it, and the bars: at most so much of each."""

    participants: int
    meetings: int
    fill: float = 0.9
    windows: int = 1
    seconds: float = 60.0
    first: float = 1e9
    breaks: float = 1e9
    megabytes: float = 1e9
    placed: float = 1.0


EVENTS = (
    Event(1000, 5000, first=1, breaks=0.6, megabytes=400),
    Event(1000, 5000, windows=4, first=1, breaks=0.6, megabytes=400),
    Event(5000, 25000, seconds=120, first=5, breaks=0.9, megabytes=800),
    Event(1000, 5750, fill=1.15, seconds=5, first=5, placed=0.999),
    Event(5000, 28750, fill=1.15, seconds=5, first=5, placed=0.999),
)
SHORT = (
    Event(200, 1000, seconds=10, first=1, breaks=1.0, megabytes=400),
    Event(200, 1150, fill=1.15, seconds=5, first=5, placed=0.999),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it; `placed` is the part of the bound on priorities."""

    first: float
    left_out: int
    placed: float
    breaks: float
    spread: int
    idle: float
    seconds: float
    processor: float
    megabytes: float
    violations: int

    def holds(self, event: Event) -> bool:
        """Whether every bar is reached."""
        return (
            self.violations == 0
            and self.first <= event.first
            and (event.fill > 1 or self.left_out == 0)
            and self.placed >= event.placed
            and self.breaks <= event.breaks
            and self.megabytes <= event.megabytes
            and self.seconds <= 1.1 * event.seconds
        )


def measure(event: Event, *, workers: int, seed: int) -> Outcome:
    """Generate the event and solve it, in this process."""
    problem = generate(
        event.participants, event.meetings, fill=event.fill, windows=event.windows, seed=seed
    )
    start = monotonic()
    board = construct(problem)
    first, left_out = monotonic() - start, len(board.unplaced())
    start, used = monotonic(), process_time()
    solution = solve(problem, limits=Limits(event.seconds, workers, seed))
    seconds, processor = monotonic() - start, process_time() - used
    own = list(solution.breaks_per_participant.values())
    values = {step.name: step.value for step in solution.steps}
    return Outcome(
        first=first,
        left_out=left_out,
        placed=values["placed"] / bounds.most_placed(problem),
        breaks=values["breaks"] / event.participants,
        spread=max(own) - min(own),
        idle=values["idle_slots"] / event.participants,
        seconds=seconds,
        processor=processor,
        megabytes=_largest_memory(),
        violations=len(violations(problem, solution)),
    )


def _largest_memory() -> float:
    """The most this process had in memory (one that is started begins with its parent's figure)."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def apart(event: Event, *, workers: int, seed: int) -> Outcome:
    """The same in a process of its own."""
    asked = json.dumps({**asdict(event), "workers": workers, "seed": seed})
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.scale", "--one", asked],
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return Outcome(**json.loads(done.stdout))


def cells(event: Event, outcome: Outcome) -> Iterator[object]:
    """The row of an event."""
    yield from (event.participants, event.meetings, f"{event.fill:.0%}", event.windows)
    yield from (outcome.first, outcome.left_out, f"{outcome.placed:.2%}", outcome.breaks)
    yield from (outcome.spread, outcome.idle, f"{outcome.seconds:.1f}", f"{outcome.processor:.1f}")
    yield from (f"{outcome.megabytes:.0f}", "yes" if outcome.holds(event) else "MISSED")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; 1 if a bar is missed."""
    options = _options(arguments)
    if options.one:
        asked = json.loads(options.one)
        workers, seed = asked.pop("workers"), asked.pop("seed")
        print(json.dumps(asdict(measure(Event(**asked), workers=workers, seed=seed))))
        return 0
    compiled.compile_all()
    print(head(COLUMNS))
    good = True
    for event in SHORT if options.short else EVENTS:
        outcome = apart(event, workers=options.workers, seed=options.seed)
        good &= outcome.holds(event)
        print(row(cells(event, outcome), COLUMNS), flush=True)
    fit = fitted(
        (size, seconds_to_reach(REACH, size, seed=options.seed))
        for size in (SIZES[:3] if options.short else SIZES)
    )
    _tell(fit)
    if options.plot:
        options.plot.write_text(plot(fit, f"Seconds to {REACH:g} breaks per participant"))
    return 0 if good else 1


def _tell(fit: Fit) -> None:
    columns = {"participants": 12, f"processor seconds to {REACH:g} breaks": 10}
    print("\n" + head(columns))
    for size, seconds in fit.points:
        print(row((size, seconds), columns))
    print(f"\nThe seconds grow with the participants to the power of {fit.exponent:.2f}.")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--short", action="store_true", help="small events only")
    parser.add_argument("--plot", type=Path, metavar="FILE.svg")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
