"""Open calls as they are announced: on the home page, with their event or series, to a person."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse

from accounts.models import User
from events.models import Application, Call, Edition, Series
from events.queries.calls.applications import applications_of
from events.rules import ENDED

State = Application.State


def open_calls(now: datetime) -> QuerySet[Call]:
    """Public calls that take applications now, or will, the first to close first."""
    rows = Call.objects.public().filter(state=Call.State.OPEN, closes_at__gt=now)
    rows = rows.exclude(edition__state__in=ENDED).exclude(edition__ends_on__lt=now.date())
    return rows.select_related("edition", "series", "body").order_by("closes_at", "pk")


def calls_left(user: User, now: datetime) -> QuerySet[Call]:
    """The same, but those that a body which somebody acts for has applied to."""
    applied = applications_of(user).exclude(state=State.WITHDRAWN)
    return open_calls(now).exclude(pk__in=applied.order_by().values("call"))


def open_calls_of(series: Series, now: datetime) -> QuerySet[Call]:
    """The same, for the host of a series' next event."""
    return open_calls(now).filter(series=series)


@dataclass(frozen=True, slots=True)
class CallLine:
    """A call as a page names it."""

    title: str
    slug: str
    closes_at: datetime
    time_zone: str

    def get_absolute_url(self) -> str:
        return reverse("call-detail", args=[self.slug])


def calls_column(now: datetime) -> ArraySubquery:
    """The open calls of each edition, in the same query: `call_lines` reads it."""
    line = JSONObject(title="title", slug="slug", closes_at="closes_at", time_zone="time_zone")
    rows = open_calls(now).select_related(None).filter(edition=OuterRef("pk"))
    return ArraySubquery(rows.annotate(line=line).values_list("line", flat=True))


def call_lines(edition: Edition) -> list[CallLine]:
    """Of an edition that was loaded with `open_calls=calls_column(now)`."""
    return [
        CallLine(**{**row, "closes_at": datetime.fromisoformat(row["closes_at"])})
        for row in vars(edition)["open_calls"]
    ]
