"""What a run proved, in sentences; the figures come after."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from interface.templatetags.charts import Line
from matchmaking.models import ScheduleRun
from organise.queries.comparison import Column
from organise.queries.runs import Account, Points, Stage

# The steps of the objective, in its order, as people know them; then what is counted in sentences.
STEPS = {
    "moved": "Meetings moved",
    "placed": "Meetings placed",
    "breaks": "Breaks",
    "table_changes": "Table changes",
    "idle_slots": "Idle times",
}
POINTS = "Points placed"
WEIGHTS = "A must is worth 10 points, any other meeting 1."
SAYING_EVERY = 5
# Who has used so much of the time limit was stopped by it.
SHARE_OF_LIMIT = 0.9


def verdict(account: Account) -> list[str]:
    """The result of a run that is done, in the order in which it matters."""
    return [*_placed(account), *_moved(account), *_breaks(account), *_end(account)]


def _placed(account: Account) -> Iterator[str]:
    stage, run = account.placed_stage, account.run
    if account.placed == run.meeting_count:
        yield f"All {counted(run.meeting_count, 'meeting')} are placed."
        return
    yield f"{account.placed} of {run.meeting_count} meetings are placed.{_musts(account)}"
    if stage and stage.is_proven:
        yield _best(account)
    elif stage and stage.gap is not None:
        yield f"At most {percent(stage.gap)} below the best possible."
    else:
        yield "How many more could be placed is not proven."


def _musts(account: Account) -> str:
    """How the musts fared, where there are any."""
    placed, wanted = account.musts_placed, account.wanted.musts
    if placed is None or not wanted:
        return ""
    if placed == wanted:
        return " Every must is among them."
    return f" {placed} of {counted(wanted, 'must')} {'is' if placed == 1 else 'are'} among them."


def _best(account: Account) -> str:
    if account.is_weighed:
        return "No schedule is worth more: a must counts as ten other meetings."
    return "No schedule can place more."


def _moved(account: Account) -> Iterator[str]:
    stage = account.stages.get("moved")
    if stage is None or stage.value is None:
        return
    moved = f"{counted(stage.value, 'published meeting')} {_verb(stage.value, 'moves', 'move')}"
    if stage.value == 0:
        yield "No published meeting moves."
    elif stage.is_proven:
        yield f"{moved}; no schedule moves fewer."
    else:
        yield f"{moved}; the fewest possible are not proven."


def _breaks(account: Account) -> Iterator[str]:
    stage = account.breaks_stage
    if stage is None or stage.value is None:
        return
    if stage.value == 0:
        yield "No cluster waits between two meetings."
    elif stage.is_proven:
        yield f"{_breaks_in_all(stage)}; no schedule that places these has fewer."
    elif stage.gap is not None:
        over = f"at most {percent(stage.gap)} more than the best possible"
        yield f"{_breaks_in_all(stage)}: {over}."
    elif stage.bound:
        least = f"no schedule that places these has fewer than {stage.bound}"
        yield f"{_breaks_in_all(stage)}; {least}."
    else:
        yield f"{_breaks_in_all(stage)}; the fewest possible are not proven."


def _breaks_in_all(stage: Stage) -> str:
    return f"{counted(stage.value or 0, 'break')} in all"


def _end(account: Account) -> Iterator[str]:
    run = account.run
    if run.stopped_by:
        yield f"{run.stopped_by} stopped it; the best schedule so far was kept."
    elif account.seconds >= SHARE_OF_LIMIT * run.limit_seconds:
        yield f"It stopped at its limit of {counted(run.limit_seconds, 'second')}."


def of_replay(run: ScheduleRun, *, has_version: bool) -> str:
    """What became of a replay: whether its schedule is still of use."""
    if run.replay_of is None:
        return ""
    first = f"This replays the problem of run {run.replay_of.number}, byte for byte."
    if run.is_active:
        return f"{first} If the edition has changed since, the result is no draft."
    if run.state != ScheduleRun.State.DONE:
        return first
    if has_version:
        return f"{first} Nothing has changed since, so the result is a draft like any other."
    return (
        f"{first} Requests, limits, times, tables or locks have changed since. So the result is "
        "kept here to look at and compare, and is no draft. To schedule what is wanted now, run "
        "the scheduler."
    )


def side_by_side(columns: Sequence[Column]) -> list[str]:
    """What differs between the first run and each other, in sentences."""
    return [_against(columns[0], other) for other in columns[1:]]


def _against(first: Column, other: Column) -> str:
    told = [
        _difference(other.account.placed, first.account.placed, "meeting"),
        _difference(other.value("breaks"), first.value("breaks"), "break"),
        _difference(other.value("idle_slots"), first.value("idle_slots"), "idle time"),
    ]
    words = ", ".join(part for part in told if part)
    numbers = f"Run {other.run.number}", f"run {first.run.number}"
    if first.account.placed is None or other.account.placed is None:
        return f"{numbers[0]} and {numbers[1]} cannot be weighed up: one has no schedule."
    problem = (
        "Both solved the same problem."
        if other.same_problem
        else "They solved different problems, so the figures compare only in part."
    )
    if not words:
        return f"{numbers[0]} is worth the same as {numbers[1]}. {problem}"
    return f"{numbers[0]} has {words} than {numbers[1]}. {problem}"


def _difference(value: int | None, other: int | None, noun: str) -> str:
    """ "2 meetings more", "1 break fewer"; empty where nothing differs or is known."""
    if value is None or other is None or value == other:
        return ""
    return f"{counted(abs(value - other), noun)} {'more' if value > other else 'fewer'}"


def counted(number: int, noun: str) -> str:
    """ "1 meeting", "2 meetings"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _verb(number: int, one: str, many: str) -> str:
    return one if number == 1 else many


