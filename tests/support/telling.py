"""What is so counts as told, as it does once a schedule was published by its act."""

from django.utils import timezone

from events.models import Edition
from matchmaking.models import AgendaMark
from matchmaking.telling.entries import bring_up_to_date


def everything_told(edition: Edition) -> None:
    """Every cluster knows its agenda as it is now."""
    AgendaMark.objects.create(edition_id=edition.pk, counts_as_told=True)
    bring_up_to_date(edition.pk, timezone.now())
