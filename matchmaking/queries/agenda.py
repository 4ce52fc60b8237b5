"""A cluster's agenda: the programme, its published meetings, its free times."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypedDict

from django.db.models import Exists, OuterRef, QuerySet
from django_stubs_ext import WithAnnotations

from clusters.models import Organisation
from events.models import Edition, Registration, Session, Speaker
from events.queries.presence import Delegation
from events.queries.programme import days_of
from matchmaking.models import Interpreter, PlacementParticipant, ScheduleVersion, Slot, Table
from matchmaking.queries.availability import NOT_AVAILABLE, said_slots, session_slots
from matchmaking.queries.online import addresses
from matchmaking.queries.profile import profiles
from matchmaking.queries.programme import pauses
from matchmaking.queries.schedule import published_version
from matchmaking.recommending import Profile
from translations.queries import column


class Kind(StrEnum):
    SESSION = "session"
    MEETING = "meeting"
    FREE = "free"
    AWAY = "away"
    NOBODY = "nobody"
    PAUSE = "pause"
    NOW = "now"


@dataclass(frozen=True, slots=True)
class Counterpart:
    """Another cluster in a meeting, with what it offers and needs if that was asked for, and who of
    it sits there.
    """

    cluster: Organisation
    profile: Profile
    delegate: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a day. `start` and `end` are None for a session known by its day alone.

    A pause has a `title`. In a meeting sits `delegate`, where anybody is named. A meeting without a
    table is online; its `address` is for its sides.
    """

    kind: Kind
    start: datetime | None
    end: datetime | None
    session: Session | None = None
    speaks: bool = False
    meeting_id: int | None = None
    table: Table | None = None
    counterparts: tuple[Counterpart, ...] = ()
    title: str = ""
    address: str = ""
    delegate: str = ""
    interpreter: Interpreter | None = None

    @property
    def is_online(self) -> bool:
        return self.kind == Kind.MEETING and self.table is None


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Agenda:
    """Every day of the edition; `version` is the published schedule, or what clusters agree on
    before that, None before there is one.
    """

    days: tuple[Day, ...]
    version: ScheduleVersion | None

    @property
    def is_published(self) -> bool:
        return self.version is not None and not self.version.is_opening

    def items(self, kind: Kind) -> list[Item]:
        return [item for day in self.days for item in day.items if item.kind == kind]

    @property
    def sessions(self) -> list[Session]:
        return [item.session for item in self.items(Kind.SESSION) if item.session]


class Told(TypedDict):
    speaks: bool


class Ours(TypedDict):
    ours: str | None


def agenda(
    registration: Registration,
    *,
    delegate: int | None = None,
    with_profiles: bool = True,
    with_addresses: bool = False,
) -> Agenda:
    """The agenda of one registration (with its edition), from the published version; that of one
    `delegate` of it (by id) has the meetings alone in which this one sits, and no free times.

    Eight queries at most, one for who of it is there where the registration does not bring that,
    one for the profiles of those it meets, empty ones without, and one for the addresses of online
    meetings, which are for its own members.
    """
    edition = registration.edition
    version = published_version(edition)
    slots = list(Slot.objects.filter(edition=edition))
    partners = list(_partners(registration, version, delegate)) if version else []
    online = {row.meeting_id for row in partners if row.placement.table_id is None}
    known = addresses(edition, online) if with_addresses else {}
    items = [
        *_sessions(registration, slots),
        *_meetings(partners, known, with_profiles=with_profiles),
    ]
    if delegate is None:
        items += _free(registration, slots, {row.slot_id for row in partners})
    return Agenda(_by_day(edition, items), version)


def _partners(
    registration: Registration, version: ScheduleVersion, delegate: int | None
) -> "QuerySet[WithAnnotations[PlacementParticipant, Ours]]":
    """The other clusters' seats in the meetings of this one, with who of this one sits there; those
    of one delegate alone, where one is given.
    """
    own = PlacementParticipant.objects.filter(
        placement=OuterRef("placement"), registration=registration
    )
    rows = PlacementParticipant.objects.filter(
        version=version,
        meeting__is_cancelled=False,
        placement__participants__registration=registration,
    ).exclude(registration=registration)
    if delegate is not None:
        rows = rows.filter(Exists(own.filter(delegate=delegate)))
    whole = rows.select_related(
        "slot",
        "placement__table",
        "placement__interpreter",
        "registration__cluster__region",
        "delegate",
    )
    return whole.order_by("slot__period", "pk").annotate(ours=own.values("delegate__name"))


def _sessions(registration: Registration, slots: list[Slot]) -> Iterator[Item]:
    """The programme with its pauses; the slots stand for the hours of bilateral meetings."""
    programme = list(_with_own_talks(registration))
    if slots:
        for pause in pauses(registration.edition, programme):
            yield Item(Kind.PAUSE, pause.period.start, pause.period.end, title=pause.title)
    for session in programme:
        if slots and session.kind == Session.Kind.BILATERAL_MEETINGS:
            continue
        period = session.period
        start, end = (period.lower, period.upper) if period else (None, None)
        if period or session.day_on:
            yield Item(Kind.SESSION, start, end, session=session, speaks=session.speaks)


def _with_own_talks(registration: Registration) -> "QuerySet[WithAnnotations[Session, Told]]":
    """The sessions, each with whether this cluster speaks in it."""
    talks = Speaker.objects.agreed().filter(
        session=OuterRef("pk"), organisation=registration.cluster_id
    )
    rows: QuerySet[Session] = registration.edition.sessions.all()
    return rows.annotate(speaks=Exists(talks), texts_loaded=column(Session))


def _meetings(
    rows: "list[WithAnnotations[PlacementParticipant, Ours]]",
    at: Mapping[int, str],
    *,
    with_profiles: bool,
) -> Iterator[Item]:
    clusters = [row.registration.cluster_id for row in rows] if with_profiles else []
    known = profiles(clusters) if clusters else {}
    by_meeting: defaultdict[int, list[WithAnnotations[PlacementParticipant, Ours]]]
    by_meeting = defaultdict(list)
    for row in rows:
        by_meeting[row.meeting_id].append(row)
    for meeting, sides in by_meeting.items():
        others = ((side.registration.cluster, side.delegate) for side in sides)
        yield Item(
            Kind.MEETING,
            sides[0].slot.period.lower,
            sides[0].slot.period.upper,
            meeting_id=meeting,
            table=sides[0].placement.table,
            address=at.get(meeting, ""),
            counterparts=tuple(
                Counterpart(one, known.get(one.pk, Profile()), str(delegate or ""))
                for one, delegate in others
            ),
            delegate=sides[0].ours or "",
            interpreter=sides[0].placement.interpreter,
        )


def _free(registration: Registration, slots: list[Slot], taken: set[int]) -> Iterator[Item]:
    """Slots without a meeting: free ones, those the cluster said no to, and those at which none of
    its delegates is there.
    """
    edition = registration.edition
    said = said_slots(edition, slots, among=[registration.pk]).get(registration.pk, {})
    bound = session_slots(edition, slots, among=[registration.pk]).get(registration.pk, {})
    there = Delegation.of(registration)
    for slot in slots:
        if slot.pk in taken or slot.pk in bound:
            continue
        kind = Kind.FREE if there.present(slot.period) else Kind.NOBODY
        if said.get(slot.pk) == NOT_AVAILABLE:
            kind = Kind.AWAY
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
