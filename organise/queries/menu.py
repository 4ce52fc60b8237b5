"""What is around every page of an organiser: figures beside the menu, and what is not told yet."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat, NullIf

from clusters.models import Membership, Role
from events.models import Edition, Registration
from events.queries.about import KEY
from events.queries.messages import unanswered
from interface.statements import Remembered
from matchmaking.models import AgendaMark, MeetingRequest
from matchmaking.queries.told import News, news_in, waiting_column
from notifications.queries import failed_mails

# Names of whom to ask; the page of the people has the others.
MOST_OWNERS = 3


@dataclass(frozen=True, slots=True)
class Around:
    """How many registrations and requests there are in all, and what clusters do not know yet.

    With `is_marked` something was changed meanwhile, and `news` is to be asked for again. `owners`
    say who does what.
    """

    registrations: int
    requests: int
    unanswered: int
    failed_mails: int
    news: list[News]
    is_marked: bool
    owners: list[str]


def around(edition: Edition) -> Around:
    """In one query."""
    [row] = _AROUND(edition=edition.pk)
    registrations, requests, messages, failed, news, is_marked, owners = row
    waits = news_in(news, edition)
    return Around(registrations, requests, messages, failed, waits, is_marked, owners)


def _around(edition: int) -> QuerySet[Edition, Any]:
    return Edition.objects.filter(pk=edition).values_list(
        _count(Registration.objects.all()),
        _count(MeetingRequest.objects.all()),
        _count(unanswered()),
        _failed(),
        waiting_column(edition),
        Exists(AgendaMark.objects.filter(edition_id=OuterRef("pk"))),
        ArraySubquery(_owners()),
    )


_AROUND = Remembered(_around, edition=int)


def _owners() -> QuerySet[Membership, Any]:
    """Some owners of the body whose event it is, as people call them."""
    places = Membership.objects.filter(
        organisation=OuterRef("owner"), role=Role.OWNER, user__is_active=True
    )
    called = Coalesce(NullIf("user__name", Value("")), "user__email", output_field=TextField())
    return places.order_by("created_at", "pk").values_list(called, flat=True)[:MOST_OWNERS]


def _failed() -> Coalesce:
    """How many mails about the edition failed and wait for somebody."""
    key = Concat(Value(KEY), Cast(OuterRef("pk"), TextField()))
    own = failed_mails().filter(about=key).order_by().values("about")
    return Coalesce(Subquery(own.annotate(rows=Count("pk")).values("rows")), 0)


def _count(rows: "QuerySet[Registration] | QuerySet[MeetingRequest]") -> Coalesce:
    """How many of the rows are of the edition."""
    own = rows.filter(edition=OuterRef("pk")).order_by().values("edition")
    return Coalesce(Subquery(own.annotate(rows=Count("pk")).values("rows")), 0)
