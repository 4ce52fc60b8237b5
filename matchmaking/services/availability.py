"""A cluster says when it cannot have meetings."""

from collections.abc import Collection, Iterable

from django.db.models.functions import Now

from events.models import Registration
from events.services.locking import hold_edition, locked_registrations
from interface.contention import retrying
from matchmaking.models import (
    AvailabilityAsk,
    PlacementParticipant,
    ScheduleVersion,
    Slot,
    Unavailability,
)
from matchmaking.queries.availability import session_slots
from matchmaking.rules import is_open_for_planning


class AvailabilityRefused(Exception):
    """Nothing was changed."""


class AvailabilityClosed(AvailabilityRefused):
    """The edition is over or cancelled."""


class MeetingsThen(AvailabilityRefused):
    """The published schedule has meetings of this cluster at these slots."""

    def __init__(self, slots: Iterable[Slot]) -> None:
        super().__init__()
        self.slots = tuple(slots)


@retrying
def set_availability(*, registration: Registration, available: Collection[int]) -> None:
    """The cluster can meet in the `available` slots (ids), and in no others.

    What was said of slots that a session binds stays as it is. Raises AvailabilityClosed,
    MeetingsThen, and Busy.
    """
    hold_edition(registration.edition_id)
    locked = locked_registrations([registration.pk])[registration.pk]
    if not is_open_for_planning(locked.edition):
        raise AvailabilityClosed
    bound = session_slots(locked.edition).get(locked.pk, {})
    slots = [slot for slot in Slot.objects.filter(edition=locked.edition) if slot.pk not in bound]
    away = {slot.pk for slot in slots if slot.pk not in available}
    _refuse_published(locked, away)
    back = [slot.pk for slot in slots if slot.pk in available]
    Unavailability.objects.filter(registration=locked, slot__in=back).delete()
    # Who ticks a time that the organiser asked for has answered.
    AvailabilityAsk.objects.filter(
        registration=locked, slot__in=back, state=AvailabilityAsk.State.OPEN
    ).update(state=AvailabilityAsk.State.FREED, answered_at=Now())
    Unavailability.objects.bulk_create(
        [Unavailability(edition=locked.edition, registration=locked, slot_id=pk) for pk in away],
        ignore_conflicts=True,
    )


def _refuse_published(registration: Registration, away: set[int]) -> None:
    """A meeting that stands in the published schedule is moved by the organiser first."""
    taken = PlacementParticipant.objects.filter(
        registration=registration, version__state=ScheduleVersion.State.PUBLISHED, slot__in=away
    )
    if slots := list(Slot.objects.filter(pk__in=taken.values("slot"))):
        raise MeetingsThen(slots)
