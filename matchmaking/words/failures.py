"""Why a run ended without a schedule, in words that an organiser can act on."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from interface.words import listed, number
from matchmaking.models import ScheduleRun

Failure = ScheduleRun.Failure

FAILURES = {
    Failure.BROKEN_ANSWER: _("The check refused the schedule that was found: %(rules)s."),
    Failure.QUESTION_OUTDATED: _("The times or clusters have changed since. Ask again."),
    Failure.PLACES_CHANGED: _(
        "The times, tables or registrations changed while the run was under way. Run again."
    ),
    Failure.IMPOSSIBLE: _(
        "No schedule keeps all the rules. Unlock meetings or raise limits, then run again."
    ),
    Failure.OUT_OF_TIME: _("No schedule was found within the time limit. Give it more time."),
    Failure.CRASHED: _("Something went wrong in the scheduler (%(error)s). Run again."),
}


def failure(run: ScheduleRun) -> str:
    """The sentence for a run that failed; empty for any other."""
    if not run.failure:
        return ""
    if run.failure == Failure.BROKE_OFF:
        return _broke_off(run.failure_details)
    details = run.failure_details
    return FAILURES[Failure(run.failure)] % {
        "rules": listed(details.get("rules", ())),
        "error": details.get("error", ""),
    }


def _broke_off(details: Mapping[str, Any]) -> str:
    attempts = details.get("attempts", ScheduleRun.MOST_ATTEMPTS)
    return ngettext(
        "The run broke off %(count)s time without an answer. Run again with a shorter time limit.",
        "The run broke off %(count)s times without an answer. Run again with a shorter time limit.",
        attempts,
    ) % {"count": number(attempts)}
