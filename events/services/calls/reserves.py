"""The reserves that the owners prepare, in their order. Needs the call's lock."""

from django.db.models import QuerySet

from events.models import Application, Call, Verdict


def reserves_of(call: Call) -> QuerySet[Verdict]:
    """In their order."""
    rows = Verdict.objects.filter(
        application__call=call,
        application__state__in=Application.TO_DECIDE,
        outcome=Verdict.Outcome.RESERVE,
    )
    return rows.order_by("place", "pk")


def close_gaps(call: Call) -> None:
    """Reserves are numbered from 1 on, without a gap."""
    rows = list(reserves_of(call))
    for number, row in enumerate(rows, start=1):
        row.place = number
    Verdict.objects.bulk_update(rows, ["place"])
