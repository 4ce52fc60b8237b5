"""Requests that nobody answered in time."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from events.models import Edition
from matchmaking.models import MeetingRequest
from matchmaking.rules import are_answers_over

State = MeetingRequest.State


@transaction.atomic
def expire(*, edition: Edition, now: datetime) -> int:
    """End the requests without an answer once none is taken any more; how many there were.

    Nobody is told by mail: both sides find it among their requests, and the organiser may still
    accept for the cluster that did not answer.
    """
    if not are_answers_over(edition, now):
        return 0
    pending = MeetingRequest.objects.filter(edition=edition, state=State.PENDING)
    locked = pending.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True)
    rows = MeetingRequest.objects.filter(pk__in=list(locked), state=State.PENDING)
    return rows.update(state=State.EXPIRED, version=F("version") + 1)


def expire_everywhere(*, now: datetime) -> int:
    """The same in every edition where a request waits; how many requests there were."""
    waiting = MeetingRequest.objects.filter(state=State.PENDING).values("edition")
    return sum(expire(edition=row, now=now) for row in Edition.objects.filter(pk__in=waiting))
