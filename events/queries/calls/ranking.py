"""The order that reviewers' points give to applications."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Sum

from accounts.models import User
from clusters.models import Membership
from events.models import Application, Call, Score, Verdict
from events.queries.calls.secrecy import secret_from

State = Application.State
DECIDED = (State.SELECTED, State.RESERVE, State.REJECTED)


@dataclass(frozen=True, slots=True)
class Ranked:
    """An application with its reviews: how many there are and how many can be, the weighted
    average of their points (1 to 5; None without a review), what is prepared to be decided, and
    why the points are kept from who asks (`Secret.why`).
    """

    application: Application
    reviews: int
    reviewers: int
    average: float | None
    verdict: Verdict | None
    hidden: str = ""

    @property
    def pk(self) -> int:
        return self.application.pk

    @property
    def is_reviewed(self) -> bool:
        """By everybody who may."""
        return self.reviews >= self.reviewers


def ranking(call: Call) -> list[Ranked]:
    """What is to be decided, or was: the best points first, then who applied first. Five queries.

    A review counts if it is of the application as it is now, by nobody of the body that applies.
    """
    states = DECIDED if call.state == Call.State.DECIDED else Application.TO_DECIDE
    rows = call.applications.filter(state__in=states)
    applications = list(rows.select_related("organisation__region", "region", "verdict"))
    points, weight = _points(call), _weight(call)
    people = _may_review(call)
    ranked = []
    for row in applications:
        row.call = call
        total, reviews = points.get(row.pk, (0, 0))
        average = total / (weight * reviews) if reviews and weight else None
        may = people.total - people.conflicts.get(row.organisation_id, 0)
        ranked.append(Ranked(row, reviews, may, average, getattr(row, "verdict", None)))
    return sorted(ranked, key=_order)


def ranking_for(user: User, call: Call) -> list[Ranked]:
    """The same as this person may see it: what is kept from them has no points, and stands last,
    by the time of coming. Two queries more.
    """
    secret = secret_from(user, call)
    rows = ranking(call)
    for at, row in enumerate(rows):
        if why := secret.why(row.pk):
            rows[at] = replace(row, average=None, hidden=why)
    return sorted(rows, key=_order)


def _order(row: Ranked) -> tuple[float, datetime, int]:
    return (-(row.average or 0), row.application.submitted_at, row.pk)


def _points(call: Call) -> dict[int, tuple[int, int]]:
    """By application: the sum of points times weights, and the number of reviews."""
    own = Membership.objects.filter(
        user=OuterRef("review__reviewer__user"),
        organisation=OuterRef("review__application__organisation"),
    )
    rows = Score.objects.filter(
        ~Exists(own),
        review__application__call=call,
        review__application_version=F("review__application__version"),
    )
    sums = (
        rows.order_by()
        .values("review__application")
        .annotate(
            total=Sum(F("points") * F("criterion__weight")),
            reviews=Count("review", distinct=True),
        )
    )
    return {row["review__application"]: (row["total"], row["reviews"]) for row in sums}


def _weight(call: Call) -> int:
    return call.criteria.aggregate(weight=Sum("weight"))["weight"] or 0


@dataclass(frozen=True, slots=True)
class _Reviewers:
    """How many there are, and by body how many of them belong to it."""

    total: int
    conflicts: dict[int, int]


def _may_review(call: Call) -> _Reviewers:
    people = list(call.reviewers.values_list("user", flat=True))
    rows = Membership.objects.filter(user__in=people).order_by().values_list("organisation")
    return _Reviewers(len(people), dict(rows.annotate(Count("pk"))))
