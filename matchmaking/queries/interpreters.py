"""What interpreters of an edition are needed for, and which meetings are left without one."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from events.models import Edition, Registration
from matchmaking.models import Interpreter, MeetingParticipant, Placement
from matchmaking.queries.interpreting import Gaps, Interpreting, Speech, interpreting, seated
from matchmaking.queries.plan import Plan
from matchmaking.queries.schedule import published_version, wanted_meetings


@dataclass(frozen=True, slots=True)
class Need:
    """An agreed meeting (by id) whose sides (registrations by id) have no language in common.

    `spoken` is what each side speaks, `able` are those (by id) who can interpret there.
    """

    meeting: int
    sides: tuple[int, ...]
    spoken: tuple[Speech, ...]
    able: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Needs:
    """Agreed meetings that need an interpreter, those first for which there is nobody.

    `meetings` are all that were agreed, `unknown` the approved clusters (how many) of which no
    language is known.
    """

    found: tuple[Need, ...]
    meetings: int
    unknown: int

    @property
    def without(self) -> int:
        """For how many there is nobody."""
        return sum(not need.able for need in self.found)


def needs(edition: Edition) -> Needs:
    """As they are, or would be if the event's rule asked for a common language."""
    asked = interpreting(edition, is_asked=True)
    sides: defaultdict[int, list[int]] = defaultdict(list)
    rows = MeetingParticipant.objects.filter(meeting__in=wanted_meetings(edition).values("pk"))
    for meeting, registration in rows.order_by("meeting_id", "registration_id").values_list(
        "meeting_id", "registration_id"
    ):
        sides[meeting].append(registration)
    found = [
        Need(meeting, tuple(those), asked.sides(those, meeting), asked.able(gaps))
        for meeting, those in sides.items()
        if (gaps := asked.gaps(those, meeting))
    ]
    approved = Registration.objects.filter(edition=edition).approved().values_list("pk", flat=True)
    return Needs(
        tuple(sorted(found, key=lambda need: bool(need.able))),
        meetings=len(sides),
        unknown=sum(not asked.speakers.side(pk) for pk in approved),
    )


def left_without(edition: Edition, people: Iterable[Interpreter], now: datetime) -> list[Placement]:
    """Published meetings to come that nobody of these people is left for, in order of time."""
    version = published_version(edition)
    if version is None or not edition.common_language:
        return []
    plan = Plan(edition, version, is_live=True)
    asked = replace(plan.interpreting, people={person.pk: person for person in people})
    by_slot: defaultdict[int, list[tuple[Placement, Gaps]]] = defaultdict(list)
    for row in plan.placements:
        gaps = asked.gaps(plan.names.participants.get(row.meeting_id, ()), row.meeting_id)
        if gaps and plan.names.slots[row.slot_id].period.lower > now:
            by_slot[row.slot_id].append((row, gaps))
    return [row for slot, there in by_slot.items() for row in _unseated(asked, plan, slot, there)]


def _unseated(
    asked: Interpreting, plan: Plan, slot: int, there: list[tuple[Placement, Gaps]]
) -> list[Placement]:
    period = plan.names.slots[slot].period
    wishes = {row.meeting_id: asked.able(gaps, period) for row, gaps in there}
    found = seated(wishes, {row.meeting_id: row.interpreter_id or 0 for row, _gaps in there})
    return [row for row, _gaps in there if row.meeting_id not in found]


def costs(edition: Edition, after: Iterable[Interpreter], now: datetime) -> list[Placement]:
    """What nobody is left for once these are the event's interpreters, and somebody is now."""
    lost = left_without(edition, after, now)
    if not lost:
        return []
    alone = {row.pk for row in left_without(edition, edition.interpreters.order_by("pk"), now)}
    return [row for row in lost if row.pk not in alone]
