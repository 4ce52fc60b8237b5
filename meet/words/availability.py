"""What is said about a cluster's times."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from interface import moments
from interface.words import labelled, listed
from matchmaking.models import AvailabilityAsk, Slot
from matchmaking.queries.names import Names
from matchmaking.services import remedies as services
from matchmaking.slots import Period

CLOSED: Promise = _lazy("This event is over. Times can no longer be changed.")
MOVED: Promise = _lazy(
    "The event was moved to other dates or another time zone since you opened the page. Nothing is "
    "saved. What you said before has moved along: look at the times as they are now."
)
TICKS_MOVED: Promise = _lazy(
    "The event was moved to other dates or another time zone since you opened the page. Nothing is "
    "saved yet. What you said before has moved along, and so has what you changed now: look at the "
    "times as they are, and save again."
)
NOTHING_SHOWN: Promise = _lazy("There were no times to choose. Open this page again.")
REFUSALS: dict[type[services.AskRefused], Promise] = {
    services.AskClosed: CLOSED,
    services.AskMoved: MOVED,
    services.AskAnswered: _lazy("This question was answered otherwise or taken back meanwhile."),
}
ANSWERED: dict[bool, Promise] = {
    True: _lazy("Freed. The organiser is told and can place your meeting."),
    False: _lazy("Kept. The organiser is told."),
}


def meetings_then(slots: Iterable[Slot], zone: ZoneInfo) -> str:
    """Why times cannot be given up: published meetings lie in these slots."""
    starts = [moments.day_and_clock(slot.period.lower, zone) for slot in slots]
    return ngettext(
        "You have a meeting at this time: %(times)s. Ask the organiser to move it first. Nothing "
        "is saved yet; your ticks are still here.",
        "You have meetings at these times: %(times)s. Ask the organiser to move them first. "
        "Nothing is saved yet; your ticks are still here.",
        len(starts),
    ) % {"times": "; ".join(starts)}


def changed(freed: Iterable[Period], away: Iterable[Period], zone: ZoneInfo) -> str:
    """The ticks that somebody changed and that are not saved, to be copied."""
    said = {
        _("Available again"): [moments.day_and_clock(time.start, zone) for time in freed],
        _("Not available"): [moments.day_and_clock(time.start, zone) for time in away],
    }
    return "\n".join(labelled(label, "; ".join(times)) for label, times in said.items() if times)


def counterparts(names: Names, ask: AvailabilityAsk) -> str:
    """Whom the cluster could meet at the time that the organiser asks for."""
    parties = names.meeting_parties(ask.meeting_id)
    return listed(party.name for party in parties if party.registration != ask.registration_id)
