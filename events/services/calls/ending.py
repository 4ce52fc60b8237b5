"""What people wrote about a call ends: with its event, or two years after a call for hosts."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from events.models import Application, Call, Review
from events.services.calls.scene import locked_call
from privacy.log.blanking import blank, rows_once_with

KEPT = timedelta(days=730)


def end_old_calls(*, now: datetime) -> int:
    """Blank what was written about calls for hosts that closed long ago; how many calls."""
    old = Call.objects.filter(edition=None, closes_at__lte=now - KEPT)
    wrote = Application.objects.filter(call=OuterRef("pk")).exclude(text="", to_complete="")
    noted = Review.objects.filter(application__call=OuterRef("pk")).exclude(note="")
    due = old.filter(Exists(wrote) | Exists(noted))
    return sum(_end(pk) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def _end(pk: int) -> int:
    call = locked_call(pk)
    applications = rows_once_with(Application, "call_id", [call.pk])
    numbers = [int(row) for row in applications]
    reviews = rows_once_with(Review, "application_id", numbers)
    Application.objects.filter(call=call).update(text="", to_complete="")
    Review.objects.filter(application__call=call).update(note="")
    blank(model=Application, rows=applications, columns=["text", "to_complete"])
    blank(model=Review, rows=reviews, columns=["note"])
    return 1
