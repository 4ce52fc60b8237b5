"""The scheduler beside others, in turn, on the published originals (or those named).

    python -m benchmarks.peers FOLDER [--seeds 1 2 3] [--seconds 60] [--only NAME ...]
        [--without CONTENDER ...] [--short]

Each seed gives all contenders the same order of meetings. Medians over the seeds; an answer not
proven in time counts with the time it had, and is marked *. Exits 1 if a proven value is not the
published one.
"""

import argparse
import sys
from collections.abc import Sequence

from benchmarks.cases import Case, add_choice, published
from benchmarks.dzn import BadInstance
from benchmarks.peers import report
from benchmarks.peers.contenders import CONTENDERS, Contender
from benchmarks.peers.race import Run, run, shuffled
from scheduling.local.annealing import compiled

SHORT_SECONDS = 20.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Race them; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers")
    add_choice(parser)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--seconds", type=float, default=60.0)
    names = [contender.name for contender in CONTENDERS]
    parser.add_argument("--without", nargs="+", default=[], choices=names[1:])
    options = parser.parse_args(arguments)
    try:
        cases = published(options.folder, only=options.only, short=options.short)
    except BadInstance as error:
        parser.error(str(error))
    if not options.only:
        cases = [case for case in cases if case.is_original]
    if options.short:
        options.seeds, options.seconds = options.seeds[:1], min(options.seconds, SHORT_SECONDS)
    compiled.load()  # as a worker does at its start; the contenders' processes begin with it
    report.begin(options.seeds, options.seconds)
    racing = [contender for contender in CONTENDERS if contender.name not in options.without]
    results = [_race(case, racing, options.seeds, options.seconds) for case in cases]
    report.end(results)
    return int(any(result.wrong for result in results))


def _race(
    case: Case, racing: Sequence[Contender], seeds: Sequence[int], seconds: float
) -> report.Result:
    """Each seed's runs, made in turn."""
    runs: dict[str, list[Run]] = {contender.name: [] for contender in CONTENDERS}
    for seed in seeds:
        problem = shuffled(case.problem(), seed)
        for contender in racing:
            runs[contender.name].append(run(contender, problem, seconds=seconds, seed=seed))
    result = report.Result(case, runs)
    report.show(result)
    return result


if __name__ == "__main__":
    sys.exit(main())
