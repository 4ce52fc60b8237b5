"""What happens to events because time passes."""

from celery import shared_task
from django.utils import timezone

from events.services.calls.ending import end_old_calls
from events.services.calls.making import close_due
from events.services.retention import erase_due, tell_of_erasures
from events.services.states import follow_the_clock


@shared_task
def keep_states() -> None:
    """Write down which events have begun or ended; no act waits for it."""
    follow_the_clock(now=timezone.now())


@shared_task
def close_calls() -> None:
    """Write down which calls are closed, and tell their reviewers; no act waits for it."""
    close_due(now=timezone.now())


@shared_task
def erase_people() -> None:
    """End what is kept of people at events that are long over, and tell organisers beforehand."""
    now = timezone.now()
    tell_of_erasures(now=now)
    erase_due(now=now)
    end_old_calls(now=now)
