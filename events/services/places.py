"""Who gets a place: the edition's row is locked, so that places are counted by one at a time."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from accounts.models import User
from events.models import Edition, Registration
from events.models.registrations import TAKING_PART
from events.queries.waiting import next_in_line
from events.rules import promotes_from_waiting_list
from events.services.delegate_accounts import void_invitations
from events.services.delegate_letters import tell_of_coming
from events.services.letters import tell_cluster
from events.services.locking import locked_registrations
from events.signals import registration_left

State = Registration.State


def free_places(edition: Edition) -> int | None:
    """How many more clusters fit; None when there is no limit. Needs the edition's lock."""
    if edition.capacity is None:
        return None
    return max(0, edition.capacity - edition.registrations.approved().count())


def settle(
    registration: Registration,
    state: Registration.State,
    *,
    now: datetime,
    message: str = "",
    promoted: bool = False,
    by: User | None = None,
) -> None:
    """Give a registration its new state and tell the cluster; `by` is who decided it. Needs the
    edition's lock.
    """
    before = registration.state
    registration.state = state
    registration.version += 1
    # An approval that is taken back leaves until when it held: what had begun has taken place.
    is_open_again = state == State.WAITING and before != State.APPROVED
    registration.decided_at = None if is_open_again else now
    registration.save(update_fields=["state", "version", "decided_at"])
    tell_cluster(
        registration=registration, before=before, now=now, message=message, promoted=promoted
    )
    tell_of_coming(registration, before, now)
    if state not in TAKING_PART:
        void_invitations(registration)
    if before == State.APPROVED:
        registration_left.send(sender=Registration, registration=registration, now=now, by=by)


def promote(*, edition: Edition, now: datetime) -> list[Registration]:
    """Approve the first on the waiting list while places are free. Needs the edition's lock.

    The reserves of a call come in its order, each for one of its places.
    """
    if not promotes_from_waiting_list(edition, now):
        return []
    first = next_in_line(edition)[: free_places(edition)]
    chosen = list(locked_registrations(first).values())
    for registration in chosen:
        settle(registration, State.APPROVED, now=now, promoted=True)
    return chosen


def locked_with_waiting_list(edition: Edition, chosen: Collection[int]) -> list[Registration]:
    """Those of the chosen that belong to the edition, by time of coming.

    The waiting list is locked with them: one of it may get a place that they give up, and
    registrations are locked once, in order of id.
    """
    own = edition.registrations.filter(pk__in=chosen) | _waiting_list(edition)
    found = locked_registrations(own.values_list("pk", flat=True))
    rows = [row for pk, row in found.items() if pk in chosen]
    return sorted(rows, key=lambda row: (row.created_at, row.pk))


def _waiting_list(edition: Edition) -> QuerySet[Registration]:
    return edition.registrations.filter(state=State.WAITLISTED)
