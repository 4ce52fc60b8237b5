"""Who registered for an edition."""

from django.db.models import Count, QuerySet

from events.models import Edition, Registration


def registration_counts(edition: Edition) -> dict[str, int]:
    """How many registrations stand in each state; every state is there."""
    rows = edition.registrations.order_by().values_list("state").annotate(Count("pk"))
    return dict.fromkeys(Registration.State.values, 0) | dict(rows)


def registrations_in(edition: Edition, state: str) -> QuerySet[Registration]:
    """The registrations of one state in order of coming, with what a list of them shows."""
    return (
        edition.registrations.filter(state=state)
        .select_related("cluster__region")
        .prefetch_related("cluster__sectors", "delegates")
    )
