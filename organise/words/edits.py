"""The scheduler's codes in words that an organiser can act on."""

from collections.abc import Callable, Mapping
from typing import Any

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
    what = names.meeting(made.meeting_id)
    if made.undone_at:
        return f"Undone. {what}: {place(names, made.before)}."
    return EDITS[made.kind].format(what=what, place=place(names, made.after))


EDITS = {
    "moved": "Moved {what} to {place}.",
    "placed": "Placed {what}: {place}.",
    "removed": "Removed {what}. It is now under Not placed.",
    "locked": "Locked {what}: {place}. Later runs keep it there.",
    "unlocked": "Unlocked {what}. Later runs may move it.",
}


def place(names: Names, data: Data | None) -> str:
    return names.place(data["slot"], data["table"]) if data else "not placed"


def change(names: Names, made: Change) -> str:
    """The sentence for a difference between two versions."""
    before = names.place(*made.before) if made.before else ""
    after = names.place(*made.after) if made.after else ""
    return CHANGES[made.kind].format(what=names.meeting(made.meeting), before=before, after=after)


CHANGES = {
    "added": "{what}: new, {after}.",
    "removed": "{what}: no longer placed (was {before}).",
    "moved": "{what}: moved from {before} to {after}.",
    "table": "{what}: another table, {after}.",
}


# Why a place cannot be had ----------------------------------------------------------------------


def refusal(names: Names, refused: PlacementRefused) -> str:
    """The sentence for a place that cannot be had."""
    who = parties(names, refused.registrations)
    which = meetings(names, refused.meetings)
    if isinstance(refused, placing.ParticipantBusy):
        meet = "meets" if len(refused.registrations) == 1 else "meet"
        return f"{who or 'They'} already {meet} somebody then{_with_meeting(which)}. {ANOTHER_TIME}"
    if isinstance(refused, placing.ParticipantAway):
        are = "is" if len(refused.registrations) == 1 else "are"
        return f"{who or 'They'} {are} not available then. {ANOTHER_TIME}"
    return REFUSALS[type(refused)](who, which)


ANOTHER_TIME = "Choose another time."


def _with_meeting(which: str) -> str:
    return f" ({which})" if which else ""


REFUSALS: dict[type[PlacementRefused], Callable[[str, str], str]] = {
    placing.LimitReached: lambda who, _: (
        f"{who} has as many meetings as it wants. Raise its limit or remove another meeting first."
    ),
    placing.TableTaken: lambda _, which: (
        f"That table is taken then{_with_meeting(which)}. Choose another table."
    ),
    placing.EditionOver: lambda _, __: "This event is over. Its schedule stays as it is.",
    placing.TableClosed: lambda _, __: "That table is out of use. Choose another table.",
    placing.MeetingNotWanted: lambda who, _: (
        f"This meeting is no longer wanted. {who + ' has withdrawn. ' if who else ''}"
        "Reload the page."
    ),
    placing.NoSuchPlace: lambda _, __: "There is no such time or table. Reload the page.",
    placing.NotADraft: lambda _, __: (
        "This schedule was published or discarded meanwhile. Reload the page and make a draft to "
        "change it."
    ),
    placing.EditSuperseded: lambda _, __: (
        "The schedule was changed meanwhile. Reload the page and look again."
    ),
    PlacementRefused: lambda _, __: "The place is taken. Reload the page and choose another.",
}
