"""What lies over each other in programme and meetings, in words."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Edition
from interface import moments
from interface.plain_text import isolated
from interface.words import number
from matchmaking.models import MeetingWindow, Placement
from matchmaking.queries.names import names
from matchmaking.queries.overlaps import Mark, Overlap
from matchmaking.words.names import where

MOST_NAMED = 20


def laid_over(edition: Edition, marks: Collection[Mark]) -> list[str]:
    """The windows and the placed meetings that a session lies over, the first twenty by name."""
    windows = MeetingWindow.objects.filter(pk__in=[pk for kind, pk in marks if kind == "window"])
    placed = Placement.objects.filter(pk__in=[pk for kind, pk in marks if kind == "placement"])
    rows = placed.order_by("slot__period", "table__number", "version__number")
    places = list(dict.fromkeys(rows.values_list("meeting_id", "slot_id", "table_id")))
    known = names(edition, meetings=[meeting for meeting, _, _ in places[:MOST_NAMED]])
    said = [
        _("Meeting window: %(window)s, %(when)s")
        % {
            "window": isolated(window.name),
            "when": moments.day_and_clock(window.period.lower, edition.zone),
        }
        for window in windows
    ]
    for meeting, slot, table in places[:MOST_NAMED]:
        words = {"meeting": known.meeting(meeting), "place": where(known, slot, table)}
        said.append(_("Meeting: %(meeting)s, %(place)s") % words)
    return said + _more(len(places) - MOST_NAMED)


def _more(count: int) -> list[str]:
    if count <= 0:
        return []
    words = ngettext("%(count)s more meeting", "%(count)s more meetings", count)
    return [words % {"count": number(count)}]


def over_sessions(edition: Edition, overlaps: Iterable[Overlap]) -> list[str]:
    """Each window or pause with the session that it is laid over."""
    overlaps = list(overlaps)
    sessions = edition.sessions.in_bulk([session for _name, _start, session in overlaps])
    return [
        _("“%(name)s” (%(when)s) lies over the session “%(session)s”.")
        % {
            "name": isolated(name),
            "when": moments.day_and_clock(datetime.fromisoformat(start), edition.zone),
            "session": isolated(sessions[session].title),
        }
        for name, start, session in overlaps
        if session in sessions
    ]
