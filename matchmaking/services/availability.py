"""A cluster says when it cannot have meetings."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from events.models import Registration
from events.queries.moving import days_of_edition
from events.services.locking import hold_edition, locked_registrations
from interface.contention import retrying
from matchmaking.models import (
    AvailabilityAsk,
    Slot,
    Unavailability,
)
from matchmaking.queries.schedule import published_seats
from matchmaking.rules import is_open_for_planning
from matchmaking.slots import Period


class AvailabilityRefused(Exception):
    """Nothing was changed."""


class AvailabilityClosed(AvailabilityRefused):
    """The edition is over or cancelled."""


class EventMoved(AvailabilityRefused):
    """The event has other days or another zone than those that the times were shown for."""


class MeetingsThen(AvailabilityRefused):
    """The published schedule has meetings of this cluster at these slots."""

    def __init__(self, slots: Iterable[Slot]) -> None:
        super().__init__()
        self.slots = tuple(slots)


@retrying
def set_availability(
    *,
    registration: Registration,
    freed: Collection[Period],
    away: Collection[Period],
    now: datetime,
    shown_for: str = "",
) -> None:
    """The cluster can meet again in the `freed` times, and cannot in the `away` ones.

    Whatever it said of other times stays as it is. `shown_for` are the days that the times were
    shown for, where they were. Raises AvailabilityClosed, EventMoved, MeetingsThen, Busy.
    """
    hold_edition(registration.edition_id)
    locked = locked_registrations([registration.pk])[registration.pk]
    if not is_open_for_planning(locked.edition, now):
        raise AvailabilityClosed
    if shown_for and shown_for != str(days_of_edition(locked.edition)):
        raise EventMoved
    _refuse_published(locked, away)
    free_times(locked, freed)
    _say_no(locked, away)
    # Who frees a time that the organiser asked for has answered.
    said = Unavailability.objects.filter(registration=locked, period__overlap=OuterRef("period"))
    open_asks = AvailabilityAsk.objects.filter(
        registration=locked, state=AvailabilityAsk.State.OPEN
    )
    open_asks.exclude(Exists(said)).update(state=AvailabilityAsk.State.FREED, answered_at=Now())


def free_times(registration: Registration, freed: Collection[Period]) -> None:
    """Cut these times out of what a cluster, which is locked, said no to.

    What is left of a time goes too where no slot lies in it: nobody could see or free it.
    """
    cut: list[int] = []
    left: list[Period] = []
    for pk, period in _said(registration).items():
        pieces = period.without(freed)
        if pieces != [period]:
            cut.append(pk)
            left += pieces
    if not cut:
        return
    slots = [
        Period(period.lower, period.upper)
        for period in Slot.objects.filter(edition=registration.edition_id).values_list(
            "period", flat=True
        )
    ]
    Unavailability.objects.filter(pk__in=cut).delete()
    _store(registration, [piece for piece in left if any(slot.overlaps(piece) for slot in slots)])


def _say_no(registration: Registration, away: Iterable[Period]) -> None:
    said = [*_said(registration).values()]
    for period in away:
        new = period.without(said)
        _store(registration, new)
        said += new


def _said(registration: Registration) -> dict[int, Period]:
    """What the cluster said no to, by primary key."""
    rows = Unavailability.objects.filter(registration=registration)
    return {
        pk: Period(period.lower, period.upper) for pk, period in rows.values_list("pk", "period")
    }


def _store(registration: Registration, periods: Iterable[Period]) -> None:
    Unavailability.objects.bulk_create(
        Unavailability(
            edition=registration.edition,
            registration=registration,
            period=DateTimeTZRange(period.start, period.end),
        )
        for period in periods
    )


def _refuse_published(registration: Registration, away: Collection[Period]) -> None:
    """A meeting that stands in the published schedule is moved by the organiser first."""
    taken = published_seats().filter(registration=registration)
    slots = [
        slot
        for slot in Slot.objects.filter(pk__in=taken.values("slot"))
        if any(period.overlaps(Period(slot.period.lower, slot.period.upper)) for period in away)
    ]
    if slots:
        raise MeetingsThen(slots)
