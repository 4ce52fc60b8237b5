"""What happens to events because time passes."""

from celery import shared_task
from django.utils import timezone

from events.services.states import follow_the_clock


@shared_task
def keep_states() -> None:
    """Write down which events have begun or ended; no act waits for it."""
    follow_the_clock(now=timezone.now())
