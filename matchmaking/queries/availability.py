"""When a cluster cannot have meetings: because it said so, or because a session binds it."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TypedDict

from django.db.models import F, QuerySet
from django_stubs_ext import WithAnnotations

from events.models import Edition, Session, Speaker
from matchmaking.models import Slot, Unavailability

# Stands for a slot that a cluster has said no to; a session gives its title instead. Not shown.
NOT_AVAILABLE = "not-available"

Reasons = dict[int, dict[int, str]]


class Bound(TypedDict):
    registration: int


def busy_slots(edition: Edition, slots: Iterable[Slot] | None = None) -> Reasons:
    """For each registration (by id) the slots (by id) it cannot use, with the reason.

    The reason is the title of a session in which the cluster speaks, or `NOT_AVAILABLE`.
    Registrations that are free throughout are left out. `slots` are those of the edition, if they
    are at hand.
    """
    busy = said_slots(edition)
    for registration, bound in session_slots(edition, slots).items():
        busy.setdefault(registration, {}).update(bound)
    return busy


def said_slots(edition: Edition) -> Reasons:
    """The slots that clusters have said no to."""
    said: defaultdict[int, dict[int, str]] = defaultdict(dict)
    rows = Unavailability.objects.filter(edition=edition).values_list("registration_id", "slot_id")
    for registration, slot in rows:
        said[registration][slot] = NOT_AVAILABLE
    return dict(said)


def session_slots(edition: Edition, slots: Iterable[Slot] | None = None) -> Reasons:
    """The slots during which a cluster speaks in a session: computed, never stored."""
    if slots is None:
        slots = Slot.objects.filter(edition=edition)
    slots = tuple(slots)
    bound: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for speaker in _timed_speakers(edition):
        for slot in _during(speaker.session, slots):
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


def _during(session: Session, slots: Iterable[Slot]) -> list[Slot]:
    """Slots that share time with the session; those that only touch it do not."""
    start, end = session.period.lower, session.period.upper
    return [slot for slot in slots if slot.period.lower < end and start < slot.period.upper]
