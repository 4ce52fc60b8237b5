"""Requests that nobody answered in time."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from events.models import Edition
from matchmaking.models import MeetingRequest
from matchmaking.models.requests import MeetingRequestQuerySet
from matchmaking.queries.quotas import overdue
from matchmaking.queries.requests import at_one_edition
from matchmaking.rules import are_answers_over, is_open_for_live_edits
from matchmaking.services.letters.requests import tell_of_expiry, withdraw_unsent

State = MeetingRequest.State


@transaction.atomic
def expire(*, edition: Edition, now: datetime) -> int:
    """End the requests whose days to answer, or whose times, are over, and all without an answer
    once none is taken any more; how many there were.

    Who asked for times of the published schedule is told, while it is one. Of the others nobody is
    told by mail, and of none any more that there was something to answer: both sides find it among
    their requests, and the organiser may still accept for the cluster that did not answer.
    """
    related = ("edition", "requester__cluster", "invitee__cluster")
    pending = _over(edition, now).select_related(*related).order_by("pk")
    ended = list(pending.select_for_update(of=("self",), no_key=True))
    rows = MeetingRequest.objects.filter(pk__in=[row.pk for row in ended])
    count = rows.update(state=State.EXPIRED, version=F("version") + 1)
    withdraw_unsent(ended)
    if is_open_for_live_edits(edition, now):
        for request in at_one_edition(ended):
            if request.is_instant:
                request.refresh_from_db(fields=["state", "version"])
                tell_of_expiry(request, now)
    return count


def _over(edition: Edition, now: datetime) -> MeetingRequestQuerySet:
    waiting = MeetingRequest.objects.filter(edition=edition, state=State.PENDING)
    if not are_answers_over(edition, now):
        return overdue(edition, now)
    if not is_open_for_live_edits(edition, now):
        return waiting
    late = overdue(edition, now).filter(is_instant=True)
    return waiting.filter(Q(is_instant=False) | Q(pk__in=late.values("pk")))


def expire_everywhere(*, now: datetime) -> int:
    """The same in every edition where a request waits; how many requests there were."""
    waiting = MeetingRequest.objects.filter(state=State.PENDING).values("edition")
    return sum(expire(edition=row, now=now) for row in Edition.objects.filter(pk__in=waiting))
