"""The tabs of a cluster's requests, and why it cannot ask another cluster."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext, pgettext_lazy

from events.models import Edition, Registration
from events.rules import ENDED, phase
from interface.words import number
from matchmaking.models import MeetingRequest
from matchmaking.queries.instant import NamedTimes
from matchmaking.queries.pairing import Bar, pairing
from matchmaking.queries.quotas import Quotas, has_sent_most
from matchmaking.queries.requests import between, is_without_place
from matchmaking.rules import (
    allows_instant,
    can_be_answered,
    can_meet,
    is_open_for_requests,
    state_at,
)
from matchmaking.services import requests as services
from matchmaking.words.requests import REFUSALS
from meet.queries.partners import can_be_asked

TABS: dict[str, Promise] = {
    "answer": pgettext_lazy("requests", "To answer"),
    "sent": pgettext_lazy("requests", "Sent"),
    "agreed": pgettext_lazy("requests", "Agreed"),
    "declined": pgettext_lazy("requests", "Declined"),
}
OVER = _lazy("This event is over or cancelled. Nobody is asked for a meeting any more.")


@dataclass(frozen=True, slots=True)
class Tab:
    name: str
    label: Promise
    count: int


def tabs(counts: Mapping[str, int]) -> list[Tab]:
    """The tabs with how many requests each holds."""
    return [Tab(name, label, counts[name]) for name, label in TABS.items()]


def quotas(used: Quotas) -> list[str]:
    """How much a cluster has used of what the rules allow it; nothing without such rules."""
    said = []
    if used.most_requests is not None:
        said.append(
            ngettext(
                "%(used)s of %(most)s request sent",
                "%(used)s of %(most)s requests sent",
                used.most_requests,
            )
            % {"used": number(used.sent), "most": number(used.most_requests)}
        )
    if used.most_musts is not None:
        said.append(
            ngettext(
                "%(used)s of %(most)s meeting that you must have",
                "%(used)s of %(most)s meetings that you must have",
                used.most_musts,
            )
            % {"used": number(used.musts), "most": number(used.most_musts)}
        )
    return said


def why_not_asked(
    registration: Registration, now: datetime, bar: Bar | None, *, is_spent: bool
) -> str:
    """Why a cluster that has no live request with another cannot ask it.

    `bar` is what stands between the two; `is_spent` when it may send no more requests.
    """
    if phase(registration.edition, now) in ENDED:
        return str(OVER)
    if not can_meet(registration):
        return _("You can ask for meetings once your registration is approved.")
    edition = registration.edition
    if not (is_open_for_requests(edition, now) or allows_instant(edition, now)):
        return str(REFUSALS[services.RequestsClosed])
    if bar:
        return str(REFUSALS[services.BARRED[bar]])
    if is_spent:
        return str(REFUSALS[services.TooManyRequests])
    return str(REFUSALS[services.DeclinedBefore])


def why_not_answered(received: MeetingRequest, now: datetime) -> str:
    """Why a request is not answered any more, with its edition; empty while it may be."""
    stands = state_at(received, received.edition, now)
    if stands not in (MeetingRequest.State.PENDING, MeetingRequest.State.EXPIRED):
        return str(REFUSALS[services.RequestChanged])
    if not can_be_answered(received, received.edition, now):
        return str(REFUSALS[services.RequestsClosed])
    is_late = stands == MeetingRequest.State.EXPIRED
    return str(REFUSALS[services.AnswerTooLate]) if is_late else ""


def why_none_left(times: NamedTimes) -> str:
    """Why none of the times that a request names can be had; empty where one can."""
    if times.free:
        return ""
    if times.bar:
        return str(REFUSALS[services.BARRED[times.bar]])
    if times.is_full:
        return str(REFUSALS[services.MeetingsFull])
    return _("None of the times is left. Decline, then you can ask them for other times.")


def _without_place(edition: Edition) -> str:
    """What two do who have agreed to meet and have no place."""
    if edition.who_moves == Edition.Movers.ORGANISER:
        return str(REFUSALS[services.AgreedWithoutPlace])
    return _(
        "You have agreed to meet, and your meeting has no place in the schedule. Offer them times "
        "for it on its page, or withdraw from it among your requests."
    )


def why_no_times(registration: Registration, invitee: Registration, now: datetime) -> str:
    """Why a cluster cannot ask another one for free times; empty where it can."""
    edition = registration.edition
    newest = between(registration.pk, invitee.pk).first()
    is_asked = newest is not None and newest.state in MeetingRequest.LIVE
    if newest and not allows_instant(edition, now):
        is_asked = state_at(newest, edition, now) in MeetingRequest.LIVE
    if newest and is_asked:
        is_agreed = allows_instant(edition, now) and is_without_place(newest, edition, now)
        return _without_place(edition) if is_agreed else str(REFUSALS[services.AlreadyAsked])
    if phase(edition, now) in ENDED:
        return str(OVER)
    if not allows_instant(edition, now) and edition.instant_from_start:
        return _("Free times are asked for while requests are open.")
    if not allows_instant(edition, now):
        return _(
            "Free times are asked for once the schedule is published, if the event’s rules allow "
            "it."
        )
    bar = pairing(edition).bar(registration.pk, invitee.pk)
    is_spent = has_sent_most(registration)
    if bar or is_spent or not can_meet(registration) or not can_be_asked(registration, newest):
        return why_not_asked(registration, now, bar, is_spent=is_spent)
    return ""
