"""Offers that end by themselves: nobody answered in time, or the meeting is elsewhere or off."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from matchmaking.models import Meeting, TimeOffer
from matchmaking.queries.other_times import held_offers, in_place, standing_offers
from matchmaking.services.letters.other_times import ask_anew, withdraw_unsent

State = TimeOffer.State


def overtake(*, meetings: Iterable[Meeting], is_told: bool = False) -> None:
    """End the offers about meetings that are cancelled or moved. Call it inside that act.

    `is_told` where its sides have agreed on a time: no mail need say that other offers ended.
    """
    offers = TimeOffer.objects.filter(meeting__in=meetings)
    _end(offers, State.OVERTAKEN, is_end_told=is_told)


@transaction.atomic
def expire_offers(*, now: datetime) -> int:
    """End the offers that nobody answered in time, and those of meetings that are off, or elsewhere
    and their sides know it; how many there were. Nobody is told by mail.

    While a meeting is elsewhere and nobody knows it yet, no mail asks for an answer; once it is
    back, those that were not sent are written anew.
    """
    held = held_offers(now)
    ended = _end_all(TimeOffer.objects.exclude(pk__in=held.values("pk")), now)
    withdraw_unsent(held)
    ask_anew(standing_offers(now), now)
    return ended


def make_way(*, meeting: Meeting, now: datetime) -> None:
    """End the offers about this meeting that do not stand, for another one to be made."""
    _end_all(TimeOffer.objects.filter(meeting=meeting), now)


def _end_all(offers: QuerySet[TimeOffer], now: datetime) -> int:
    """End those of these that do not stand; how many there were."""
    late = offers.filter(in_place(), expires_at__lte=now, is_end_told=False)
    standing = standing_offers(now).values("pk")
    return _end(late, State.EXPIRED) + _end(offers.exclude(pk__in=standing), State.OVERTAKEN)


def _end(offers: QuerySet[TimeOffer], state: State, **values: bool) -> int:
    """End those of these that wait for an answer; how many there were."""
    live = offers.filter(state__in=TimeOffer.LIVE).order_by("pk")
    ended = list(live.select_for_update(of=("self",), no_key=True))
    TimeOffer.objects.filter(pk__in=[row.pk for row in ended]).update(state=state, **values)
    withdraw_unsent(ended)
    return len(ended)
