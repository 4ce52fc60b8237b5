"""Why a meeting has no place, in words that an organiser and a cluster can act on."""

from collections.abc import Callable, Mapping
from typing import Any

from interface.words import listed
from matchmaking.queries.names import Names, Party
from matchmaking.words.names import meetings, parties

Data = Mapping[str, Any]

# More times than this are counted, not named.
MOST_NAMED = 3


def reason(names: Names, data: Data) -> str:
    """The sentence for a reason of the scheduler (ids are primary keys)."""
    say = REASONS.get(data.get("code", ""))
    return say(names, data) if say else "Not placed."


def _who(names: Names, data: Data) -> str:
    return parties(names, data.get("participants", ()))


def _which(names: Names, data: Data) -> str:
    return meetings(names, data.get("meetings", ()))


def _times(names: Names, data: Data) -> str:
    """ "Friday 4 June, 09:30", "at 5 times"; empty without times."""
    slots = [slot for slot in data.get("slots", ()) if slot in names.slots]
    if not slots:
        return ""
    if len(slots) > MOST_NAMED:
        return f"at {len(slots)} times"
    return f"on {listed(names.slot(slot) for slot in slots)}"


def _no_common_slot(names: Names, data: Data) -> str:
    who, count = _who(names, data), len(data.get("participants", ()))
    if count == 1 and who:
        return f"{who} is not available at any time of this event."
    never = "both" if count == 2 else "all"  # noqa: PLR2004 - two are both
    return f"No time in common: {who or 'they'} are never {never} free."


def _full(names: Names, data: Data) -> str:
    """Of each participant that is full: the limit it set, or its times."""
    found = (names.parties.get(pk) for pk in data.get("participants", ()))
    full = [party for party in found if party]
    if not full:
        return "A participant has no room for another meeting."
    return " ".join(_full_party(party, has_times=bool(data.get("slots"))) for party in full)


def _full_party(party: Party, *, has_times: bool) -> str:
    if party.max_meetings and not has_times:
        return f"{party.name} has reached its limit of {party.max_meetings} meetings."
    return f"{party.name} has no time left: it meets others whenever it is available."


def _tables_full(names: Names, data: Data) -> str:
    times = _times(names, data)
    return f"All tables are taken whenever everybody is free{', ' if times else ''}{times}."


def _displaced(names: Names, data: Data) -> str:
    which = _which(names, data)
    taken = "Meetings that count at least as much take its places"
    return f"{taken}: {which}." if which else f"{taken}."


def _locked(names: Names, data: Data) -> str:
    who, which, times = _who(names, data), _which(names, data), _times(names, data)
    if who:
        are = "is" if len(data.get("participants", ())) == 1 else "are"
        return f"It is locked to a time when {who} {are} not available{_in_brackets(times)}."
    if which:
        return f"Wherever it could be, a locked meeting is in the way: {which}."
    return "It is locked to a time that it cannot have."


def _in_brackets(words: str) -> str:
    return f" ({words.removeprefix('on ')})" if words else ""


def _precedence(names: Names, data: Data) -> str:
    which = _which(names, data)
    return f"It must come after {which or 'another meeting'}, and no time is left for that."


def _fairness(names: Names, data: Data) -> str:
    which = _which(names, data)
    where = f"in the place of {which}" if which else "at a free time"
    return f"It would fit {where}, but some clusters would then wait much more often than others."


REASONS: dict[str, Callable[[Names, Data], str]] = {
    "no_common_slot": _no_common_slot,
    "participant_full": _full,
    "tables_full": _tables_full,
    "displaced": _displaced,
    "locked": _locked,
    "precedence": _precedence,
    "fairness": _fairness,
    "not_reached": lambda _, __: "The time limit came before a place was found. Run it longer.",
    "removed": lambda _, __: "Taken out by hand.",
    "new": lambda _, __: "Agreed after this schedule was made. Run again or place it by hand.",
}
