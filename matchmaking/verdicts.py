"""What a run proved, in sentences; the figures come after."""

from collections.abc import Iterator

from accounts.templatetags.charts import Line
from matchmaking.queries.runs import Account, Points, Stage


def verdict(account: Account) -> list[str]:
    """The result of a run that is done, in the order in which it matters."""
    return [*_placed(account), *_breaks(account), *_end(account)]


def _placed(account: Account) -> Iterator[str]:
    stage, run = account.placed_stage, account.run
    yield f"{account.placed} of {run.meeting_count} meetings are placed."
    if account.placed == run.meeting_count:
        return
    if stage and stage.is_proven:
        yield "No schedule can place more."
    elif stage and stage.gap is not None:
        yield f"At most {percent(stage.gap)} more could be placed."
    else:
        yield "How many more could be placed is not proven."


def _breaks(account: Account) -> Iterator[str]:
    stage = account.breaks_stage
    if stage is None or stage.value is None:
        return
    if stage.value == 0:
        yield "No cluster waits between two meetings."
    elif stage.is_proven:
        yield f"{_breaks_in_all(stage)}; no schedule that places these has fewer."
    elif stage.bound:
        over = (stage.value - stage.bound) / stage.bound * 100
        yield f"{_breaks_in_all(stage)}: at most {percent(over)} more than the best possible."
    else:
        yield f"{_breaks_in_all(stage)}; the fewest possible are not proven."


def _breaks_in_all(stage: Stage) -> str:
    return f"{stage.value} break{'' if stage.value == 1 else 's'} in all"


def _end(account: Account) -> Iterator[str]:
    run = account.run
    if run.stopped_by:
        yield f"{run.stopped_by} stopped it; the best schedule so far was kept."
    elif run.solution and run.solution.get("status") != "optimal":
        yield f"It stopped at its limit of {run.limit_seconds} seconds."


def percent(value: float) -> str:
    """ "1.8 %", "12 %", never 0 where something is left."""
    if value >= 10:  # noqa: PLR2004 - two figures are enough
        return f"{value:.0f} %"
    return f"{max(value, 0.1):.1f} %"


def lines(account: Account, step: str) -> list[Line]:
    """The curves of a step for the plot, the bound first."""
    named = {
        "placed": ("Upper bound", "Points placed" if account.is_weighed else "Placed"),
        "breaks": ("Lower bound", "Breaks"),
    }
    bound, value = named[step]
    drawn = [
        Line(bound, _to_the_end(account, account.bounds.get(step, [])), "bound"),
        Line(value, _to_the_end(account, account.values.get(step, []))),
    ]
    return [line for line in drawn if line.points]


def _to_the_end(account: Account, points: Points) -> Points:
    """What was found last holds until the run ended; a plot shows a second at least."""
    end = round(max(account.seconds, 1.0), 1)
    return [*points, (end, points[-1][1])] if points and points[-1][0] < end else points
