"""Offers of times that ended because the organiser placed or moved the meeting: the mail about
that says so too, once.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from matchmaking.models import TimeOffer
from matchmaking.queries.told import Difference
from matchmaking.telling.letters import Letter

State = TimeOffer.State
# Of a meeting that has another place than its readers know.
ELSEWHERE = {"meeting_new", "meeting_moved", "meeting_back"}


def with_offers(
    contexts: Mapping[str, dict[str, Any]], sent: Sequence[Letter], now: datetime
) -> Mapping[str, dict[str, Any]]:
    """What the letters to clusters say, by their keys: at a change of a meeting, which clusters had
    `offered` times for it, which nobody may choose any more.
    """
    offered = defaultdict[int, list[str]](list)
    for offer in ended_with((one for letter in sent for one in letter.told), now):
        offered[offer.meeting_id].append(offer.side.cluster.called)
    for letter in sent if offered else ():
        for change in contexts[letter.key]["changes"]:
            is_meant = change["code"] in ELSEWHERE and letter.access is None
            change["offered"] = offered.get(change["key"], []) if is_meant else []
    return contexts


def ends_are_told(found: Iterable[Difference], now: datetime) -> None:
    """These differences are told, and with them that the offers have ended."""
    ended = [offer.pk for offer in ended_with(found, now)]
    if ended:
        TimeOffer.objects.filter(pk__in=ended).update(is_end_told=True)


def ended_with(found: Iterable[Difference], now: datetime) -> list[TimeOffer]:
    """The offers that ended so, and whose end nobody was told; no query where nothing moved."""
    begins = {
        one.key: one.begins
        for one in found
        if one.about == "meeting" and not ELSEWHERE.isdisjoint(one.codes)
    }
    if not begins:
        return []
    live = Q(state__in=TimeOffer.LIVE, expires_at__gt=now)
    rows = TimeOffer.objects.filter(live | Q(state=State.OVERTAKEN), meeting__in=begins)
    rows = rows.filter(is_end_told=False).select_related("side__cluster", "from_slot")
    return [row for row in rows.order_by("made_at", "pk") if _is_over(row, begins[row.meeting_id])]


def _is_over(offer: TimeOffer, begins: datetime | None) -> bool:
    """Whether the meeting is elsewhere than the offer says; what was overtaken is so."""
    at = offer.from_slot.period.lower if offer.from_slot else None
    return offer.state == State.OVERTAKEN or at != begins
