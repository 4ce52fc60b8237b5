"""When a cluster cannot have meetings: because it said so, or because a session binds it."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import product
from typing import NamedTuple, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import (
    BigIntegerField,
    CharField,
    Exists,
    F,
    Func,
    OuterRef,
    QuerySet,
    Value,
)
from django_stubs_ext import WithAnnotations

from events.models import Edition, Registration, Session, Speaker
from events.models.registrations import TAKING_PART
from events.queries.presence import Delegation, delegations
from matchmaking.models import AvailabilityAsk, Slot, Unavailability
from matchmaking.slots import Period

# Stand for a slot that a cluster has said no to, and for one at which no delegate of it is there; a
# session gives its title instead. Not shown.
NOT_AVAILABLE = "not-available"
NOBODY_THERE = "nobody-there"

Reasons = dict[int, dict[int, str]]


@dataclass(frozen=True)
class AnswersTouched:
    """What a change of the grid lies over, by registration: times that it said no to, and was
    asked to free.
    """

    said: Mapping[int, tuple[Period, ...]] = field(default_factory=dict)
    asked: Mapping[int, tuple[Period, ...]] = field(default_factory=dict)

    @property
    def registrations(self) -> set[int]:
        return {*self.said, *self.asked}

    @property
    def count(self) -> int:
        """How many answers and open questions there are."""
        return sum(len(periods) for kind in (self.said, self.asked) for periods in kind.values())


class Bound(TypedDict):
    speaking: list[int]


def busy_slots(
    edition: Edition,
    slots: Iterable[Slot] | None = None,
    *,
    among: Collection[int] | None = None,
    there: Mapping[int, Delegation] | None = None,
) -> Reasons:
    """For each registration (by id) the slots (by id) it cannot use, with the reason.

    The reason is the title of a session that binds the cluster, `NOT_AVAILABLE` or `NOBODY_THERE`.
    Registrations that are free throughout are left out. `slots` are those of the edition, and
    `among` its registrations, `there` their delegations, if they are at hand.
    """
    slots = _slots(edition, slots)
    periods, sessions = _said_and_binding(edition)
    busy = _said(periods, slots)
    if there is None:
        there = delegations(edition.registrations.order_by("pk"))
    for registration, empty in _without_delegates(there, slots).items():
        busy.setdefault(registration, {}).update(empty)
    for registration, bound in _titles(_bound(edition, sessions, slots, among)).items():
        busy.setdefault(registration, {}).update(bound)
    return busy


def _without_delegates(there: Mapping[int, Delegation], slots: Iterable[Slot]) -> Reasons:
    """The slots at which no delegate is there."""
    found: Reasons = {}
    for registration, delegation in there.items():
        if delegation.there and None not in delegation.there:
            empty = [slot.pk for slot in slots if not delegation.present(slot.period)]
            found[registration] = dict.fromkeys(empty, NOBODY_THERE)
    return {registration: empty for registration, empty in found.items() if empty}


def said_slots(
    edition: Edition,
    slots: Iterable[Slot] | None = None,
    *,
    among: Collection[int] | None = None,
) -> Reasons:
    """The slots that share time with what clusters have said no to; all, or those `among`."""
    rows = Unavailability.objects.filter(edition=edition)
    if among is not None:
        rows = rows.filter(registration__in=among)
    periods = rows.values_list("registration_id", "period")
    return _said(list(periods), _slots(edition, slots))


def _said(periods: Iterable[tuple[int, DateTimeTZRange]], slots: Iterable[Slot]) -> Reasons:
    during = _Slots(slots)
    said: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for registration, period in periods:
        said[registration].update(
            (slot.pk, NOT_AVAILABLE) for slot in during.within(period.lower, period.upper)
        )
    return {registration: found for registration, found in said.items() if found}


def said_no(registration: Registration) -> QuerySet[Slot]:
    """The slots that one cluster has said no to."""
    said = Unavailability.objects.filter(registration=registration)
    return Slot.objects.filter(
        Exists(said.filter(period__overlap=OuterRef("period"))), edition=registration.edition_id
    )


def answers_touched(edition: Edition, slots: Collection[Period]) -> AnswersTouched:
    """What clusters that take part have said or were asked about times in these slots.

    The slots need not be there yet, or any more.
    """
    said = Unavailability.objects.filter(edition=edition, registration__state__in=TAKING_PART)
    asks = AvailabilityAsk.objects.filter(
        edition=edition, registration__state__in=TAKING_PART, state=AvailabilityAsk.State.OPEN
    )
    return AnswersTouched(said=_touched(said, slots), asked=_touched(asks, slots))


def _touched(
    rows: QuerySet[Unavailability] | QuerySet[AvailabilityAsk], slots: Collection[Period]
) -> dict[int, tuple[Period, ...]]:
    found: defaultdict[int, list[Period]] = defaultdict(list)
    for registration, stored in rows.values_list("registration_id", "period"):
        period = Period(stored.lower, stored.upper)
        if any(slot.overlaps(period) for slot in slots):
            found[registration].append(period)
    return {registration: tuple(sorted(periods)) for registration, periods in found.items()}


def session_slots(
    edition: Edition,
    slots: Iterable[Slot] | None = None,
    *,
    among: Collection[int] | None = None,
) -> Reasons:
    """The slots during which a session binds a cluster: computed, never stored.

    That is all clusters, or those that speak, as the session says; with `among` of these alone.
    """
    sessions = _binding_sessions(edition).values_list(*BINDING)
    found = sorted(_Binding(*row) for row in sessions)
    return _titles(_bound(edition, found, _slots(edition, slots), among))


@dataclass(frozen=True, slots=True)
class InSession:
    """The session in which a cluster is then (with its edition), and whether it speaks there."""

    session: Session
    speaks: bool


def sessions_of(registration: Registration, slots: Iterable[Slot]) -> dict[int, InSession]:
    """The session that binds a cluster (with its edition) in each of these slots in which one does;
    by slot (id).
    """
    edition, pk = registration.edition, registration.pk
    sessions = {session.pk: session for session in _binding_sessions(edition)}
    found = sorted(
        _Binding(*(getattr(session, name) for name in BINDING)) for session in sessions.values()
    )
    for session in sessions.values():
        session.edition = edition
    return {
        slot: InSession(sessions[binding.key], pk in binding.speaking)
        for slot, binding in _bound(edition, found, slots, [pk]).get(pk, {}).items()
    }


def _titles(bound: Mapping[int, Mapping[int, "_Binding"]]) -> Reasons:
    return {
        registration: {slot: binding.title for slot, binding in found.items()}
        for registration, found in bound.items()
    }


def _bound(
    edition: Edition,
    sessions: Iterable["_Binding"],
    slots: Iterable[Slot],
    among: Collection[int] | None,
) -> dict[int, dict[int, "_Binding"]]:
    during = _Slots(slots)
    bound: defaultdict[int, dict[int, _Binding]] = defaultdict(dict)
    everybody = among
    for session in sessions:
        slots_then = during.within(session.period.lower, session.period.upper)
        who: Collection[int] = session.speaking
        if among is not None:
            who = set(among).intersection(who)
        if session.binds == Session.Binds.EVERYBODY and slots_then:
            if everybody is None:
                everybody = list(edition.registrations.order_by("pk").values_list("pk", flat=True))
            who = everybody
        for registration, slot in product(who, slots_then):
            bound[registration].setdefault(slot.pk, session)
    return dict(bound)


class _Binding(NamedTuple):
    """A session that keeps clusters from meetings: those for everybody come first, then in order of
    time. `speaking` are the registrations of those that agreed to speak in it.
    """

    binds: str
    period: DateTimeTZRange
    key: int
    title: str
    speaking: list[int]


BINDING = ("binds", "period", "pk", "title", "speaking")


def _said_and_binding(
    edition: Edition,
) -> tuple[list[tuple[int, DateTimeTZRange]], list[_Binding]]:
    """What clusters have said no to, and the sessions that bind some; one query."""
    own = Func(
        F("registration_id"),
        function="ARRAY",
        template="%(function)s[%(expressions)s]",
        output_field=ArrayField(BigIntegerField()),
    )
    said = (
        Unavailability.objects.filter(edition=edition)
        .order_by()
        .annotate(binds=Value("", CharField()), title=Value("", CharField()), speaking=own)
    )
    rows = said.values_list(*BINDING).union(
        _binding_sessions(edition).order_by().values_list(*BINDING), all=True
    )
    found = [_Binding(*row) for row in rows]
    periods = [(row.speaking[0], row.period) for row in found if not row.binds]
    return periods, sorted(row for row in found if row.binds)


def _binding_sessions(edition: Edition) -> "QuerySet[WithAnnotations[Session, Bound]]":
    """Sessions with times that keep clusters from meetings, each as a `_Binding`."""
    speaking = Speaker.objects.agreed().filter(
        session=OuterRef("pk"), organisation__registrations__edition=edition
    )
    rows: QuerySet[Session] = edition.sessions.filter(period__isnull=False).exclude(
        binds=Session.Binds.NOBODY
    )
    return rows.order_by().annotate(
        speaking=ArraySubquery(speaking.values("organisation__registrations"))
    )


def _slots(edition: Edition, slots: Iterable[Slot] | None) -> tuple[Slot, ...]:
    return tuple(Slot.objects.filter(edition=edition) if slots is None else slots)


class _Slots:
    """The slots of an edition in order of time; they never overlap."""

    def __init__(self, slots: Iterable[Slot]) -> None:
        self.slots = sorted(slots, key=lambda slot: slot.period.lower)
        self.starts = [slot.period.lower for slot in self.slots]
        self.ends = [slot.period.upper for slot in self.slots]

    def within(self, start: datetime, end: datetime) -> list[Slot]:
        """Slots that share time with this one; those that only touch it do not."""
        return self.slots[bisect_right(self.ends, start) : bisect_left(self.starts, end)]
