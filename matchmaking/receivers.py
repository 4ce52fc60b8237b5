"""What follows here from what happens in the apps below."""

from datetime import datetime

from django.dispatch import receiver

from events.models import Registration
from events.signals import registration_left
from matchmaking.services.requests import end_requests


@receiver(registration_left, dispatch_uid="matchmaking.end_requests")
def end_requests_of_leaver(
    sender: type[Registration], registration: Registration, now: datetime, **extra: object
) -> None:
    """Nobody waits for an answer from a cluster that is not coming."""
    end_requests(registration=registration, now=now)
