"""Who gets a place: the edition's row is locked, so that places are counted by one at a time."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import QuerySet

from accounts.models import User
from events.models import Edition, Registration
from events.models.registrations import TAKING_PART
from events.queries.waiting import next_in_line
from events.rules import promotes_from_waiting_list
from events.services.delegate_accounts import void_invitations
from events.services.delegate_letters import tell_of_coming
from events.services.letters import tell_clusters
from events.services.locking import locked_registrations
from events.signals import registration_left

State = Registration.State


def free_places(edition: Edition) -> int | None:
    """How many more clusters fit; None when there is no limit. Needs the edition's lock."""
    left = places_left(edition)
    return None if left is None else max(0, left)


def places_left(edition: Edition) -> int | None:
    """The same; less than 0 where more take part than there are places now."""
    if edition.capacity is None:
        return None
    return edition.capacity - edition.registrations.approved().count()


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
    wanted = [(registration, state)]
    settle_each(wanted, now=now, message=message, promoted=promoted, by=by)


def settle_each(
    wanted: Sequence[tuple[Registration, Registration.State]],
    *,
    now: datetime,
    message: str = "",
    promoted: bool = False,
    by: User | None = None,
) -> None:
    """The same of several registrations of one edition."""
    changed = [(row, State(row.state)) for row, _ in wanted]
    for row, state in wanted:
        # So that what mails say of it is asked for once.
        row.edition = wanted[0][0].edition
        # An approval that is taken back leaves until when it held: what had begun has taken place.
        is_open_again = state == State.WAITING and row.state != State.APPROVED
        row.state, row.version = state, row.version + 1
        row.decided_at = None if is_open_again else now
    rows = [row for row, _ in wanted]
    Registration.objects.bulk_update(rows, ["state", "version", "decided_at"])
    tell_clusters(changed, now=now, message=message, promoted=promoted)
    tell_of_coming(changed, now)
    void_invitations([row for row in rows if row.state not in TAKING_PART])
    for row, before in changed:
        if before == State.APPROVED:
            registration_left.send(sender=Registration, registration=row, now=now, by=by)


def promote(*, edition: Edition, now: datetime) -> list[Registration]:
    """Approve the first on the waiting list while places are free. Needs the edition's lock.

    The reserves of a call come in its order, each for one of its places.
    """
    if not promotes_from_waiting_list(edition, now):
        return []
    first = next_in_line(edition)[: free_places(edition)]
    chosen = list(locked_registrations(first).values())
    settle_each([(row, State.APPROVED) for row in chosen], now=now, promoted=True)
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
