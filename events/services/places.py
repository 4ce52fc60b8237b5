"""Who gets a place: the edition's row is locked, so that places are counted by one at a time."""

from datetime import datetime

from events.models import Edition, Registration
from events.rules import promotes_from_waiting_list
from events.services.letters import tell_cluster
from events.signals import registration_left

State = Registration.State


def locked_edition(pk: int) -> Edition:
    """The edition, locked until the transaction ends. Lock it before any registration.

    The lock is the weaker one: rows that merely point at the edition can still be written.
    """
    return Edition.objects.select_for_update(no_key=True).get(pk=pk)


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
) -> None:
    """Give a registration its new state and tell the cluster. Needs the edition's lock."""
    left = registration.state == State.APPROVED
    registration.state = state
    registration.version += 1
    registration.decided_at = None if state == State.WAITING else now
    registration.save(update_fields=["state", "version", "decided_at"])
    if state != State.WITHDRAWN:
        tell_cluster(registration=registration, now=now, message=message, promoted=promoted)
    if left:
        registration_left.send(sender=Registration, registration=registration, now=now)


def promote(*, edition: Edition, now: datetime) -> list[Registration]:
    """Approve the first on the waiting list while places are free. Needs the edition's lock."""
    if not promotes_from_waiting_list(edition):
        return []
    waitlisted = edition.registrations.filter(state=State.WAITLISTED)
    first = waitlisted.order_by("created_at", "pk")[: free_places(edition)]
    chosen = _locked([registration.pk for registration in first])
    for registration in chosen:
        settle(registration, State.APPROVED, now=now, promoted=True)
    return chosen


def locked_registrations(edition: Edition, chosen: list[int]) -> list[Registration]:
    """Those of the chosen that belong to the edition: locked by id, given by time of coming."""
    found = _locked(chosen, edition=edition)
    return sorted(found, key=lambda row: (row.created_at, row.pk))


def _locked(chosen: list[int], **within: Edition) -> list[Registration]:
    rows = Registration.objects.filter(pk__in=chosen, **within).order_by("pk")
    return list(
        rows.select_related("edition", "cluster").select_for_update(of=("self",), no_key=True)
    )
