"""When a cluster cannot have meetings: because it said so, or because a session binds it."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypedDict

from django.db.models import Exists, F, OuterRef, QuerySet
from django_stubs_ext import WithAnnotations

from events.models import Edition, Registration, Speaker
from matchmaking.models import AvailabilityAsk, Slot, Unavailability
from matchmaking.slots import Period

# Stands for a slot that a cluster has said no to; a session gives its title instead. Not shown.
NOT_AVAILABLE = "not-available"

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
    registration: int


def busy_slots(edition: Edition, slots: Iterable[Slot] | None = None) -> Reasons:
    """For each registration (by id) the slots (by id) it cannot use, with the reason.

    The reason is the title of a session in which the cluster speaks, or `NOT_AVAILABLE`.
    Registrations that are free throughout are left out. `slots` are those of the edition, if they
    are at hand.
    """
    slots = _slots(edition, slots)
    busy = said_slots(edition, slots)
    for registration, bound in session_slots(edition, slots).items():
        busy.setdefault(registration, {}).update(bound)
    return busy


def said_slots(edition: Edition, slots: Iterable[Slot] | None = None) -> Reasons:
    """The slots that share time with what clusters have said no to."""
    slots = _slots(edition, slots)
    during = _Slots(slots)
    said: defaultdict[int, dict[int, str]] = defaultdict(dict)
    rows = Unavailability.objects.filter(edition=edition).values_list("registration_id", "period")
    for registration, period in rows:
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
    states = Registration.State
    part = (states.WAITING, states.APPROVED, states.WAITLISTED)
    said = Unavailability.objects.filter(edition=edition, registration__state__in=part)
    asks = AvailabilityAsk.objects.filter(
        edition=edition, registration__state__in=part, state=AvailabilityAsk.State.OPEN
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


def session_slots(edition: Edition, slots: Iterable[Slot] | None = None) -> Reasons:
    """The slots during which a cluster speaks in a session: computed, never stored."""
    during = _Slots(_slots(edition, slots))
    bound: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for speaker in _timed_speakers(edition):
        period = speaker.session.period
        for slot in during.within(period.lower, period.upper):
            bound[speaker.registration].setdefault(slot.pk, speaker.session.title)
    return dict(bound)


def _timed_speakers(edition: Edition) -> "QuerySet[WithAnnotations[Speaker, Bound]]":
    """Those whose cluster is registered, with the registration."""
    return (
        Speaker.objects.filter(
            session__edition=edition,
            session__period__isnull=False,
            organisation__registrations__edition=edition,
        )
        .annotate(registration=F("organisation__registrations"))
        .select_related("session")
        .order_by("session__period", "pk")
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
