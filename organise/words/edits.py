"""Changes by hand, and why a place cannot be had, in words that an organiser can act on."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from matchmaking.models import ScheduleEdit
from matchmaking.queries.changes import Change
from matchmaking.queries.clashes import Clash
from matchmaking.queries.names import Names
from matchmaking.services import placing
from matchmaking.services.placing import PlacementRefused
from matchmaking.words.names import meetings, parties, where

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
    if made.kind == ScheduleEdit.Kind.KEPT and not made.after:
        return _("Kept as agreed: %(meeting)s has no place.") % {"meeting": meeting}
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
    "cancelled": _lazy("Cancelled %(meeting)s. Its place is free."),
    "left": _lazy("%(meeting)s is off, as a cluster no longer takes part."),
    "freed": _lazy("Freed the place of %(meeting)s, which is no longer wanted."),
    "kept": _lazy("Kept %(meeting)s as agreed: %(place)s."),
}


def _place(names: Names, data: Data | None) -> str:
    return where(names, data["slot"], data["table"]) if data else ""


def change(names: Names, made: Change) -> str:
    """The sentence for a difference between two versions."""
    words = CHANGES[made.kind]
    if made.before and made.after and made.kind == "table" and None in (*made.before, *made.after):
        words = WAYS["online" if made.after[1] is None else "on_site"]
    return words % {
        "meeting": names.meeting(made.meeting),
        "before": where(names, *made.before) if made.before else "",
        "after": where(names, *made.after) if made.after else "",
    }


CHANGES = {
    "added": _lazy("%(meeting)s: new, %(after)s."),
    "removed": _lazy("%(meeting)s: no longer placed (was %(before)s)."),
    "moved": _lazy("%(meeting)s: moved from %(before)s to %(after)s."),
    "table": _lazy("%(meeting)s: another table, %(after)s."),
}
# Of the last kind where it comes online, or was.
WAYS = {
    "online": _lazy("%(meeting)s: online and no longer at a table, %(after)s."),
    "on_site": _lazy("%(meeting)s: at a table and no longer online, %(after)s."),
}


def meanwhile(names: Names, made: Change) -> str:
    """The sentence for a meeting that is elsewhere in what is published than in the draft."""
    meeting = names.meeting(made.meeting)
    if made.after is None:
        return _("%(meeting)s is cancelled or has no place any more.") % {"meeting": meeting}
    said = {"meeting": meeting, "place": where(names, *made.after)}
    return _("%(meeting)s is now on %(place)s.") % said


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
    placing.OtherWay: _lazy(
        "A meeting is online where one side takes part online, and at a table where both can be on "
        "site. Choose a place of that kind."
    ),
    placing.OutsideAgreed: _lazy(
        "The two clusters agreed to meet in other windows only. Choose a time in one of those."
    ),
    placing.NoInterpreter: _lazy(
        "The two have no language in common, and nobody who could interpret is free then. Choose "
        "another time, or add an interpreter."
    ),
    placing.TableClosed: _lazy("That table is out of use. Choose another table."),
    placing.NoPlaceFree: _lazy(
        "At no time to come are all its clusters and a table free. Move another meeting first."
    ),
    placing.NoSuchPlace: _lazy("There is no such time or table. Reload the page."),
    placing.NotADraft: _lazy(
        "This schedule was published or set aside meanwhile. Reload the page and make a draft to "
        "change it."
    ),
    placing.NotPublished: _lazy(
        "Another schedule was published meanwhile. Reload the page and decide again."
    ),
    placing.TimeBegun: _lazy(
        "This meeting has begun, or the time that you chose. What has begun stays as it is."
    ),
    placing.MeetingChanged: _lazy(
        "This meeting was changed after you opened this page. Nothing was changed now: look where "
        "it stands, and decide again."
    ),
    placing.EditSuperseded: _lazy(
        "The schedule was changed meanwhile. Reload the page and look again."
    ),
    PlacementRefused: _lazy("The place is taken. Reload the page and choose another."),
}


def not_kept(names: Names, which: Collection[int]) -> str:
    """That agreed meetings (by id) found no place in a draft, and what to do."""
    return ngettext(
        "This meeting could not be kept in the draft, and has no place there: %(meetings)s. What "
        "was agreed of others is kept. Place it by hand, or run again.",
        "These meetings could not be kept in the draft, and have no place there: %(meetings)s. "
        "What was agreed of others is kept. Place them by hand, or run again.",
        len(which),
    ) % {"meetings": meetings(names, which)}


def two_places(names: Names, clash: Clash) -> str:
    """What keeps a schedule from being published that would bring one person to two places."""
    said = {
        "clusters": parties(names, clash.registrations),
        "meetings": meetings(names, dict.fromkeys(clash.meetings)),
        "when": names.slot(clash.slot),
    }
    if clash.meetings[0] == clash.meetings[1]:
        return (
            _(
                "One person speaks for both sides of a meeting: %(meetings)s, %(when)s. Remove it, "
                "or let one of them say in its registration that a colleague comes, then publish."
            )
            % said
        )
    return (
        _(
            "One person speaks for %(clusters)s, and would be in two meetings at once: "
            "%(meetings)s, %(when)s. Move or remove one of the meetings, or let one of the "
            "clusters say in its registration that a colleague comes, then publish."
        )
        % said
    )
