"""The tabs of a cluster's requests, and why it cannot ask another cluster."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from events.models import Registration
from events.rules import ENDED, phase
from matchmaking.rules import can_meet, is_open_for_requests
from matchmaking.services import requests as services
from matchmaking.words.requests import REFUSALS

TABS: dict[str, Promise] = {
    "answer": _lazy("To answer"),
    "sent": _lazy("Sent"),
    "agreed": _lazy("Agreed"),
    "declined": _lazy("Declined"),
}


@dataclass(frozen=True, slots=True)
class Tab:
    name: str
    label: Promise
    count: int


def tabs(counts: Mapping[str, int]) -> list[Tab]:
    """The tabs with how many requests each holds."""
    return [Tab(name, label, counts[name]) for name, label in TABS.items()]


def why_not_asked(registration: Registration, now: datetime) -> str:
    """Why a cluster that has no live request with another cannot ask it."""
    if phase(registration.edition, now) in ENDED:
        return _("This event is over or cancelled. Nobody is asked for a meeting any more.")
    if not can_meet(registration):
        return _("You can ask for meetings once your registration is approved.")
    if not is_open_for_requests(registration.edition, now):
        return str(REFUSALS[services.RequestsClosed])
    return str(REFUSALS[services.DeclinedBefore])
