"""Where programme and meetings lie over each other."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef

from events.models import Session
from matchmaking.models import MeetingWindow, Placement, PlacementParticipant, ScheduleVersion, Slot
from matchmaking.slots import GridPlan, Period

# "window" or "placement", and its primary key.
Mark = tuple[str, int]
# What is laid over a session: the name of a window or pause, when it begins, and the session.
Overlap = tuple[str, str, int]

LIVE = (ScheduleVersion.State.PUBLISHED, ScheduleVersion.State.DRAFT)


def overlaps(session: Session) -> frozenset[Mark]:
    """The windows that have times in a session, and the meetings that it keeps somebody from.

    Meetings of the published schedule and of the draft. Nothing where meetings go on.
    """
    if session.period is None or session.binds == Session.Binds.NOBODY:
        return frozenset()
    slots = Slot.objects.filter(edition=session.edition_id, period__overlap=session.period)
    windows = MeetingWindow.objects.filter(slots__in=slots).distinct()
    placed = Placement.objects.filter(slot__in=slots, version__state__in=LIVE)
    placed = placed.filter(meeting__is_cancelled=False)
    if session.binds == Session.Binds.SPEAKERS:
        speaking = PlacementParticipant.objects.filter(
            placement=OuterRef("pk"),
            registration__cluster__in=session.speakers.values("organisation"),
        )
        placed = placed.filter(Exists(speaking))
    return frozenset(
        [("window", pk) for pk in windows.values_list("pk", flat=True)]
        + [("placement", pk) for pk in placed.values_list("pk", flat=True)]
    )


def over_sessions(plan: GridPlan, sessions: Iterable[Session]) -> frozenset[Overlap]:
    """The windows of a plan with times in a session, and the pauses in one.

    Windows may lie over sessions during which meetings go on; a pause is said in any case, since
    the programme shows it by itself.
    """
    found: set[Overlap] = set()
    for session in sessions:
        period = Period(session.period.lower, session.period.upper)
        binds = session.binds != Session.Binds.NOBODY
        for window in plan.windows:
            if binds and any(slot.overlaps(period) for slot in window.slots()):
                found.add((window.name, window.period.start.isoformat(), session.pk))
            found |= {
                (pause.title, pause.period.start.isoformat(), session.pk)
                for pause in window.pauses
                if pause.period.overlaps(period)
            }
    return frozenset(found)
