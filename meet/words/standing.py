"""How an agreed meeting stands, for one of its two clusters."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from events.models import Registration
from interface import moments
from interface.words import listed
from matchmaking.models import Placement
from matchmaking.queries.schedule import NotPlaced
from matchmaking.queries.standing import Standing

# By the code of the scheduler's reason; whose times are short is said by `why` itself.
REASONS: Mapping[str, Promise] = {
    "no_common_slot": _lazy("There is no time at which you are both free."),
    "no_agreed_slot": _lazy("At the times that you agreed on, you are never both free."),
    "no_agreed_window": _lazy("The times that you agreed on are not part of the event any more."),
    "tables_full": _lazy("All tables are taken whenever you are both free."),
    "no_interpreter": _lazy("Nobody is free to interpret whenever you are both free."),
    "displaced": _lazy("Meetings that count at least as much take its places."),
    "locked": _lazy("Meetings that are fixed stand in its way."),
    "precedence": _lazy("Meetings that must come before it leave no time."),
    "fairness": _lazy("With it some clusters would wait much more often than others."),
    "not_reached": _lazy("No place was found in the time that was given."),
    "removed": _lazy("The organiser took it out of the schedule."),
    "new": _lazy("You agreed after the schedule was made."),
}


def place(found: Placement, registration: Registration) -> str:
    """ "Friday 4 June, 09:30, table 2"."""
    when = moments.day_and_clock(found.slot.period.lower, registration.edition.zone)
    if found.table is None:
        # Translators: when and where a meeting is
        return _("%(when)s, online") % {"when": when}
    # Translators: when and where a meeting is
    return _("%(when)s, table %(number)s") % {"when": when, "number": found.table.number}


def why(found: NotPlaced, registration: Registration, partners: list[str]) -> str:
    """Why a meeting has no place, without what another cluster said of its own times."""
    reason = found.reason
    if reason.code != "participant_full":
        plain = REASONS.get(reason.code)
        return str(plain) if plain else _("The organiser found no place for it.")
    if registration.pk in reason.participants:
        return _("You have no time left, or as many meetings as you wished.")
    return _("%(clusters)s has no time left for another meeting.") % {"clusters": listed(partners)}


@dataclass(frozen=True, slots=True)
class WithoutPlace:
    """A line of the list of meetings that have no place."""

    clusters: str
    why: str


def without_place(found: Standing, registration: Registration) -> list[WithoutPlace]:
    """Each meeting without a place: with whom, and why."""
    lines = []
    for meeting, row in found.missing.items():
        partners = [str(partner.cluster) for partner in found.partners.get(meeting, ())]
        lines.append(WithoutPlace(listed(partners), why(row, registration, partners)))
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
