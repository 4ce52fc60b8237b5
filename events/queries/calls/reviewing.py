"""Who reviews a call, what each has to read, and what each said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, QuerySet

from accounts.models import User
from clusters.models import Membership
from events.models import (
    Application,
    Call,
    Criterion,
    Review,
    Reviewer,
    ReviewerInvitation,
)
from events.queries.calls.secrecy import secret_from


def calls_reviewed_by(user: User | AnonymousUser) -> QuerySet[Call]:
    """Those that are reviewed now or later, and those that were, the latest first."""
    rows = Call.objects.reviewed_by(user).exclude(state=Call.State.DRAFT)
    return rows.select_related("edition", "series", "body")


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


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A review with the points for each criterion; whether it is of the application as it is."""

    review: Review
    points: tuple[tuple[Criterion, int], ...]
    is_current: bool

    @property
    def criteria(self) -> list[Criterion]:
        return [criterion for criterion, _points in self.points]

    @property
    def initial(self) -> dict[str, object]:
        """What a form for it begins with."""
        given = {f"points-{criterion.pk}": points for criterion, points in self.points}
        return {"note": self.review.note, **given}


def reviews_for(user: User, application: Application) -> tuple[list[Reviewed], str]:
    """What every reviewer says of it, but those who belong to the applicant by now; or nothing,
    and why that is kept from this person (`Secret.why`).
    """
    why = secret_from(user, application.call, only=application).why(application.pk)
    return ([] if why else _reviews_of(application)), why


def _reviews_of(application: Application) -> list[Reviewed]:
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
    whole = list(rows.prefetch_related("scores__criterion"))
    for row in whole:
        for score in row.scores.all():
            score.criterion.call = application.call
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
