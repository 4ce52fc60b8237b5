"""Offers that end by themselves: nobody answered in time, or the meeting is elsewhere or off."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from matchmaking.models import Meeting, TimeOffer
from matchmaking.queries.other_times import standing_offers
from matchmaking.services.letters.other_times import withdraw_unsent

State = TimeOffer.State


def overtake(*, meetings: Iterable[Meeting], is_told: bool = False) -> None:
    """End the offers about meetings that are cancelled or moved. Call it inside that act.

    `is_told` where its sides have agreed on a time: no mail need say that other offers ended.
    """
    offers = TimeOffer.objects.filter(meeting__in=meetings)
    _end(offers, State.OVERTAKEN, is_end_told=is_told)


@transaction.atomic
def expire_offers(*, now: datetime, meeting: Meeting | None = None) -> int:
    """End the offers, all or those about one meeting, that nobody answered in time, and those of
    meetings that are elsewhere or off by now; how many there were. Nobody is told by mail.
    """
    offers = TimeOffer.objects.filter(meeting=meeting) if meeting else TimeOffer.objects.all()
    late = _end(offers.filter(expires_at__lte=now), State.EXPIRED)
    return late + _end(offers.exclude(pk__in=standing_offers(now).values("pk")), State.OVERTAKEN)


def _end(offers: QuerySet[TimeOffer], state: State, **values: bool) -> int:
    """End those of these that wait for an answer; how many there were."""
    live = offers.filter(state__in=TimeOffer.LIVE).order_by("pk")
    ended = list(live.select_for_update(of=("self",), no_key=True))
    TimeOffer.objects.filter(pk__in=[row.pk for row in ended]).update(state=state, **values)
    withdraw_unsent(ended)
    return len(ended)
