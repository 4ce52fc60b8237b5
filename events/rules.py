"""May this person do this with an edition or a registration, and is it the time for it?"""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from clusters.models import Organisation
from events.models import Edition, Registration

TAKING_REGISTRATIONS = (Edition.State.REGISTRATION_OPEN, Edition.State.REQUESTS_OPEN)
ENDED = (Edition.State.FINISHED, Edition.State.CANCELLED)
TAKING_PART = (
    Registration.State.WAITING,
    Registration.State.APPROVED,
    Registration.State.WAITLISTED,
)


def can_organise(user: User | AnonymousUser, edition: Edition) -> bool:
    """Members of the owner or a co-organiser; nobody else, staff neither."""
    return Edition.objects.organised_by(user).filter(pk=edition.pk).exists()


def can_create_edition(user: User | AnonymousUser) -> bool:
    """Members of a body that may hold editions."""
    return Organisation.objects.managed_by(user).organising().exists()


def can_manage(user: User | AnonymousUser, registration: Registration) -> bool:
    """Members of the registered cluster."""
    return Registration.objects.managed_by(user).filter(pk=registration.pk).exists()


def is_open_for_registration(edition: Edition, now: datetime) -> bool:
    """Whether a cluster may register now: a public edition run here, before its closing instant."""
    closes_at = edition.registration_closes_at
    return (
        not edition.is_recorded
        and edition.state in TAKING_REGISTRATIONS
        and (closes_at is None or now < closes_at)
    )


def is_open_for_late_clusters(edition: Edition) -> bool:
    """Whether the organiser may register a cluster: from opening to the end of the event."""
    return not edition.is_recorded and edition.state not in (Edition.State.DRAFT, *ENDED)


def is_open_for_changes(edition: Edition) -> bool:
    """Whether the organiser may still change the edition, its programme and its registrations."""
    return edition.state not in ENDED


def promotes_from_waiting_list(edition: Edition) -> bool:
    """Whether a place that becomes free goes to the first on the waiting list."""
    return edition.state not in (*ENDED, Edition.State.RUNNING)


def is_editable_by_cluster(edition: Edition, registration: Registration) -> bool:
    """Whether the cluster may change its delegation."""
    return is_open_for_changes(edition) and registration.state in TAKING_PART


def is_withdrawable(edition: Edition, registration: Registration) -> bool:
    return is_open_for_changes(edition) and registration.state in TAKING_PART
