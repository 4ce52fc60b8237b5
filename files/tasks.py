"""What happens to files because time passes."""

from celery import shared_task
from django.utils import timezone

from files.services import drop_due


@shared_task
def drop() -> None:
    """Delete the files whose time is over."""
    drop_due(now=timezone.now())
