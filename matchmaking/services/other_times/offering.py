"""One side offers other times, or first ones, or takes them back."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from accounts.models import User
from events.models import Registration
from interface.contention import retrying
from interface.keys import KeyTaken, made_before
from matchmaking.models import Meeting, OfferedTime, TimeOffer
from matchmaking.rules import notice
from matchmaking.services.letters.other_times import tell_of_offer, tell_of_taking_back
from matchmaking.services.other_times.ending import make_way
from matchmaking.services.other_times.refusals import OfferedAlready, TimeTaken
from matchmaking.services.other_times.scene import locked, turn

State = TimeOffer.State
OPEN_FOR = timedelta(days=1)


@retrying
def offer_times(
    *,
    meeting: Meeting,
    side: Registration,
    slots: Collection[int],
    by: User,
    key: UUID,
    now: datetime,
) -> TimeOffer:
    """Offer other times to the other side of a meeting, or first ones where it has no published
    place; the other side is told.

    It stays open for a day, and never beyond the last time offered or the meeting itself. The same
    key and times, the same offer. Raises an `OtherTimeRefused`, `KeyTaken`, `Busy`.
    """
    scene = locked(meeting, now)
    if given := made_before(TimeOffer, key, {"meeting": meeting, "side": side}):
        if set(given.times.values_list("slot", flat=True)) != set(slots):
            raise KeyTaken
        return given
    scene.check_offering()
    place, possible = scene.place, scene.openings()
    if not slots or not set(slots) <= possible.keys():
        raise TimeTaken
    make_way(meeting=meeting, now=now)
    if TimeOffer.objects.filter(meeting=meeting, side=side, state__in=TimeOffer.LIVE).exists():
        raise OfferedAlready
    begins = [possible[pk].slot.period.lower for pk in slots]
    until = min(max(begins), place.slot.period.lower if place else max(begins))
    offer = TimeOffer.objects.create(
        meeting=meeting,
        side=side,
        from_slot=place.slot if place else None,
        made_by=by,
        made_at=now,
        expires_at=min(now + OPEN_FOR, until - notice(scene.meeting.edition)),
        idempotency_key=key,
    )
    OfferedTime.objects.bulk_create(OfferedTime(offer=offer, slot_id=pk) for pk in sorted(slots))
    tell_of_offer(offer, sorted(begins), now)
    return offer


@retrying
def withdraw_times(*, offer: TimeOffer, now: datetime) -> TimeOffer:
    """The side that offered takes it back; who had accepted is told, and the organiser.

    Twice is once. Raises `OfferOver`, `Busy`.
    """
    scene = locked(offer.meeting, now)
    offer.refresh_from_db()
    if offer.state != State.WITHDRAWN:
        was_agreed = offer.state == State.WAITING
        before = State.WAITING if was_agreed else State.OPEN
        scene.check_standing(offer, before)
        turn(offer, before, State.WITHDRAWN)
        tell_of_taking_back(offer, now, was_agreed=was_agreed)
    return offer
