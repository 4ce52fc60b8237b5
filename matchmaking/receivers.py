"""What follows here from what happens in the apps below."""

from datetime import datetime

from django.dispatch import receiver

from events.models import Edition, Registration
from events.signals import draft_leaves, registration_left, registration_returned
from matchmaking.models import ScheduleVersion
from matchmaking.queries.schedule import published_meetings
from matchmaking.services.requests import end_requests, restore_requests


@receiver(registration_left, dispatch_uid="matchmaking.end_requests")
def end_requests_of_leaver(
    sender: type[Registration], registration: Registration, now: datetime, **extra: object
) -> int:
    """Nobody waits for an answer from a cluster that is not coming.

    Answers how many published meetings that ended.
    """
    lost = published_meetings(registration)
    end_requests(registration=registration, now=now)
    return lost


@receiver(registration_returned, dispatch_uid="matchmaking.restore_requests")
def restore_requests_of_returner(
    sender: type[Registration], registration: Registration, now: datetime, **extra: object
) -> None:
    """A decision taken back takes back what it ended."""
    restore_requests(registration=registration, now=now)


@receiver(draft_leaves, dispatch_uid="matchmaking.delete_versions")
def delete_versions_of_draft(sender: type[Edition], edition: Edition, **extra: object) -> None:
    """A schedule that was begun by hand has no meetings yet, and goes with its event."""
    ScheduleVersion.objects.filter(edition=edition).delete()
