"""Changes by hand, and why a place cannot be had, in words that an organiser can act on."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from matchmaking.models import ScheduleEdit
from matchmaking.queries.changes import Change
from matchmaking.queries.names import Names
from matchmaking.services import placing
from matchmaking.services.placing import PlacementRefused
from matchmaking.words.names import meetings, parties

Data = Mapping[str, Any]


# What was changed ------------------------------------------------------------------------------


def edit(names: Names, made: ScheduleEdit) -> str:
    """The sentence for a change by hand, or for its undoing."""
    meeting = names.meeting(made.meeting_id)
    if made.other_id:
        swapped = {"meeting": meeting, "other": names.meeting(made.other_id)}
        if made.undone_at:
            return _("Undone. %(meeting)s and %(other)s are back where they were.") % swapped
        return _("Swapped %(meeting)s and %(other)s.") % swapped
    if not made.undone_at:
        return EDITS[made.kind] % {"meeting": meeting, "place": _place(names, made.after)}
    if not made.before:
        return _("Undone. %(meeting)s: not placed.") % {"meeting": meeting}
    said = {"meeting": meeting, "place": _place(names, made.before)}
    return _("Undone. %(meeting)s: %(place)s.") % said


EDITS = {
    "moved": _lazy("Moved %(meeting)s to %(place)s."),
    "placed": _lazy("Placed %(meeting)s: %(place)s."),
    "removed": _lazy("Removed %(meeting)s. It is now under Not placed."),
    "locked": _lazy("Locked %(meeting)s: %(place)s. Later runs keep it there."),
    "unlocked": _lazy("Unlocked %(meeting)s. Later runs may move it."),
}


def _place(names: Names, data: Data | None) -> str:
    return names.place(data["slot"], data["table"]) if data else ""


def change(names: Names, made: Change) -> str:
    """The sentence for a difference between two versions."""
    return CHANGES[made.kind] % {
        "meeting": names.meeting(made.meeting),
        "before": names.place(*made.before) if made.before else "",
        "after": names.place(*made.after) if made.after else "",
    }


CHANGES = {
    "added": _lazy("%(meeting)s: new, %(after)s."),
    "removed": _lazy("%(meeting)s: no longer placed (was %(before)s)."),
    "moved": _lazy("%(meeting)s: moved from %(before)s to %(after)s."),
    "table": _lazy("%(meeting)s: another table, %(after)s."),
}


# Why a place cannot be had ----------------------------------------------------------------------


def refusal(names: Names, refused: PlacementRefused) -> str:
    """The sentence for a place that cannot be had."""
    who = [pk for pk in refused.registrations if pk in names.parties]
    which = meetings(names, refused.meetings)
    if say := REFUSALS_OF.get(type(refused)):
        return say(parties(names, who), len(who), which)
    return str(REFUSALS[type(refused)])


def _busy(who: str, count: int, which: str) -> str:
    said = {"clusters": who, "meetings": which}
    if not who:
        first = (
            _("They already meet somebody then (%(meetings)s).")
            if which
            else _("They already meet somebody then.")
        )
    elif which:
        first = ngettext(
            "%(clusters)s already meets somebody then (%(meetings)s).",
            "%(clusters)s already meet somebody then (%(meetings)s).",
            count,
        )
    else:
        first = ngettext(
            "%(clusters)s already meets somebody then.",
            "%(clusters)s already meet somebody then.",
            count,
        )
    return f"{first % said} {_('Choose another time.')}"


def _away(who: str, count: int, _which: str) -> str:
    if who:
        words = ngettext(
            "%(clusters)s is not available then.", "%(clusters)s are not available then.", count
        )
        first = words % {"clusters": who}
    else:
        first = _("They are not available then.")
    return f"{first} {_('Choose another time.')}"


def _one_person(who: str, _count: int, which: str) -> str:
    if which:
        first = _("One person speaks for %(clusters)s, and is in a meeting then (%(meetings)s).")
        return f"{first % {'clusters': who, 'meetings': which}} {_('Choose another time.')}"
    return _("One person speaks for both sides: %(clusters)s. This meeting has no place.") % {
        "clusters": who
    }


def _full(who: str, count: int, _which: str) -> str:
    if who:
        words = ngettext(
            "%(clusters)s has as many meetings as it wants.",
            "%(clusters)s have as many meetings as they want.",
            count,
        )
        first = words % {"clusters": who}
    else:
        first = _("A cluster has as many meetings as it wants.")
    return f"{first} {_('Raise its limit or remove another meeting first.')}"


def _taken(_who: str, _count: int, which: str) -> str:
    if which:
        first = _("That table is taken then (%(meetings)s).") % {"meetings": which}
    else:
        first = _("That table is taken then.")
    return f"{first} {_('Choose another table.')}"


def _not_wanted(who: str, count: int, _which: str) -> str:
    sentences = [_("This meeting is no longer wanted.")]
    if who:
        words = ngettext("%(clusters)s has withdrawn.", "%(clusters)s have withdrawn.", count)
        sentences.append(words % {"clusters": who})
    return " ".join([*sentences, _("Reload the page.")])


# Said of clusters (by name, and how many) and meetings: any of these may be empty.
REFUSALS_OF: dict[type[PlacementRefused], Callable[[str, int, str], str]] = {
    placing.ParticipantBusy: _busy,
    placing.ParticipantAway: _away,
    placing.PersonBusy: _one_person,
    placing.LimitReached: _full,
    placing.TableTaken: _taken,
    placing.MeetingNotWanted: _not_wanted,
}
REFUSALS = {
    placing.EditionOver: _lazy("This event is over. Its schedule stays as it is."),
    placing.TableClosed: _lazy("That table is out of use. Choose another table."),
    placing.NoPlaceFree: _lazy(
        "At no time to come are all its clusters and a table free. Move another meeting first."
    ),
    placing.NoSuchPlace: _lazy("There is no such time or table. Reload the page."),
    placing.NotADraft: _lazy(
        "This schedule was published or set aside meanwhile. Reload the page and make a draft to "
        "change it."
    ),
    placing.MeetingChanged: _lazy(
        "Somebody else changed this meeting since you opened the grid. Nothing was changed now: "
        "look where it stands, and decide again."
    ),
    placing.EditSuperseded: _lazy(
        "The schedule was changed meanwhile. Reload the page and look again."
    ),
    PlacementRefused: _lazy("The place is taken. Reload the page and choose another."),
}


def conflict(
    names: Names,
    meeting: int,
    place: tuple[int, int],
    *,
    is_table_closed: bool,
    is_person_elsewhere: bool,
) -> str:
    """The sentence for a placed meeting that cannot be held where it is."""
    said = {"meeting": names.meeting(meeting), "place": names.place(*place)}
    if is_table_closed:
        return _("The table is out of use: %(meeting)s, %(place)s") % said
    if is_person_elsewhere:
        return _("Somebody is in another meeting then: %(meeting)s, %(place)s") % said
    return _("Somebody is not available: %(meeting)s, %(place)s") % said
