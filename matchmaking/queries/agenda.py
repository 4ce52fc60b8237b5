"""A cluster's agenda: the programme, its published meetings, its free times."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from clusters.models import Organisation
from events.models import Edition, Registration, Session
from events.queries.programme import days_of
from matchmaking.models import MeetingParticipant, Placement, ScheduleVersion, Slot, Table
from matchmaking.queries.availability import NOT_AVAILABLE, said_slots, session_slots
from matchmaking.queries.profile import profiles
from matchmaking.queries.schedule import published_version
from matchmaking.recommending import Profile


class Kind(StrEnum):
    SESSION = "session"
    MEETING = "meeting"
    FREE = "free"
    AWAY = "away"
    NOW = "now"


@dataclass(frozen=True, slots=True)
class Counterpart:
    """Another cluster in a meeting, with what it offers and needs."""

    cluster: Organisation
    profile: Profile


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a day. `start` and `end` are None for a session known by its day alone."""

    kind: Kind
    start: datetime | None
    end: datetime | None
    session: Session | None = None
    speaks: bool = False
    meeting_id: int | None = None
    table: Table | None = None
    counterparts: tuple[Counterpart, ...] = ()


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Agenda:
    """Every day of the edition; `version` is the published schedule, None before there is one."""

    days: tuple[Day, ...]
    version: ScheduleVersion | None

    def items(self, kind: Kind) -> list[Item]:
        return [item for day in self.days for item in day.items if item.kind == kind]


def agenda(registration: Registration) -> Agenda:
    """The agenda of one registration (with its edition), from the published version."""
    edition = registration.edition
    version = published_version(edition)
    slots = list(Slot.objects.filter(edition=edition))
    placed = list(_placed(registration, version)) if version else []
    items = [
        *_sessions(registration, slots),
        *_meetings(registration, placed),
        *_free(registration, slots, {placement.slot_id for placement in placed}),
    ]
    return Agenda(_by_day(edition, items), version)


def _placed(registration: Registration, version: ScheduleVersion) -> Iterable[Placement]:
    return Placement.objects.filter(
        version=version, meeting__is_cancelled=False, participants__registration=registration
    ).select_related("slot", "table", "meeting")


def _sessions(registration: Registration, slots: list[Slot]) -> Iterator[Item]:
    """The programme; the slots stand for the hours of bilateral meetings."""
    rows = registration.edition.sessions.prefetch_related("speakers")
    for session in rows:
        if slots and session.kind == Session.Kind.BILATERAL_MEETINGS:
            continue
        speaks = any(
            speaker.organisation_id == registration.cluster_id for speaker in session.speakers.all()
        )
        period = session.period
        start, end = (period.lower, period.upper) if period else (None, None)
        if period or session.day_on:
            yield Item(Kind.SESSION, start, end, session=session, speaks=speaks)


def _meetings(registration: Registration, placed: list[Placement]) -> Iterator[Item]:
    others = _counterparts(registration, [placement.meeting_id for placement in placed])
    for placement in placed:
        yield Item(
            Kind.MEETING,
            placement.slot.period.lower,
            placement.slot.period.upper,
            meeting_id=placement.meeting_id,
            table=placement.table,
            counterparts=tuple(others[placement.meeting_id]),
        )


def _counterparts(
    registration: Registration, meetings: list[int]
) -> defaultdict[int, list[Counterpart]]:
    rows = list(
        MeetingParticipant.objects.filter(meeting__in=meetings)
        .exclude(registration=registration)
        .select_related("registration__cluster__region")
    )
    known = profiles([row.registration.cluster_id for row in rows])
    found: defaultdict[int, list[Counterpart]] = defaultdict(list)
    for row in rows:
        cluster = row.registration.cluster
        found[row.meeting_id].append(Counterpart(cluster, known[cluster.pk]))
    return found


def _free(registration: Registration, slots: list[Slot], taken: set[int]) -> Iterator[Item]:
    """Slots without a meeting: free ones, and those the cluster said no to."""
    said = said_slots(registration.edition).get(registration.pk, {})
    bound = session_slots(registration.edition).get(registration.pk, {})
    for slot in slots:
        if slot.pk in taken or slot.pk in bound:
            continue
        kind = Kind.AWAY if said.get(slot.pk) == NOT_AVAILABLE else Kind.FREE
        yield Item(kind, slot.period.lower, slot.period.upper)


def _by_day(edition: Edition, items: Iterable[Item]) -> tuple[Day, ...]:
    by_day: defaultdict[date, list[Item]] = defaultdict(list)
    for day in days_of(edition):
        by_day[day] = []
    for item in items:
        if item.start:
            by_day[item.start.astimezone(edition.zone).date()].append(item)
        elif item.session and item.session.day_on:
            by_day[item.session.day_on].append(item)
    return tuple(Day(on, tuple(sorted(by_day[on], key=when))) for on in sorted(by_day))


def when(item: Item) -> tuple[float, str]:
    """The order of a day: what is known by its day alone comes first."""
    return (item.start.timestamp() if item.start else 0.0, item.kind)
