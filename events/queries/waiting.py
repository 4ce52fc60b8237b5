"""The waiting list in its order: the reserves of a call come first, as its reviewers put them."""

from collections import Counter
from collections.abc import Iterator

from django.db.models import F, OuterRef, QuerySet, Subquery

from events.models import Application, Call, Edition, Registration

State = Registration.State


def waiting_list(edition: Edition) -> QuerySet[Registration]:
    """Reserves by their call (`reserve_of`) and their place there; then who came first.

    Who withdrew and registers again is no reserve any more.
    """
    rows = Application.objects.filter(
        registration=OuterRef("pk"),
        state=Application.State.RESERVE,
        call__decided_at__gte=OuterRef("created_at"),
    ).order_by("call__decided_at", "verdict__place")
    reserves = edition.registrations.filter(state=State.WAITLISTED).annotate(
        reserve_of=Subquery(rows.values("call")[:1]),
        reserve_since=Subquery(rows.values("call__decided_at")[:1]),
        reserve_place=Subquery(rows.values("verdict__place")[:1]),
    )
    return reserves.order_by(
        F("reserve_since").asc(nulls_last=True),
        F("reserve_place").asc(nulls_last=True),
        "created_at",
        "pk",
    )


def next_in_line(edition: Edition) -> list[int]:
    """Registrations (ids) that may move up, in their order; how many places are free is not asked.

    A reserve moves up only while fewer clusters of its call are approved than it has places.
    """
    rows = [(row.pk, vars(row)["reserve_of"]) for row in waiting_list(edition)]
    left = _places_left({call for _, call in rows if call is not None})
    return list(_moving_up(rows, left))


def _places_left(calls: set[int]) -> Counter[int]:
    """By call: its places without those that clusters of it have."""
    if not calls:
        return Counter()
    left = Counter(dict(Call.objects.filter(pk__in=calls).values_list("pk", "places")))
    taken = Application.objects.filter(call__in=calls, registration__state=State.APPROVED)
    decided = taken.filter(state__in=[Application.State.SELECTED, Application.State.RESERVE])
    left.subtract(Counter(decided.values_list("call", flat=True)))
    return left


def _moving_up(rows: list[tuple[int, int | None]], left: Counter[int]) -> Iterator[int]:
    for pk, call in rows:
        if call is not None:
            if left[call] <= 0:
                continue
            left[call] -= 1
        yield pk
