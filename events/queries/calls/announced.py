"""Open calls as they are announced: on the home page, with their event or series, to a person."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from accounts.models import User
from events.models import Application, Call, Edition, Series
from events.queries.calls.applications import applications_of
from events.rules import ENDED
from translations.queries import LOADED, column

State = Application.State
# What a page needs of a call to name it.
NAMED = ("pk", "title", "slug", "closes_at", "time_zone", "languages")


def open_calls(now: datetime) -> QuerySet[Call]:
    """Public calls that take applications now, or will, the first to close first; each with its
    texts in all languages.
    """
    rows = Call.objects.public().filter(state=Call.State.OPEN, closes_at__gt=now)
    rows = rows.exclude(edition__state__in=ENDED).exclude(edition__ends_on__lt=now.date())
    rows = rows.select_related("edition", "series", "body").order_by("closes_at", "pk")
    return rows.annotate(**{LOADED: column(Call)})


def calls_left(user: User, now: datetime) -> QuerySet[Call]:
    """The same, but those that a body which somebody acts for has applied to."""
    applied = applications_of(user).exclude(state=State.WITHDRAWN)
    return open_calls(now).exclude(pk__in=applied.order_by().values("call"))


def open_calls_of(series: Series, now: datetime) -> QuerySet[Call]:
    """The same, for the host of a series' next event."""
    return open_calls(now).filter(series=series)


def calls_column(now: datetime) -> ArraySubquery:
    """The open calls of each edition, in the same query: `call_lines` reads it."""
    line = JSONObject(**{name: name for name in NAMED}, texts=column(Call))
    rows = open_calls(now).select_related(None).filter(edition=OuterRef("pk"))
    return ArraySubquery(rows.annotate(line=line).values_list("line", flat=True))


def call_lines(edition: Edition) -> list[Call]:
    """Of an edition that was loaded with `open_calls=calls_column(now)`, with what names them."""
    return [_line(edition, row) for row in vars(edition)["open_calls"]]


def _line(edition: Edition, row: dict[str, Any]) -> Call:
    texts = row.pop("texts")
    row["closes_at"] = datetime.fromisoformat(row["closes_at"])
    call = Call(edition=edition, **row)
    vars(call)[LOADED] = texts
    return call