def percent(value: float) -> str:
    """ "1.8 %", "12 %", never 0 where something is left."""
    if value >= 10:  # noqa: PLR2004 - two figures are enough
        return f"{value:.0f} %"
    return f"{max(value, 0.1):.1f} %"


@dataclass(frozen=True, slots=True)
class Row:
    """A step in a table: what it is called, where it stands, the best possible, and the gap."""

    name: str
    label: str
    value: str
    bound: str
    gap: str
    note: str = ""


def rows(account: Account) -> list[Row]:
    """The steps that have a value, in the order of the objective."""
    return [
        _row(account, stage)
        for name in STEPS
        if (stage := account.stages.get(name)) and stage.value is not None
    ]


def _row(account: Account, stage: Stage) -> Row:
    is_points = stage.name == "placed" and account.is_weighed
    return Row(
        name=stage.name,
        label=POINTS if is_points else STEPS[stage.name],
        value=_of_weight(account, stage) if stage.name == "placed" else str(stage.value),
        bound=_bound(stage),
        gap=_gap(stage),
        note=meetings(account) if is_points else "",
    )


def _of_weight(account: Account, stage: Stage) -> str:
    return f"{stage.value} of {account.weight}"


def meetings(account: Account) -> str:
    """How many meetings the points are: "17 of 19 meetings", "at least 16 of 19 meetings"."""
    found = account.meetings
    if found is None:
        return ""
    least, most = found
    number = str(least) if least == most else f"at least {least}"
    return f"{number} of {counted(account.run.meeting_count, 'meeting')}"


def _bound(stage: Stage) -> str:
    if stage.bound is None:
        return "not proven"
    if stage.is_proven:
        return f"{stage.bound}, proven"
    return f"{'at most' if stage.name == 'placed' else 'at least'} {stage.bound}"


def _gap(stage: Stage) -> str:
    if stage.is_proven:
        return "none"
    if stage.bound is None:
        return "not proven"
    return "wide" if stage.gap is None else percent(stage.gap)


def saying(account: Account) -> str:
    """Where an active run stands, for a screen reader: it changes every five seconds at most."""
    at = int(account.seconds) // SAYING_EVERY * SAYING_EVERY
    stages = account.at(at)
    told = [_standing(account, stages, name) for name in ("placed", "breaks")]
    standing = ", ".join(words for words in told if words)
    return f"After {at} seconds: {standing}." if standing else ""


def _standing(account: Account, stages: Mapping[str, Stage], name: str) -> str:
    stage = stages.get(name)
    if stage is None:
        return ""
    if name == "breaks":
        return counted(stage.value or 0, "break")
    unit = "points" if account.is_weighed else "meetings"
    return f"{stage.value} of {account.weight} {unit} placed"


CURVES = {
    "moved": ("Lower bound", "Meetings moved"),
    "placed": ("Upper bound", "Placed"),
    "breaks": ("Lower bound", "Breaks"),
}


@dataclass(frozen=True, slots=True)
class Plot:
    """The curves of a step: value and bound over the seconds."""

    heading: str
    title: str
    lines: list[Line]


def plots(account: Account, prefix: str = "") -> list[Plot]:
    """A plot for each of the steps that were searched, in their order."""
    return [
        Plot(heading, f"{prefix}{heading} and the best possible", found)
        for name in CURVES
        if (found := lines(account, name))
        for heading in [
            POINTS if name == "placed" and account.is_weighed else STEPS[name],
        ]
    ]


def lines(account: Account, step: str) -> list[Line]:
    """The curves of a step for the plot, the bound first."""
    bound, value = CURVES[step]
    value = POINTS if step == "placed" and account.is_weighed else value
    drawn = [
        Line(bound, _to_the_end(account, account.bounds.get(step, [])), "bound"),
        Line(value, _to_the_end(account, account.values.get(step, []))),
    ]
    return [line for line in drawn if line.points]


def _to_the_end(account: Account, points: Points) -> Points:
    """What was found last holds until the run ended; a plot shows a second at least."""
    end = round(max(account.seconds, 1.0), 1)
    return [*points, (end, points[-1][1])] if points and points[-1][0] < end else points
