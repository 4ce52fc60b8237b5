"""Who of a delegation is exchanged at the event, and when."""

from datetime import datetime

from events.models import Edition, Registration
from events.rules import is_editable_by_cluster, is_under_way, phase

State = Edition.State


def is_open_for_replacing(edition: Edition, registration: Registration, now: datetime) -> bool:
    """Whether the reception may let another person come in the place of a delegate: once the
    schedule is published or the event has begun, until it is over, of a cluster that comes.
    """
    is_near = phase(edition, now) in (State.PUBLISHED, State.RUNNING) or is_under_way(edition, now)
    is_coming = registration.state == Registration.State.APPROVED
    return is_near and is_coming and is_editable_by_cluster(edition, registration, now)
