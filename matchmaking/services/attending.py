"""A cluster chooses which of its delegates sits in a meeting."""

from datetime import datetime

from django.db.models import QuerySet

from events.models import Delegate, Registration
from events.queries.presence import is_there
from events.rules import is_editable_by_cluster
from events.services.locking import hold_edition, locked_registrations
from interface.contention import retrying
from matchmaking.models import Meeting, MeetingParticipant, PlacementParticipant
from matchmaking.queries.schedule import published_seats
from matchmaking.services.placing.delegates import seat_anew
from matchmaking.services.placing.interpreters import lock_interpreters, seat_interpreters_anew


class ChoiceRefused(Exception):
    """Who sits in the meeting stays as it is."""


class ChoiceClosed(ChoiceRefused):
    """The meeting has begun, or the event is over."""


class CalledOff(ChoiceRefused):
    """The meeting was cancelled."""


class NotThere(ChoiceRefused):
    """The delegate is not there at the time of the meeting."""


class ChosenElsewhere(ChoiceRefused):
    """The delegate was chosen for another meeting of the cluster at that time."""


@retrying
def choose_delegate(
    *, meeting: Meeting, side: Registration, delegate: Delegate | None, now: datetime
) -> None:
    """Let this delegate sit in the meeting, or whoever is free (None).

    It holds where the meeting goes, as long as the delegate is there and free then. Undone by
    another choice. Raises a `ChoiceRefused`, `Busy`.
    """
    hold_edition(side.edition_id)
    current = locked_registrations([side.pk])[side.pk]
    if not is_editable_by_cluster(current.edition, current, now):
        raise ChoiceClosed
    if Meeting.objects.filter(pk=meeting.pk, is_cancelled=True).exists():
        raise CalledOff
    # As it is now: it may have been removed meanwhile.
    chosen = delegate and current.delegates.filter(pk=delegate.pk).first()
    if delegate and not chosen:
        raise NotThere
    published = published_seats().filter(registration=current)
    place = published.filter(meeting=meeting).select_related("slot").first()
    if place and place.slot.period.lower <= now:
        raise ChoiceClosed
    if place and chosen:
        _check_free(published, place, chosen)
    own = MeetingParticipant.objects.filter(meeting=meeting, registration=current)
    own.update(delegate=chosen)
    seat_anew([current], now)
    if current.edition.common_language:
        lock_interpreters(current.edition_id)
        seat_interpreters_anew(current.edition, now, of=current)


def _check_free(
    published: QuerySet[PlacementParticipant], place: PlacementParticipant, chosen: Delegate
) -> None:
    if not is_there(chosen.presence, place.slot.period):
        raise NotThere
    others = published.filter(slot=place.slot_id).exclude(meeting=place.meeting_id)
    taken = MeetingParticipant.objects.filter(
        meeting__in=others.values("meeting"), registration=place.registration_id, delegate=chosen
    )
    if taken.exists():
        raise ChosenElsewhere
