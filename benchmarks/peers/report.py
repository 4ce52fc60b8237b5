"""The tables of a race."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan, nan
from statistics import median

from benchmarks.cases import Case
from benchmarks.peers.contenders import (
    FIRST_COME,
    OURS,
    OURS_TWICE,
    RC2,
    RISING,
    TEXTBOOK,
    Contender,
)
from benchmarks.peers.race import Run
from benchmarks.tables import head, row

MAXSAT = (RC2, RISING)
EXACT = (OURS, *MAXSAT, TEXTBOOK, OURS_TWICE)
NAME = 26
PROCESSOR = {"instance": NAME, "breaks": 10, "ours": 8, "RC2": 8, "rising": 8, "ratio": 6}
PROCESSOR |= {"plain CP-SAT": 12, "its breaks": 10, "first come": 12, "its  breaks": 11}
PROCESSOR |= {"paper": 6}
CLOCK = {"instance": NAME, "ours": 8, "2 workers": 9, "RC2": 8, "rising": 8, "plain CP-SAT": 12}
CLOCK |= {"paper": 6}
Measure = Callable[[Run], float]


def processor(run: Run) -> float:
    """Seconds of the processors, all threads."""
    return run.processor_seconds


def clock(run: Run) -> float:
    """Seconds by the clock."""
    return run.seconds


@dataclass(frozen=True, slots=True)
class Result:
    """The runs on one case, by contender's name: one for each seed."""

    case: Case
    runs: Mapping[str, Sequence[Run]]

    def median(self, contender: Contender, measure: Measure) -> float:
        """The median over the seeds; not a number if it was left out."""
        runs = self.runs[contender.name]
        return median(measure(run) for run in runs) if runs else nan

    def better(self, measure: Measure) -> float:
        """The median of the better of the two on MaxSAT."""
        return _least(self.median(contender, measure) for contender in MAXSAT)

    def ratio(self, measure: Measure, contender: Contender = OURS) -> float:
        """Our seconds for one of the better MaxSAT's."""
        return self.median(contender, measure) / self.better(measure)

    @property
    def wrong(self) -> list[str]:
        """The contenders that say they proved something else than was published."""
        return [
            contender.name
            for contender in EXACT
            for run in self.runs[contender.name]
            if run.answer.is_proven and run.answer.breaks != self.case.breaks
        ]

    def is_proven(self, contender: Contender) -> bool:
        """Whether it came to a proof with every seed."""
        return all(run.answer.is_proven for run in self.runs[contender.name])

    def seconds(self, contender: Contender, measure: Measure) -> str:
        """The median with a star where a proof is missing."""
        seconds = self.median(contender, measure)
        star = "" if self.is_proven(contender) else "*"
        return "–" if isnan(seconds) else f"{star}{seconds:.2f}"

    def breaks(self, contender: Contender) -> str:
        """The median of the breaks where there is a schedule."""
        runs = self.runs[contender.name]
        found = [run.answer.breaks for run in runs if run.answer.breaks is not None]
        return f"{median(found):g}" if found else "–"

    def placed(self, contender: Contender) -> str:
        """The median of the meetings placed, of all."""
        runs = self.runs[contender.name]
        if not runs:
            return "–"
        placed = median(run.answer.placed for run in runs)
        return f"{placed:g} of {len(self.case.problem().meetings)}"


def begin(seeds: Sequence[int], seconds: float) -> None:
    """The head of the first table."""
    print(
        f"Seconds of processor to proof on one worker, medians of seeds {[*seeds]}, at most "
        f"{seconds:g} s (*: not proven); ratio: ours to the better MaxSAT; first come: placed.\n"
    )
    print(head(PROCESSOR))


def show(result: Result) -> None:
    """A line of the first table."""
    known = "infeasible" if result.case.breaks is None else result.case.breaks
    cells = (
        *(result.case.name, known),
        *(result.seconds(contender, processor) for contender in (OURS, *MAXSAT)),
        *(result.ratio(processor), result.seconds(TEXTBOOK, processor), result.breaks(TEXTBOOK)),
        *(result.placed(FIRST_COME), result.breaks(FIRST_COME), result.case.published_seconds),
    )
    wrong = f" WRONG: {', '.join(result.wrong)}" if result.wrong else ""
    print(row(cells, PROCESSOR) + wrong, flush=True)


def end(results: Sequence[Result]) -> None:
    """The totals of the first table, then the second, by the clock and with two workers."""
    totals = [_total(results, contender, processor) for contender in (OURS, *MAXSAT)]
    paper = sum(result.case.published_seconds for result in results)
    cells = ("total", None, *totals, _ratio(results, processor), *[None] * 4, paper)
    print(row(cells, PROCESSOR))
    print("\nSeconds by the clock to proof.\n\n" + head(CLOCK))
    shown = (OURS, OURS_TWICE, *MAXSAT, TEXTBOOK)
    for result in results:
        seconds = [result.seconds(contender, clock) for contender in shown]
        print(row((result.case.name, *seconds, result.case.published_seconds), CLOCK))
    print(row(("total", *(_total(results, one, clock) for one in shown), paper), CLOCK))
    _verdict(results)


def _verdict(results: Sequence[Result]) -> None:
    slowest = max(results, key=lambda result: result.ratio(processor))
    better = sum(result.better(processor) for result in results)
    print(
        f"\nOurs takes {_ratio(results, processor):.2f} of the seconds of the better MaxSAT, and "
        f"{_total(results, OURS, processor) / better:.2f} of the better for each instance; worst "
        f"{slowest.ratio(processor):.2f}, on {slowest.case.name}."
    )


def _total(results: Sequence[Result], contender: Contender, measure: Measure) -> float:
    return sum(result.median(contender, measure) for result in results)


def _ratio(results: Sequence[Result], measure: Measure) -> float:
    """Our total to that of the MaxSAT attack that has the lower one."""
    better = _least(_total(results, contender, measure) for contender in MAXSAT)
    return _total(results, OURS, measure) / better


def _least(seconds: Iterable[float]) -> float:
    return min((one for one in seconds if not isnan(one)), default=nan)
