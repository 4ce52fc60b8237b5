"""Runs side by side: what each was asked, what it found, and what it proved."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from events.models import Edition
from matchmaking.models import ScheduleRun
from organise.queries.runs import Account, account, runs_of

MOST_COMPARED = 4


@dataclass(frozen=True, slots=True)
class Spread:
    """How breaks are spread over the clusters: the fewest, the most, and how many have each."""

    fewest: int
    most: int
    clusters: tuple[tuple[int, int], ...]

    @property
    def difference(self) -> int:
        return self.most - self.fewest


@dataclass(frozen=True)
class Column:
    """A run of the comparison; `same_problem` tells whether it solved the first one's problem."""

    account: Account
    spread: Spread | None
    same_problem: bool

    @property
    def run(self) -> ScheduleRun:
        return self.account.run

    def value(self, step: str) -> int | None:
        stage = self.account.stages.get(step)
        return stage.value if stage else None


def spread(breaks: Iterable[int]) -> Spread | None:
    """The spread of the participants' numbers of breaks; None without participants."""
    counts = Counter(breaks)
    if not counts:
        return None
    return Spread(min(counts), max(counts), tuple(sorted(counts.items())))


def offered(edition: Edition) -> QuerySet[ScheduleRun]:
    """All runs that can stand side by side, the newest first."""
    return runs_of(edition).exclude(kind=ScheduleRun.Kind.WHAT_IF)


def comparable(edition: Edition, numbers: Sequence[int]) -> list[ScheduleRun]:
    """Those of these runs that can stand side by side, in the order asked for, four at most."""
    runs = (
        ScheduleRun.objects.filter(edition=edition, number__in=numbers)
        .exclude(kind=ScheduleRun.Kind.WHAT_IF)
        .select_related("requested_by", "stopped_by", "result", "replay_of")
    )
    found = {run.number: run for run in runs}
    order = [number for number in dict.fromkeys(numbers) if number in found]
    return [found[number] for number in order[:MOST_COMPARED]]


def comparison(runs: Sequence[ScheduleRun], now: datetime) -> list[Column]:
    """A column for each run."""
    return [
        Column(
            account=account(run, now),
            spread=spread(((run.solution or {}).get("breaks_per_participant") or {}).values()),
            same_problem=run.problem_sha256 == runs[0].problem_sha256,
        )
        for run in runs
    ]
