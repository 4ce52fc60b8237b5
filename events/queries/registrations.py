"""Who registered for an edition."""

from django.db.models import Count, QuerySet

from events.models import Edition, Registration
from events.queries.questions import with_missing
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
