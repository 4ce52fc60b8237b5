"""The figures beside the organiser's menu."""

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from events.models import Edition, Registration
from events.queries.messages import unanswered
from matchmaking.models import MeetingRequest


def organiser_counts(edition: Edition) -> dict[str, int]:
    """How many registrations and requests there are in all, in one query."""
    counts = Edition.objects.filter(pk=edition.pk).values(
        registrations_in_all=_count(Registration.objects.all()),
        requests_in_all=_count(MeetingRequest.objects.all()),
        unanswered=_count(unanswered()),
    )
    found = counts.get()
    return {
        "registrations": found["registrations_in_all"],
        "requests": found["requests_in_all"],
        "unanswered": found["unanswered"],
    }


def _count(rows: "QuerySet[Registration] | QuerySet[MeetingRequest]") -> Coalesce:
    """How many of the rows are of the edition."""
    own = rows.filter(edition=OuterRef("pk")).order_by().values("edition")
    return Coalesce(Subquery(own.annotate(rows=Count("pk")).values("rows")), 0)
