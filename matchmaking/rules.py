"""May this person do this with requests, meetings, runs and schedules?"""

from datetime import datetime

from events.models import Edition, Registration
from matchmaking.models import ScheduleRun

SCHEDULABLE = (Edition.State.REQUESTS_OPEN, Edition.State.SCHEDULING, Edition.State.PUBLISHED)


def is_ready_to_schedule(edition: Edition) -> bool:
    """Runs start once requests are open, and until the event begins."""
    return edition.state in SCHEDULABLE


def can_be_replayed(run: ScheduleRun) -> bool:
    """A run that has ended is replayed from its problem; a what-if makes no schedule."""
    return bool(run.problem) and not run.is_active and run.kind == ScheduleRun.Kind.SCHEDULE


OVER = (Edition.State.FINISHED, Edition.State.CANCELLED)
ANSWERABLE = (Edition.State.REQUESTS_OPEN, Edition.State.SCHEDULING)


def is_open_for_planning(edition: Edition) -> bool:
    """Windows, tables, availability and drafts change until the edition is over."""
    return not edition.is_recorded and edition.state not in OVER


def is_open_for_requests(edition: Edition, now: datetime) -> bool:
    """Clusters ask each other while requests are open and their last instant has not come."""
    closes_at = edition.requests_close_at
    return edition.state == Edition.State.REQUESTS_OPEN and (closes_at is None or now < closes_at)


def is_open_for_answers(edition: Edition) -> bool:
    """Requests are answered, and answers taken back, until the schedule is published."""
    return edition.state in ANSWERABLE


def is_open_for_withdrawal(edition: Edition) -> bool:
    """A request is withdrawn until the event begins; what is published stays as it is."""
    return edition.state in (*ANSWERABLE, Edition.State.PUBLISHED)


def can_meet(registration: Registration) -> bool:
    """Only approved clusters ask and are asked."""
    return registration.state == Registration.State.APPROVED


WITH_SCHEDULE = (Edition.State.PUBLISHED, Edition.State.RUNNING, Edition.State.FINISHED)


def can_have_fairness_shown(edition: Edition) -> bool:
    """The organiser may decide before publication already; it counts from then on."""
    return not edition.is_recorded and edition.state != Edition.State.CANCELLED


def is_fairness_shown(edition: Edition) -> bool:
    """Everybody reads the fairness page once a schedule is published, if the organiser wishes."""
    return edition.is_fairness_public and edition.state in WITH_SCHEDULE


REPLANNABLE = (Edition.State.PUBLISHED, Edition.State.RUNNING)


def is_ready_to_replan(edition: Edition) -> bool:
    """From publication to the end: on the day itself what has begun stays as it is."""
    return edition.state in REPLANNABLE


def is_open_for_what_ifs(edition: Edition) -> bool:
    """One may ask as long as the answer can still change something."""
    return is_ready_to_schedule(edition)


def is_open_for_entering(edition: Edition) -> bool:
    """Once requests are closed by publication, the organiser enters what clusters agree on."""
    return edition.state in REPLANNABLE
