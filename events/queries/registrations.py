"""Who registered for an edition."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from django.db.models import Count, QuerySet

from events.models import Answer, Edition, Registration
from events.queries.questions import owed_of_new, with_missing
from events.queries.waiting import waiting_list


def registration_counts(edition: Edition) -> dict[str, int]:
    """How many registrations stand in each state; every state is there."""
    rows = edition.registrations.order_by().values_list("state").annotate(Count("pk"))
    return dict.fromkeys(Registration.State.values, 0) | dict(rows)


def registrations_in(edition: Edition, state: str) -> QuerySet[Registration]:
    """The registrations of one state, with what a list of them shows.

    In order of coming; on the waiting list in the order in which they move up.
    """
    is_waiting_list = state == Registration.State.WAITLISTED
    rows = waiting_list(edition) if is_waiting_list else edition.registrations.filter(state=state)
    rows = with_missing(rows).select_related("cluster__region")
    return rows.prefetch_related("cluster__sectors", "delegates")


def owed_follow_ups_of(rows: Collection[Registration], now: datetime) -> Counter[int]:
    """How many follow-ups each of these of one edition, if it is approved, may answer now and has
    not.
    """
    approved = [row for row in rows if row.state == Registration.State.APPROVED]
    if not approved:
        return Counter()
    asked = list(owed_of_new(approved[0].edition, now).values_list("pk", flat=True))
    given = Answer.objects.filter(registration__in=approved, question__in=asked)
    owed = Counter({row.pk: len(asked) for row in approved})
    owed.subtract(given.values_list("registration", flat=True))
    return owed
