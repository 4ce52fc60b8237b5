"""What people wrote about a call ends: with its event, or two years after a call for hosts."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from events.models import Application, Call, Review
from events.services.calls.scene import locked_call
from privacy.log.blanking import blank, rows_once_with

KEPT = timedelta(days=730)


def end_old_calls(*, now: datetime) -> int:
    """Blank what was written about calls for hosts that closed long ago; how many calls."""
    old = Call.objects.filter(edition=None, closes_at__lte=now - KEPT)
    wrote = ~Q(applications__text="") | ~Q(applications__to_complete="")
    noted = ~Q(applications__reviews__note="") & Q(applications__reviews__isnull=False)
    due = old.filter(applications__isnull=False).filter(wrote | noted).distinct()
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
