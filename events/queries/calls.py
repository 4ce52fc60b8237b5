"""Calls and applications as pages and acts ask for them; the order that reviewers' points give."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import JSONObject
from django.urls import reverse

from accounts.models import User
from clusters.models import Membership, Organisation
from events.models import (
    Application,
    Call,
    Criterion,
    Edition,
    Review,
    Reviewer,
    ReviewerInvitation,
    Score,
    Series,
    Verdict,
)
from events.rules import ENDED, phase

State = Application.State
DECIDED = (State.SELECTED, State.RESERVE, State.REJECTED)


@dataclass(frozen=True, slots=True)
class Ranked:
    """An application with its reviews: how many there are and how many can be, the weighted
    average of their points (1 to 5; None without a review), and what is prepared to be decided.
    """

    application: Application
    reviews: int
    reviewers: int
    average: float | None
    verdict: Verdict | None

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
    applications = list(rows.select_related("organisation__region", "verdict"))
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


def calls_backstage_of(user: User) -> QuerySet[Call]:
    """The calls whose organiser's pages somebody may open, with how many have applied."""
    rows = Call.objects.backstage_of(user).select_related("edition", "series", "body")
    live = ~Q(applications__state=State.WITHDRAWN)
    return rows.annotate(applied=Count("applications", filter=live)).order_by("-closes_at", "pk")


def calls_reviewed_by(user: User | AnonymousUser) -> QuerySet[Call]:
    """Those that are reviewed now or later, and those that were, the latest first."""
    rows = Call.objects.reviewed_by(user).exclude(state=Call.State.DRAFT)
    return rows.select_related("edition", "series", "body")


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


def applicants_for(user: User, call: Call, *, with_applied: bool = False) -> list[Organisation]:
    """The bodies in whose name somebody may apply, and that have not yet, or withdrew."""
    mine = Organisation.objects.acted_for_by(user)
    is_for_host = call.is_for_host
    rows = mine.organising().exclude(pk=call.body_id) if is_for_host else mine.clusters()
    if not with_applied:
        applied = Application.objects.filter(call=call, organisation=OuterRef("pk"))
        rows = rows.filter(~Exists(applied.exclude(state=State.WITHDRAWN)))
    return list(rows.order_by("sort_name", "pk"))


def own_applications(user: User, call: Call) -> QuerySet[Application]:
    """To this call, of bodies that somebody acts for; without those withdrawn."""
    rows = applications_of(user).filter(call=call)
    return rows.exclude(state=State.WITHDRAWN)


def applications_of(user: User | AnonymousUser) -> QuerySet[Application]:
    """Those of the bodies that somebody acts for, the latest first."""
    rows = Application.objects.of(user).select_related(
        "call__edition", "call__series", "call__body", "organisation"
    )
    return rows.order_by("-submitted_at", "pk")


def application_counts(call: Call) -> dict[str, int]:
    """How many applications stand in each state; every state is there."""
    rows = call.applications.order_by().values_list("state").annotate(Count("pk"))
    return dict.fromkeys(State.values, 0) | dict(rows)


def applicants_waiting(edition: Edition) -> list[int]:
    """Organisations (ids) that applied to calls for an event which are not decided."""
    rows = Application.objects.filter(call__edition=edition).live()
    return list(rows.exclude(call__state=Call.State.DECIDED).values_list("organisation", flat=True))


def reviewers_of(call: Call) -> Sequence[Reviewer]:
    """In the order in which they came."""
    return list(call.reviewers.select_related("user").annotate(written=Count("reviews")))


def open_invitations(call: Call, now: datetime) -> QuerySet[ReviewerInvitation]:
    """To review it, neither used nor run out."""
    return ReviewerInvitation.objects.open(now).filter(call=call).select_related("invited_by")


def invitations_to_review(user: User, now: datetime) -> QuerySet[ReviewerInvitation]:
    """Those to somebody's own address."""
    rows = ReviewerInvitation.objects.open(now).filter(email=user.email.lower())
    return rows.select_related("call__body", "invited_by")


def editions_to_call_for(user: User, now: datetime) -> list[Edition]:
    """Events of bodies that somebody acts for which lie ahead, the nearest first."""
    bodies = Organisation.objects.acted_for_by(user).values("pk")
    rows = Edition.objects.filter(owner__in=bodies, is_recorded=False).select_related("owner")
    return [row for row in rows.order_by("starts_on", "pk") if phase(row, now) not in ENDED]


def series_to_call_for(user: User) -> list[Series]:
    """Series of bodies that somebody acts for, by name."""
    bodies = Organisation.objects.acted_for_by(user).organising().values("pk")
    return list(Series.objects.filter(organiser__in=bodies).select_related("organiser"))


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A review with the points for each criterion; whether it is of the application as it is."""

    review: Review
    points: tuple[tuple[Criterion, int], ...]
    is_current: bool

    @property
    def initial(self) -> dict[str, object]:
        """What a form for it begins with."""
        given = {f"points-{criterion.pk}": points for criterion, points in self.points}
        return {"note": self.review.note, **given}


def reviews_of(application: Application) -> list[Reviewed]:
    """What every reviewer says of it, but those who belong to the applicant by now."""
    own = Membership.objects.filter(
        user=OuterRef("reviewer__user"), organisation=application.organisation_id
    )
    rows = application.reviews.filter(~Exists(own)).select_related("reviewer__user")
    return _with_points(application, rows)


def own_review(user: User, application: Application) -> Reviewed | None:
    """What this person said of it."""
    found = _with_points(application, application.reviews.filter(reviewer__user=user))
    return found[0] if found else None


def _with_points(application: Application, rows: QuerySet[Review]) -> list[Reviewed]:
    whole = rows.prefetch_related("scores__criterion")
    return [
        Reviewed(
            row,
            tuple((score.criterion, score.points) for score in row.scores.all()),
            row.application_version == application.version,
        )
        for row in whole
    ]


@dataclass(frozen=True, slots=True)
class ToReview:
    """An application that somebody reviews, and whether that is done."""

    application: Application
    is_done: bool


def to_review(user: User, call: Call) -> list[ToReview]:
    """What this person reviews of a call, in an order that is their own; two queries.

    Nobody's application is always read first, or last.
    """
    rows = Application.objects.judged_by(user).filter(call=call)
    done = Review.objects.filter(
        application=OuterRef("pk"),
        reviewer__user=user,
        application_version=OuterRef("version"),
    )
    found = rows.annotate(is_done=Exists(done)).select_related("organisation__region")
    ordered = sorted(found, key=lambda row: hash((user.pk, row.pk)))
    return [ToReview(row, vars(row)["is_done"]) for row in ordered]
