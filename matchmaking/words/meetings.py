"""What was changed in a meeting since it was published, in sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django_stubs_ext import StrPromise

from interface import moments
from interface.parts import Part
from matchmaking.queries.meetings import Told

BY_ORGANISER: Mapping[str, Promise] = {
    "moved": _lazy("The organiser moved it from %(before)s to %(after)s."),
    "swapped": _lazy("The organiser moved it from %(before)s to %(after)s."),
    "placed": _lazy("The organiser gave it a place: %(after)s."),
    "removed": _lazy("The organiser took it out of the schedule. It was on %(before)s."),
    "cancelled": _lazy("The organiser cancelled it. It was on %(before)s."),
    "left": _lazy("One of the two clusters no longer takes part. It was on %(before)s."),
    "locked": _lazy("The organiser fixed its place: %(after)s."),
    "unlocked": _lazy("The organiser no longer holds its place fixed."),
}
BY_SIDE: Mapping[str, Promise] = {
    "moved": _lazy("Both agreed to move it from %(before)s to %(after)s."),
    "placed": _lazy("Both agreed on this place: %(after)s."),
    "cancelled": _lazy("%(cluster)s cancelled it. It was on %(before)s."),
    "left": _lazy("%(cluster)s no longer takes part. It was on %(before)s."),
}
# By the code that the question gives.
SILENT: Mapping[str, StrPromise] = {
    "erased": _lazy(
        "What was written at this event is erased, and nothing new is taken. Write to them "
        "directly."
    ),
    "left": _lazy(
        "One of the two clusters no longer takes part in this event, so no message is taken about "
        "the meeting."
    ),
    "off": _lazy("This meeting is no longer agreed, so no message is taken about it."),
}
# The same of a request that was not agreed yet.
UNANSWERABLE: Mapping[str, StrPromise] = {
    "erased": SILENT["erased"],
    "left": _lazy(
        "One of the two clusters no longer takes part in this event, so no message is taken about "
        "the request."
    ),
    "ended": _lazy(
        "This request waits for no answer any more, so no message is taken about it. Once a "
        "meeting is agreed, you write on its page."
    ),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A change as it is read, and when it was made."""

    at: datetime
    sentence: str


def changes(found: Part[Told], zone: ZoneInfo) -> Part[Line]:
    """Each change in a sentence."""
    return found.each(lambda told: Line(told.at, _sentence(told, zone)))


def _sentence(told: Told, zone: ZoneInfo) -> str:
    said = {
        "cluster": told.side.cluster.called if told.side else "",
        "before": place(told.before, zone),
        "after": place(told.after, zone),
    }
    words = str((BY_SIDE if told.side else BY_ORGANISER)[told.kind]) % said
    return f"{words} {_('This was taken back.')}" if told.is_undone else words


def place(found: tuple[datetime, int | None] | None, zone: ZoneInfo) -> str:
    """ "Friday 4 June, 09:30, table 2"; of what is gone from the grid that it is."""
    if found is None:
        return _("a time that is no more")
    when = moments.day_and_clock(found[0].astimezone(zone), zone)
    if found[1] is None:
        # Translators: when and where a meeting is, within a sentence
        return _("%(when)s, online") % {"when": when}
    # Translators: when and where a meeting is, within a sentence
    return _("%(when)s, table %(number)s") % {"when": when, "number": found[1]}
