"""When a cluster cannot have meetings: because it said so, or because a session binds it."""

from collections import defaultdict

from django.db.models import QuerySet

from events.models import Edition, Registration, Session, Speaker
from matchmaking.models import Slot, Unavailability

# Words for a slot that a cluster has said no to; a session gives its title instead.
NOT_AVAILABLE = "Not available"

Reasons = dict[int, dict[int, str]]


def busy_slots(edition: Edition) -> Reasons:
    """For each registration (by id) the slots (by id) it cannot use, with the reason in words.

    The reason is the title of a session in which the cluster speaks, or "Not available".
    Registrations that are free throughout are left out.
    """
    busy = said_slots(edition)
    for registration, slots in session_slots(edition).items():
        busy.setdefault(registration, {}).update(slots)
    return busy


def said_slots(edition: Edition) -> Reasons:
    """The slots that clusters have said no to."""
    said: defaultdict[int, dict[int, str]] = defaultdict(dict)
    rows = Unavailability.objects.filter(edition=edition).values_list("registration_id", "slot_id")
    for registration, slot in rows:
        said[registration][slot] = NOT_AVAILABLE
    return dict(said)


def session_slots(edition: Edition) -> Reasons:
    """The slots during which a cluster speaks in a session: computed, never stored."""
    slots = list(Slot.objects.filter(edition=edition))
    registrations = dict(
        Registration.objects.filter(edition=edition).values_list("cluster_id", "pk")
    )
    bound: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for speaker in _timed_speakers(edition):
        registration = registrations.get(speaker.organisation_id or 0)
        if registration is None:
            continue
        for slot in _during(speaker.session, slots):
            bound[registration].setdefault(slot.pk, speaker.session.title)
    return dict(bound)


def _timed_speakers(edition: Edition) -> QuerySet[Speaker]:
    return (
        Speaker.objects.filter(
            session__edition=edition,
            session__period__isnull=False,
            organisation__isnull=False,
        )
        .select_related("session")
        .order_by("session__period", "pk")
    )


def _during(session: Session, slots: list[Slot]) -> list[Slot]:
    """Slots that share time with the session; those that only touch it do not."""
    start, end = session.period.lower, session.period.upper
    return [slot for slot in slots if slot.period.lower < end and start < slot.period.upper]
