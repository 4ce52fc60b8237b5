"""Applications to a call, what reviewers say of them, and what the owners decide."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from clusters.models import ACTING, Membership, Organisation, Region
from events import bounds
from events.models.calls import Call, Criterion, Reviewer
from events.models.editions import Edition, is_time_zone
from events.models.registrations import Registration

LONGEST_APPLICATION = 4000
LONGEST_NOTE = 2000
FEWEST_POINTS, MOST_POINTS = 1, 5


class ApplicationQuerySet(models.QuerySet["Application"]):
    def of(self, user: User | AnonymousUser) -> Self:
        """Those of bodies that this person acts for."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Exists(_own_body(user).filter(role__in=ACTING)))

    def live(self) -> Self:
        """Those that are to be decided: neither withdrawn nor decided before."""
        return self.filter(state__in=Application.TO_DECIDE)

    def judged_by(self, user: User | AnonymousUser) -> Self:
        """Those that this person reviews: of calls that ask for it, none of a body of their own."""
        if not user.is_authenticated:
            return self.none()
        reviewer = Reviewer.objects.filter(call=OuterRef("call"), user=user)
        rows = self.filter(Exists(reviewer)).exclude(state=Application.State.WITHDRAWN)
        return rows.filter(~Exists(_own_body(user)))


def _own_body(user: User) -> models.QuerySet[Membership]:
    """Places of a person in the body that applied; in a subquery of applications."""
    return Membership.objects.filter(user=user, organisation=OuterRef("organisation"))


class Application(models.Model):
    """An organisation applies to a call: a cluster for a place, a body to host.

    Who wishes to host says where and when. `version` rises with what the applicant writes and
    when it is returned, not with the decision. What came of it is a `registration`, or the draft of
    an edition.
    """

    class State(models.TextChoices):
        SUBMITTED = "submitted", pgettext_lazy("application", "Submitted")
        RETURNED = "returned", pgettext_lazy("application", "Returned")
        SELECTED = "selected", pgettext_lazy("application", "Selected")
        RESERVE = "reserve", pgettext_lazy("application", "Reserve")
        REJECTED = "rejected", pgettext_lazy("application", "Rejected")
        WITHDRAWN = "withdrawn", pgettext_lazy("application", "Withdrawn")

    TO_DECIDE = (State.SUBMITTED, State.RETURNED)

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="applications")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="applications"
    )
    text = models.TextField(_("why you apply"), max_length=LONGEST_APPLICATION)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    time_zone = models.CharField(max_length=50, blank=True, validators=[is_time_zone])
    city = models.CharField(_("city"), max_length=100, blank=True)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="applications_made"
    )
    submitted_at = models.DateTimeField()
    to_complete = models.TextField(_("what to complete"), max_length=LONGEST_NOTE, blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.SUBMITTED)
    registration = models.ForeignKey(
        Registration,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="applications",
    )
    edition_made = models.ForeignKey(
        Edition, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    idempotency_key = models.UUIDField(unique=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ("submitted_at", "pk")
        verbose_name = pgettext_lazy("model", "application")
        verbose_name_plural = pgettext_lazy("model", "applications")
        constraints: ClassVar[Any] = (
            models.UniqueConstraint(fields=("call", "organisation"), name="application_once"),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "submitted",
                        "returned",
                        "selected",
                        "reserve",
                        "rejected",
                        "withdrawn",
                    ]
                ),
                name="application_state_known",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True, ends_on__isnull=True)
                | Q(
                    starts_on__gte=bounds.FIRST_DAY,
                    ends_on__lte=bounds.LAST_DAY,
                    ends_on__gte=F("starts_on"),
                ),
                name="application_days_in_order",
            ),
        )

    def __str__(self) -> str:
        return f"organisation {self.organisation_id} to call {self.call_id}"


class Review(models.Model):
    """What one reviewer says of one application: a note, and points for each criterion.

    It is about the `application_version` that the reviewer read; once the applicant completes it,
    it counts again when the reviewer has looked again.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(Reviewer, on_delete=models.CASCADE, related_name="reviews")
    note = models.TextField(_("note"), max_length=LONGEST_NOTE, blank=True)
    application_version = models.PositiveIntegerField()
    written_at = models.DateTimeField()

    class Meta:
        ordering = ("reviewer", "pk")
        verbose_name = pgettext_lazy("model", "review")
        verbose_name_plural = pgettext_lazy("model", "reviews")
        constraints = (
            models.UniqueConstraint(fields=("application", "reviewer"), name="review_once"),
        )

    def __str__(self) -> str:
        return f"review {self.pk} of application {self.application_id}"


class Score(models.Model):
    """The points, from 1 to 5, that a review gives for a criterion."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores")
    points = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("criterion__position", "pk")
        verbose_name = pgettext_lazy("model", "score")
        verbose_name_plural = pgettext_lazy("model", "scores")
        constraints = (
            models.UniqueConstraint(fields=("review", "criterion"), name="score_once"),
            models.CheckConstraint(
                condition=Q(points__gte=FEWEST_POINTS, points__lte=MOST_POINTS),
                name="score_1_to_5",
            ),
        )

    def __str__(self) -> str:
        return f"{self.points} for criterion {self.criterion_id} in review {self.review_id}"


class Verdict(models.Model):
    """What the owners mean to decide on an application; nobody else knows before they publish it.

    Reserves have a `place` among themselves, from 1: in this order they move up.
    """

    class Outcome(models.TextChoices):
        SELECTED = "selected", pgettext_lazy("application", "Selected")
        RESERVE = "reserve", pgettext_lazy("application", "Reserve")
        REJECTED = "rejected", pgettext_lazy("application", "Rejected")

    application = models.OneToOneField(
        Application, on_delete=models.CASCADE, related_name="verdict"
    )
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    place = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("outcome", "place", "pk")
        verbose_name = pgettext_lazy("model", "verdict")
        verbose_name_plural = pgettext_lazy("model", "verdicts")
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome="reserve", place__isnull=False)
                | (Q(outcome__in=["selected", "rejected"]) & Q(place__isnull=True)),
                name="verdict_place_of_reserves",
            ),
        )

    def __str__(self) -> str:
        return f"{self.outcome} for application {self.application_id}"
