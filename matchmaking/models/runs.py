"""A schedule run is a row; whatever carries it out can die at any moment."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rules import reads_unpublished
from events.models import Edition


class ScheduleRunQuerySet(models.QuerySet["ScheduleRun"]):
    def active(self) -> Self:
        return self.filter(state__in=ScheduleRun.ACTIVE)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        if reads_unpublished(user):
            return self
        return self.filter(edition__in=Edition.objects.organised_by(user).values("pk"))


class ScheduleRun(models.Model):
    """One search for a schedule, from the organiser's click to a draft version.

    A re-plan searches from the published version. A what-if makes no version: `question` holds the
    alternatives that were asked for, `answer` what each would bring.

    The worker that holds the lease (by the database's clock) writes only while `token` is the one
    it was given. `problem` is the file handed to the solver, byte for byte, and `solution_file` its
    answer's; `solution` is the same as data. `progress` is a list of `[step, value, bound,
    seconds, meetings placed]`, `weight` the sum of the priorities asked for.

    With `starts_from` the search begins with that version's schedule; `start` keeps it as it was
    handed to the solver, a list of `[meeting, slot, table]` in the problem's terms.

    `published_stay` says what becomes of the meetings of the published version: they may all be
    placed anew, are left where they are as far as they can stay there, or are fixed at their times.

    `failure` is why a run failed; `failure_details` has what its sentence names: `attempts`, the
    `rules` that an answer broke, or the class of the `error`.

    A run with `replay_of` solves that run's problem again. Where the edition has changed since, it
    is done without a version.
    """

    # Files of their own, and what a worker writes while it works.
    log_without: ClassVar[tuple[str, ...]] = (
        "answer",
        "lease_owner",
        "lease_until",
        "problem",
        "progress",
        "solution",
        "solution_file",
        "start",
        "token",
        "woken_at",
    )

    class State(models.TextChoices):
        QUEUED = "queued", pgettext_lazy("run", "Queued")
        RUNNING = "running", pgettext_lazy("run", "Running")
        DONE = "done", pgettext_lazy("run", "Done")
        FAILED = "failed", pgettext_lazy("run", "Failed")
        CANCELLED = "cancelled", pgettext_lazy("run", "Cancelled")

    class Kind(models.TextChoices):
        SCHEDULE = "schedule", pgettext_lazy("run", "Schedule")
        REPLAN = "replan", pgettext_lazy("run", "Re-plan")
        WHAT_IF = "what_if", pgettext_lazy("run", "What-if")

    class Stay(models.TextChoices):
        """Where a run leaves meetings that are published."""

        FREE = "free", _("May get another time or table")
        KEPT = "kept", _("Stay where they can")
        FIXED = "fixed", _("Stay at their times")

    class Failure(models.TextChoices):
        """Why a run failed; `matchmaking.words.failures` says it in a sentence."""

        BROKE_OFF = "broke_off", _("no attempt came to an end")
        BROKEN_ANSWER = "broken_answer", _("the check refused the schedule")
        QUESTION_OUTDATED = "question_outdated", _("what was asked about is gone")
        PLACES_CHANGED = "places_changed", _("the places changed meanwhile")
        IMPOSSIBLE = "impossible", _("no schedule keeps all the rules")
        OUT_OF_TIME = "out_of_time", _("nothing found within the time limit")
        CRASHED = "crashed", _("the scheduler crashed")

    ACTIVE = (State.QUEUED, State.RUNNING)
    MOST_ATTEMPTS = 5

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="runs")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.SCHEDULE)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="runs_requested"
    )
    requested_at = models.DateTimeField(auto_now_add=True)
    idempotency_key = models.UUIDField(unique=True)
    limit_seconds = models.PositiveSmallIntegerField(_("time limit in seconds"), default=30)
    seed = models.PositiveIntegerField(default=1)

    lease_owner = models.CharField(max_length=100, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    token = models.PositiveIntegerField(_("fencing token"), default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    woken_at = models.DateTimeField(null=True, blank=True)

    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    stop_requested_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="runs_stopped",
    )
    failure = models.CharField(
        _("reason of failure"), max_length=20, choices=Failure.choices, blank=True
    )
    failure_details: "models.JSONField[Any, Any]" = models.JSONField(default=dict, blank=True)

    replay_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replays"
    )

    starts_from = models.ForeignKey(
        "ScheduleVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    start: "models.JSONField[Any, Any]" = models.JSONField(default=list, blank=True)
    published_stay = models.CharField(
        _("published meetings"), max_length=5, choices=Stay.choices, default=Stay.FREE
    )
    # The published version, and its revision, as they were when the run began.
    began_from = models.ForeignKey(
        "ScheduleVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    began_revision = models.PositiveIntegerField(null=True, blank=True)

    problem = models.TextField(blank=True)
    problem_sha256 = models.CharField(max_length=64, blank=True)
    solution_file = models.TextField(blank=True)
    solution: "models.JSONField[Any, Any]" = models.JSONField(null=True, blank=True)
    progress: "models.JSONField[Any, Any]" = models.JSONField(default=list, blank=True)
    meeting_count = models.PositiveIntegerField(_("meetings wanted"), default=0)
    weight = models.PositiveIntegerField(_("priorities asked for"), default=0)
    question: "models.JSONField[Any, Any]" = models.JSONField(default=list, blank=True)
    answer: "models.JSONField[Any, Any]" = models.JSONField(null=True, blank=True)

    objects = ScheduleRunQuerySet.as_manager()

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("edition", "number"), name="run_number_once"),
            models.UniqueConstraint(
                fields=("edition",),
                condition=Q(state__in=["queued", "running"]),
                name="run_active_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running", "done", "failed", "cancelled"]),
                name="run_state_known",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["schedule", "replan", "what_if"]), name="run_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(published_stay__in=["free", "kept", "fixed"]), name="run_stay_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(lease_until__isnull=False),
                name="run_running_is_leased",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running"]) | Q(finished_at__isnull=False),
                name="run_ended_has_instant",
            ),
            models.CheckConstraint(
                condition=(Q(state="failed") & ~Q(failure=""))
                | (~Q(state="failed") & Q(failure="")),
                name="run_failed_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(
                    failure__in=[
                        "",
                        "broke_off",
                        "broken_answer",
                        "question_outdated",
                        "places_changed",
                        "impossible",
                        "out_of_time",
                        "crashed",
                    ]
                ),
                name="run_failure_known",
            ),
            models.CheckConstraint(
                condition=Q(limit_seconds__gte=1, limit_seconds__lte=600),
                name="run_limit_1_to_600_seconds",
            ),
        )
        indexes = (
            models.Index(
                fields=("lease_until",),
                condition=Q(state__in=["queued", "running"]),
                name="run_active_lease",
            ),
        )

    def __str__(self) -> str:
        return gettext("Run %(number)s") % {"number": self.number}

    def get_absolute_url(self) -> str:
        """The run's page for the organiser; a what-if has one of its own."""
        name = "what-if-run" if self.kind == self.Kind.WHAT_IF else "run"
        return reverse(f"organise-{name}", args=[self.edition.slug, self.number])

    @property
    def is_active(self) -> bool:
        return self.state in self.ACTIVE
