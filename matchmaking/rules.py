"""May this person do this with requests, meetings, runs and schedules?"""

from datetime import datetime

from events.models import Edition, Registration

SCHEDULABLE = (Edition.State.REQUESTS_OPEN, Edition.State.SCHEDULING, Edition.State.PUBLISHED)


def is_ready_to_schedule(edition: Edition) -> bool:
    """Runs start once requests are open, and until the event begins."""
    return edition.state in SCHEDULABLE


OVER = (Edition.State.FINISHED, Edition.State.CANCELLED)
ANSWERABLE = (Edition.State.REQUESTS_OPEN, Edition.State.SCHEDULING)


def is_grid_open(edition: Edition) -> bool:
    """Windows and tables change until the edition is over."""
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


def is_open_for_availability(edition: Edition) -> bool:
    return is_grid_open(edition)


def can_meet(registration: Registration) -> bool:
    """Only approved clusters ask and are asked."""
    return registration.state == Registration.State.APPROVED
