"""Is it the time for this, with requests, meetings, runs and schedules? Who may: `events.rules`."""

from datetime import datetime

from events.models import Edition, Registration
from events.rules import phase
from matchmaking.models import ScheduleRun

SCHEDULABLE = (Edition.State.REQUESTS_OPEN, Edition.State.SCHEDULING, Edition.State.PUBLISHED)


def is_ready_to_schedule(edition: Edition, now: datetime) -> bool:
    """Runs start once requests are open, and until the event begins."""
    return phase(edition, now) in SCHEDULABLE


def can_be_replayed(run: ScheduleRun) -> bool:
    """A run that has ended is replayed from its problem; a what-if makes no schedule."""
    return bool(run.problem) and not run.is_active and run.kind == ScheduleRun.Kind.SCHEDULE


OVER = (Edition.State.FINISHED, Edition.State.CANCELLED)
REPLANNABLE = (Edition.State.PUBLISHED, Edition.State.RUNNING)
ANSWERABLE = (Edition.State.REQUESTS_OPEN, Edition.State.SCHEDULING)


def is_open_for_planning(edition: Edition, now: datetime) -> bool:
    """Windows, tables, availability and drafts change until the edition is over."""
    return not edition.is_recorded and phase(edition, now) not in OVER


def is_open_for_requests(edition: Edition, now: datetime) -> bool:
    """Clusters ask each other while requests are open and their last instant has not come."""
    return phase(edition, now) == Edition.State.REQUESTS_OPEN


def is_open_for_answers(edition: Edition, now: datetime) -> bool:
    """Requests are answered, and answers taken back, until the schedule is published."""
    return phase(edition, now) in ANSWERABLE


def is_open_for_late_answers(edition: Edition, now: datetime) -> bool:
    """The organiser accepts for a cluster until the event ends, after its time to answer too."""
    return phase(edition, now) in (*ANSWERABLE, *REPLANNABLE)


def are_answers_over(edition: Edition, now: datetime) -> bool:
    """What was not answered by publication, the end or the cancelling of the event expires."""
    return not edition.is_recorded and phase(edition, now) in (*REPLANNABLE, *OVER)


def is_open_for_withdrawal(edition: Edition, now: datetime) -> bool:
    """A request is withdrawn until the event begins; what is published stays as it is."""
    return phase(edition, now) in (*ANSWERABLE, Edition.State.PUBLISHED)


def can_meet(registration: Registration) -> bool:
    """Only approved clusters ask and are asked."""
    return registration.state == Registration.State.APPROVED


WITH_SCHEDULE = (Edition.State.PUBLISHED, Edition.State.RUNNING, Edition.State.FINISHED)


def can_have_fairness_shown(edition: Edition) -> bool:
    """The organiser may decide before publication already; it counts from then on."""
    return not edition.is_recorded and edition.state != Edition.State.CANCELLED


def is_fairness_shown(edition: Edition, now: datetime) -> bool:
    """Everybody reads the fairness page once a schedule is published, if the organiser wishes."""
    return edition.is_fairness_public and phase(edition, now) in WITH_SCHEDULE


def is_ready_to_replan(edition: Edition, now: datetime) -> bool:
    """From publication to the end: on the day itself what has begun stays as it is."""
    return phase(edition, now) in REPLANNABLE


def is_open_for_cancelling(edition: Edition, now: datetime) -> bool:
    """Single meetings of the published schedule are cancelled until the event is over."""
    return phase(edition, now) in REPLANNABLE


def is_open_for_what_ifs(edition: Edition, now: datetime) -> bool:
    """One may ask as long as the answer can still change something."""
    return is_ready_to_schedule(edition, now)


def is_open_for_entering(edition: Edition, now: datetime) -> bool:
    """Once requests are closed by publication, the organiser enters what clusters agree on."""
    return phase(edition, now) in REPLANNABLE
