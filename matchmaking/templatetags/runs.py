"""What is kept of runs as codes, said in templates."""

from django import template

from matchmaking.models import ScheduleRun
from matchmaking.words import failures

register = template.Library()


@register.filter
def failure(run: ScheduleRun) -> str:
    """Why a run failed, in a sentence; empty for any other run."""
    return failures.failure(run)
