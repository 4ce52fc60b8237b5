"""The answer of the other side, and of the organiser where the event's rule asks for it."""

from datetime import datetime
from typing import Any
from uuid import uuid5

from accounts.models import User
from events.models import Edition, Registration
from interface.contention import retrying
from matchmaking.models import TimeOffer
from matchmaking.queries.possible import Opening
from matchmaking.rules import notice
from matchmaking.services import placing
from matchmaking.services.letters.other_times import (
    organiser_decides,
    tell_of_refusal,
    tell_proposer_of_no,
)
from matchmaking.services.other_times.ending import overtake
from matchmaking.services.other_times.refusals import OfferOver, TimeTaken
from matchmaking.services.other_times.scene import Scene, locked, turn
from matchmaking.services.placing import Place
from matchmaking.telling.acts import tell_of_agreed_time

State = TimeOffer.State


@retrying
def accept_time(
    *, offer: TimeOffer, side: Registration, slot: int, by: User, now: datetime
) -> TimeOffer:
    """Accept one of the times for the other side: the meeting is then, and both are told.

    Where the event's organiser has to agree it waits for that, and the organiser is told. The same
    yes again changes nothing. Raises an `OtherTimeRefused`, `Busy`.
    """
    scene = locked(offer.meeting, now)
    offer.refresh_from_db()
    if _is_repeated(offer, by, slot):
        return offer
    _check_answerable(offer, scene)
    if offer.side_id == side.pk or not offer.times.filter(slot=slot).exists():
        raise OfferOver
    opening = scene.openings().get(slot)
    if opening is None:
        raise TimeTaken
    answer: dict[str, Any] = {"chosen_id": slot, "answered_by": by, "answered_at": now}
    if scene.meeting.edition.who_moves != Edition.Movers.SIDES:
        then = opening.slot.period.lower
        until = min(then, offer.from_slot.period.lower if offer.from_slot else then)
        answer["expires_at"] = until - notice(scene.meeting.edition)
        turn(offer, State.OPEN, State.WAITING, **answer)
        organiser_decides(offer, opening.slot, now)
    else:
        turn(offer, State.OPEN, State.ACCEPTED, **answer)
        _move(offer, scene, opening, side, by)
    return offer


@retrying
def agree_time(*, offer: TimeOffer, by: User, now: datetime) -> TimeOffer:
    """The organiser agrees to what the two accepted; the meeting is then, and both are told.

    Twice is once. Raises an `OtherTimeRefused`, `Busy`.
    """
    scene = locked(offer.meeting, now)
    offer.refresh_from_db()
    if offer.state == State.ACCEPTED:
        return offer
    if offer.state != State.WAITING:
        raise OfferOver
    scene.check()
    scene.check_standing(offer, State.WAITING)
    opening = scene.openings().get(offer.chosen_id or 0)
    if opening is None:
        raise TimeTaken
    turn(offer, State.WAITING, State.ACCEPTED)
    _move(offer, scene, opening, offer.side, by)
    return offer


@retrying
def refuse_time(*, offer: TimeOffer, now: datetime) -> TimeOffer:
    """The organiser does not agree: the meeting stays, and both are told. Twice is once.

    Raises `OfferOver`, `Busy`.
    """
    scene = locked(offer.meeting, now)
    offer.refresh_from_db()
    if offer.state != State.REFUSED:
        scene.check_standing(offer, State.WAITING)
        turn(offer, State.WAITING, State.REFUSED)
        tell_of_refusal(offer, scene.meeting, now)
    return offer


@retrying
def decline_times(*, offer: TimeOffer, side: Registration, by: User, now: datetime) -> TimeOffer:
    """None of the times suits the other side: the meeting stays. Twice is once.

    Raises `OfferOver`, `Busy`.
    """
    scene = locked(offer.meeting, now)
    offer.refresh_from_db()
    if offer.side_id == side.pk:
        raise OfferOver
    if offer.state != State.DECLINED:
        scene.check_standing(offer, State.OPEN)
        turn(offer, State.OPEN, State.DECLINED, answered_by=by, answered_at=now)
        tell_proposer_of_no(offer, now)
    return offer


def _check_answerable(offer: TimeOffer, scene: Scene) -> None:
    """Raises an `OtherTimeRefused`."""
    if offer.state != State.OPEN or offer.expires_at <= scene.now:
        raise OfferOver
    scene.check()
    scene.check_standing(offer, State.OPEN)


def _is_repeated(offer: TimeOffer, by: User, slot: int) -> bool:
    is_yes = offer.state in (State.ACCEPTED, State.WAITING)
    return is_yes and (offer.answered_by_id, offer.chosen_id) == (by.pk, slot)


def _move(offer: TimeOffer, scene: Scene, opening: Opening, side: Registration, by: User) -> None:
    """Raises `TimeTaken` where something stands in the way after all."""
    slot, table = opening.place
    after = Place(scene.meeting.pk, slot, table)
    key = uuid5(offer.idempotency_key, "settled")
    try:
        placing.settle(version=scene.version, place=after, side=side, user=by, key=key)
    except placing.PlacementRefused as refusal:
        raise TimeTaken from refusal
    overtake(meetings=[scene.meeting], is_told=True)
    tell_of_agreed_time(scene.meeting.edition, scene.meeting.pk, scene.now)
