"""How an agreed meeting stands, for one of its two clusters."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from events.models import Registration
from interface import moments
from interface.words import listed
from matchmaking.models import Placement
from matchmaking.queries.schedule import NotPlaced
from matchmaking.queries.standing import Standing
from matchmaking.words import standing


def place(found: Placement, registration: Registration) -> str:
    """ "Friday 4 June, 09:30, table 2"."""
    when = moments.day_and_clock(found.slot.period.lower, registration.edition.zone)
    if found.table is None:
        # Translators: when and where a meeting is
        return _("%(when)s, online") % {"when": when}
    # Translators: when and where a meeting is
    return _("%(when)s, table %(number)s") % {"when": when, "number": found.table.number}


def why(found: NotPlaced, registration: Registration, partners: list[str]) -> str:
    """Why a meeting has no place."""
    is_ours = registration.pk in found.reason.participants
    return standing.why(found.reason.code, partners, is_ours=is_ours)


@dataclass(frozen=True, slots=True)
class WithoutPlace:
    """A line of the list of meetings (by id) that have no place."""

    meeting: int
    clusters: str
    why: str


def without_place(found: Standing, registration: Registration) -> list[WithoutPlace]:
    """Each meeting without a place: with whom, and why."""
    lines = []
    for meeting, row in found.missing.items():
        partners = [str(partner.cluster) for partner in found.partners.get(meeting, ())]
        lines.append(WithoutPlace(meeting, listed(partners), why(row, registration, partners)))
    return lines


def of_meeting(found: Standing, meeting: int, registration: Registration) -> str:
    """How one meeting stands, in a sentence; nothing of one that is not to be."""
    if placed := found.places.get(meeting):
        return place(placed, registration)
    if not found.is_published:
        return _("You get its time and table when the schedule is published.")
    if row := found.missing.get(meeting):
        partners = [str(partner.cluster) for partner in found.partners.get(meeting, ())]
        return _("Agreed, no place yet. %(reason)s") % {"reason": why(row, registration, partners)}
    return ""
