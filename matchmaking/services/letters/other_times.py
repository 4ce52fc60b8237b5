"""The mails about another time for a meeting, or a first one; that it moved the agendas tell."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from clusters.queries import people_of
from events.models import Registration
from events.queries.about import about, called
from events.queries.editions import organisers_to_tell
from matchmaking.models import Meeting, Slot, TimeOffer
from notifications.queries import written
from notifications.services import has_left, tell, withdraw_each

ASKED, DECIDE = "other-time-asked", "other-time-decide"
ABOUT = "time-offer:"
OPEN = TimeOffer.State.OPEN


def tell_of_offer(offer: TimeOffer, begins: Sequence[datetime], now: datetime) -> None:
    """The other side is asked for another time, with the times to choose from."""
    for other in _sides(offer.meeting, but=offer.side_id):
        zone = other.edition.zone
        values = {
            "other": offer.side.cluster.called,
            "times": [instant.astimezone(zone) for instant in begins],
            "starts_at": _begins(offer, zone),
            "until": offer.expires_at.astimezone(zone),
        }
        _tell(offer, other, "other_time_asked", values, now)


def tell_proposer_of_no(offer: TimeOffer, now: datetime) -> None:
    """None of the times suits: the meeting stays."""
    [proposer] = [side for side in _sides(offer.meeting) if side.pk == offer.side_id]
    _tell(offer, proposer, "other_time_declined", _now_at(offer, proposer), now)


def tell_of_refusal(offer: TimeOffer, meeting: Meeting, now: datetime) -> None:
    """The organiser did not agree: the meeting stays."""
    for side in _sides(meeting):
        _tell(offer, side, "other_time_refused", _now_at(offer, side), now)


def organiser_decides(offer: TimeOffer, slot: Slot, now: datetime) -> None:
    """The two agree on another time, and the organiser is asked."""
    zone = offer.meeting.edition.zone
    values = {
        "before": _begins(offer, zone),
        "after": slot.period.lower.astimezone(zone),
    }
    _tell_organiser(offer, DECIDE, values, now)


def tell_of_taking_back(offer: TimeOffer, now: datetime, *, was_agreed: bool) -> None:
    """The offer is taken back. Where the other side had accepted, it is told that the meeting
    stays, and so is the organiser who was asked.
    """
    for other in _sides(offer.meeting, but=offer.side_id) if was_agreed else ():
        _tell(offer, other, "other_time_taken_back", _now_at(offer, other), now)
    if has_left(kind=DECIDE, object_keys=[_key_of(offer)]):
        begins = _begins(offer, offer.meeting.edition.zone)
        values = {"cluster": offer.side.cluster.called, "starts_at": begins}
        _tell_organiser(offer, "other-time-ended", values, now)


def withdraw_unsent(offers: Iterable[TimeOffer]) -> None:
    """Nobody is asked any more what was answered or is over: mails that wait are not sent."""
    rows = [offer.pk for offer in offers]
    withdraw_each(kind=ASKED, object_keys=_keys_of_sides(rows))
    withdraw_each(kind=DECIDE, object_keys=[f"{ABOUT}{pk}" for pk in rows])


def ask_anew(standing: QuerySet[TimeOffer], now: datetime) -> None:
    """What stands is asked by mail, where the mail about it was taken back."""
    rows = {f"{ABOUT}{pk}": pk for pk in standing.filter(state=OPEN).values_list("pk", flat=True)}
    asked = {key.rpartition(":")[0] for key in written(ASKED, _keys_of_sides(rows.values()))}
    for offer in _locked(standing, [pk for key, pk in rows.items() if key not in asked]):
        begins = [row.slot.period.lower for row in offer.times.all()]
        tell_of_offer(offer, sorted(begins), now)
    rows = {f"{ABOUT}{pk}": pk for pk in standing.exclude(state=OPEN).values_list("pk", flat=True)}
    asked = written(DECIDE, rows)
    for offer in _locked(standing, [pk for key, pk in rows.items() if key not in asked]):
        assert offer.chosen is not None  # noqa: S101 - by a constraint
        organiser_decides(offer, offer.chosen, now)


def _locked(offers: QuerySet[TimeOffer], pks: Collection[int]) -> Iterable[TimeOffer]:
    """Those that nobody has answered meanwhile."""
    rows = offers.filter(pk__in=pks).select_related("side__cluster", "meeting", "from_slot")
    return rows.select_for_update(of=("self",), no_key=True).order_by("pk")


def _keys_of_sides(offers: Collection[int]) -> list[str]:
    rows = TimeOffer.objects.filter(pk__in=offers)
    sides = rows.values_list("pk", "meeting__participants__registration")
    return [f"{ABOUT}{pk}:{side}" for pk, side in sides]


def _now_at(offer: TimeOffer, side: Registration) -> dict[str, Any]:
    others = [other.cluster.called for other in _sides(offer.meeting, but=side.pk)]
    return {"others": others, "starts_at": _begins(offer, side.edition.zone)}


def _begins(offer: TimeOffer, zone: ZoneInfo) -> datetime | None:
    """When the meeting is that the offer is about; None where it has no time yet."""
    return offer.from_slot.period.lower.astimezone(zone) if offer.from_slot else None


def _sides(meeting: Meeting, but: int = 0) -> Iterable[Registration]:
    rows = Registration.objects.filter(participations__meeting=meeting).exclude(pk=but)
    return rows.select_related("edition", "cluster").order_by("pk")


def _key_of(offer: TimeOffer) -> str:
    return f"{ABOUT}{offer.pk}"


def _tell_organiser(offer: TimeOffer, kind: str, values: dict[str, Any], now: datetime) -> None:
    sides = list(_sides(offer.meeting))
    edition = sides[0].edition
    tell(
        kind=kind,
        object_key=_key_of(offer),
        version=1,
        recipients=organisers_to_tell(edition),
        template=f"matchmaking/mail/{kind.replace('-', '_')}",
        context={
            "edition": called(edition),
            "edition_slug": edition.slug,
            "meeting": offer.meeting_id,
            "clusters": [side.cluster.called for side in sides],
            **values,
        },
        now=now,
        about=about(edition),
        concerns_at=offer.expires_at,
    )


def _tell(
    offer: TimeOffer, to: Registration, template: str, values: dict[str, Any], now: datetime
) -> None:
    edition, cluster = to.edition, to.cluster
    tell(
        kind=template.replace("_", "-"),
        object_key=f"{_key_of(offer)}:{to.pk}",
        version=1,
        recipients=people_of(to.cluster_id),
        template=f"matchmaking/mail/{template}",
        context={
            "edition": called(edition),
            "edition_slug": edition.slug,
            "cluster": cluster.called,
            "cluster_slug": cluster.slug,
            "meeting": offer.meeting_id,
            **values,
        },
        now=now,
        about=about(edition),
        concerns_at=offer.expires_at,
    )
