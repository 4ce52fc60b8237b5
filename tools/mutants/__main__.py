"""python -m tools.devservers run --throwaway -- python -m tools.mutants [--sample N] [--seed N]
python -m tools.devservers run --throwaway -- python -m tools.mutants --promises
"""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue

from tools.mutants.changes import Change, changes_of, targets
from tools.mutants.promises import PROMISES
from tools.mutants.recording import Recording
from tools.mutants.trials import SURVIVED, UNTESTED, Copy, Outcome, copy_of

TREE = Path(__file__).resolve().parents[2]
EQUIVALENT = Path(__file__).with_name("equivalent.txt")
AT_ONCE = 2
# What noticed something may take so many seconds together.
ALTOGETHER = 3600
MOST_SURVIVE = 0.05

Trial = tuple[Change, Sequence[str]]


def main() -> int:
    options = _options()
    if options.promises:
        trials = [(promise.change(TREE), [promise.tests]) for promise in PROMISES]
        return 1 if _tried(trials) else 0
    recording = Recording(TREE, TREE / ".local" / "mutants")
    recording.make()
    known = _equivalent()
    every = [change for change in _all_changes() if _words(change) not in known]
    chosen = random.Random(options.seed).sample(every, min(options.sample, len(every)))  # noqa: S311
    survivors = _tried([(change, recording.tests_of(change)) for change in chosen])
    share = len(survivors) / len(chosen)
    print(
        f"{len(chosen)} of {len(every)} changes tried (seed {options.seed}): "
        f"{len(survivors)} survived, {share:.1%}; {len(known)} are known to change nothing."
    )
    return 1 if share > MOST_SURVIVE else 0


def _all_changes() -> Iterator[Change]:
    for file in targets(TREE):
        yield from changes_of(file, (TREE / file).read_text())


def _tried(trials: Sequence[Trial]) -> list[Change]:
    """Those that no test noticed; each is told when it is found.

    In the end those tests that noticed something are run without any change: one that fails then,
    too, has noticed nothing. Raises RuntimeError if there is one.
    """
    copies: SimpleQueue[Copy] = SimpleQueue()
    outcomes, survivors = list[Outcome](), []
    with ExitStack() as stack, ThreadPoolExecutor(AT_ONCE) as pool:
        for number in range(AT_ONCE):
            copies.put(stack.enter_context(copy_of(TREE, number)))

        def outcome(trial: Trial) -> Outcome:
            copy = copies.get()
            try:
                return copy.outcome(*trial)
            finally:
                copies.put(copy)

        for (change, tests), found in zip(trials, pool.map(outcome, trials), strict=True):
            outcomes.append(found)
            if found.kind in {SURVIVED, UNTESTED}:
                survivors.append(change)
                _tell(change, f"{found.kind} ({len(tests)} tests)")
        noticed = sorted({found.test for found in outcomes if found.test})
        if noticed and (failing := copies.get().failing(noticed, seconds=ALTOGETHER)):
            raise RuntimeError(f"These fail without any change: {failing}")
    kinds = Counter(found.kind for found in outcomes)
    print(", ".join(f"{count} {kind}" for kind, count in kinds.most_common()))
    return survivors


def _tell(change: Change, what: str) -> None:
    before, after = change.lines((TREE / change.file).read_text())
    print(f"{change.file}:{change.line} {what}\n  - {before}\n  + {after}", flush=True)


def _words(change: Change) -> tuple[str, str, str]:
    """What tells a change however the lines around it move."""
    return (change.file, *change.lines((TREE / change.file).read_text()))


def _equivalent() -> set[tuple[str, str, str]]:
    """Changes that change nothing: paragraphs of the file, both lines, and the reason."""
    found = set()
    paragraphs = EQUIVALENT.read_text().split("\n\n")
    for paragraph in paragraphs:
        lines = [line for line in paragraph.splitlines() if not line.startswith("#")]
        if lines:
            file, before, after, _reason = lines
            found.add((file, before.removeprefix("- "), after.removeprefix("+ ")))
    return found


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.mutants")
    parser.add_argument("--sample", type=int, default=200, help="how many changes are tried")
    parser.add_argument("--seed", type=int, default=1, help="which ones")
    parser.add_argument("--promises", action="store_true", help="the ten that promises rest on")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
