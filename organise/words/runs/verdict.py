"""What a run proved, in sentences."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interface.plain_text import isolated
from interface.words import number, percent
from matchmaking.models import ScheduleRun
from organise.queries.runs import Account, Stage

# Who has used so much of the time limit was stopped by it.
SHARE_OF_LIMIT = 0.9
# From so many per cent on no decimal place is said.
WHOLE_PER_CENT = 10


def verdict(account: Account) -> list[str]:
    """The result of a run that is done, in the order in which it matters."""
    return [*_placed(account), *_moved(account), *_breaks(account), *_end(account)]


def _placed(account: Account) -> Iterator[str]:
    stage, wanted = account.placed_stage, account.run.meeting_count
    if account.placed == wanted:
        yield ngettext("The meeting is placed.", "All %(count)s meetings are placed.", wanted) % {
            "count": number(wanted)
        }
        return
    placed = _("%(placed)s of %(wanted)s meetings are placed.") % {
        "placed": number(account.placed or 0),
        "wanted": number(wanted),
    }
    yield " ".join([placed, *_musts(account)])
    if stage and stage.is_proven:
        yield _best(account)
    elif stage and stage.gap is not None:
        yield _("At most %(gap)s below the best possible.") % {"gap": gap(stage.gap)}
    else:
        yield _("How many more could be placed is not proven.")


def _musts(account: Account) -> Iterator[str]:
    """How the musts fared, where there are any."""
    placed, wanted = account.musts_placed, account.wanted.musts
    if placed is None or not wanted:
        return
    if placed == wanted:
        yield _("Every must is among them.")
    else:
        yield ngettext(
            "%(count)s of %(wanted)s musts is among them.",
            "%(count)s of %(wanted)s musts are among them.",
            placed,
        ) % {"count": number(placed), "wanted": number(wanted)}


def _best(account: Account) -> str:
    if account.is_weighed:
        return _("No schedule is worth more: a must counts as ten other meetings.")
    return _("No schedule can place more.")


def _moved(account: Account) -> Iterator[str]:
    stage = account.stages.get("moved")
    if stage is None or stage.value is None:
        return
    said = {"count": number(stage.value)}
    if stage.value == 0:
        yield _("No published meeting moves.")
    elif stage.is_proven:
        yield (
            ngettext(
                "%(count)s published meeting moves; no schedule moves fewer.",
                "%(count)s published meetings move; no schedule moves fewer.",
                stage.value,
            )
            % said
        )
    else:
        yield (
            ngettext(
                "%(count)s published meeting moves; the fewest possible are not proven.",
                "%(count)s published meetings move; the fewest possible are not proven.",
                stage.value,
            )
            % said
        )


def _breaks(account: Account) -> Iterator[str]:
    stage = account.breaks_stage
    if stage is None or stage.value is None:
        return
    if stage.value == 0:
        yield _("No cluster waits between two meetings.")
    elif stage.is_proven:
        yield ngettext(
            "%(count)s break in all; no schedule that places these has fewer.",
            "%(count)s breaks in all; no schedule that places these has fewer.",
            stage.value,
        ) % {"count": number(stage.value)}
    else:
        yield _unproven_breaks(stage, stage.value)


def _unproven_breaks(stage: Stage, breaks: int) -> str:
    said = {"count": number(breaks)}
    if stage.gap is not None:
        return ngettext(
            "%(count)s break in all: at most %(gap)s more than the best possible.",
            "%(count)s breaks in all: at most %(gap)s more than the best possible.",
            breaks,
        ) % {**said, "gap": gap(stage.gap)}
    if stage.bound:
        return ngettext(
            "%(count)s break in all; no schedule that places these has fewer than %(bound)s.",
            "%(count)s breaks in all; no schedule that places these has fewer than %(bound)s.",
            breaks,
        ) % {**said, "bound": number(stage.bound)}
    return (
        ngettext(
            "%(count)s break in all; the fewest possible are not proven.",
            "%(count)s breaks in all; the fewest possible are not proven.",
            breaks,
        )
        % said
    )


def gap(value: float) -> str:
    """ "1.8%", "12%", never 0 where something is left."""
    return percent(value) if value >= WHOLE_PER_CENT else percent(max(value, 0.1), 1)


def _end(account: Account) -> Iterator[str]:
    run = account.run
    if run.stopped_by:
        yield _("%(person)s stopped it; the best schedule so far was kept.") % {
            "person": isolated(run.stopped_by)
        }
    elif account.seconds >= SHARE_OF_LIMIT * run.limit_seconds:
        yield ngettext(
            "It stopped at its limit of %(count)s second.",
            "It stopped at its limit of %(count)s seconds.",
            run.limit_seconds,
        ) % {"count": number(run.limit_seconds)}


def of_replay(run: ScheduleRun, *, has_version: bool) -> str:
    """What became of a replay: whether its schedule is still of use."""
    if run.replay_of is None:
        return ""
    first = _("This replays the problem of run %(number)s, byte for byte.") % {
        "number": run.replay_of.number
    }
    return " ".join([first, *_use_of_replay(run, has_version=has_version)])


def _use_of_replay(run: ScheduleRun, *, has_version: bool) -> Iterator[str]:
    if run.is_active:
        yield _("If the edition has changed since, the result is no draft.")
    elif run.state == ScheduleRun.State.DONE and has_version:
        yield _("Nothing has changed since, so the result is a draft like any other.")
    elif run.state == ScheduleRun.State.DONE:
        yield _(
            "Requests, limits, times, tables or locks have changed since. So the result is kept "
            "here to look at and compare, and is no draft. To schedule what is wanted now, run "
            "the scheduler."
        )
