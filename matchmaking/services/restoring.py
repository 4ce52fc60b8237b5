"""A draft that was set aside is made the draft again."""

from datetime import datetime

from events.services.locking import locked_edition, locked_registrations
from interface.contention import retrying
from matchmaking.models import PlacementParticipant, ScheduleVersion
from matchmaking.queries.schedule import wanted_meetings
from matchmaking.rules import is_open_for_planning
from matchmaking.services.drafts import DraftChanged, PlanningOver, drafts_of, set_aside
from matchmaking.services.placing.delegates import seat_delegates

State = ScheduleVersion.State


@retrying
def bring_back(*, version: ScheduleVersion, now: datetime) -> None:
    """Make it the draft again; the draft that stood is set aside. What stands is an answer.

    Meetings that are not wanted any more are left out, and delegations sit as they are now. Raises
    `DraftChanged`, `PlanningOver`, `Busy`.
    """
    edition = locked_edition(version.edition_id)
    if not is_open_for_planning(edition, now):
        raise PlanningOver
    state = ScheduleVersion.objects.values_list("state", flat=True).get(pk=version.pk)
    if state == State.DRAFT:
        return
    if state != State.SET_ASIDE:
        raise DraftChanged
    set_aside(drafts_of(edition), now)
    version.placements.exclude(meeting__in=wanted_meetings(edition)).delete()
    ScheduleVersion.objects.filter(pk=version.pk).update(state=State.DRAFT, set_aside_at=None)
    _seat(version, now)


def _seat(version: ScheduleVersion, now: datetime) -> None:
    """Who sits where in what is to come; nobody was seated anew while it was set aside."""
    rows = PlacementParticipant.objects.filter(version=version, slot__period__startswith__gt=now)
    registrations = set(rows.values_list("registration_id", flat=True))
    locked_registrations(registrations)
    slots = set(rows.values_list("slot_id", flat=True))
    seat_delegates(version, slots=slots, registrations=registrations)
