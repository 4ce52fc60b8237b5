"""What would give a meeting a place, in words that an organiser can act on."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from interface.words import listed
from matchmaking.queries.names import Names
from matchmaking.queries.remedies import Change, Offer, Stand, changes
from matchmaking.records import Remedy
from matchmaking.words.names import parties

Data = Mapping[str, Any]


def remedy(names: Names, found: Remedy) -> str:
    """What would place the meeting, in one sentence; empty when nothing is known."""
    return told(names, changes(names, found))


def told(names: Names, found: Iterable[Change]) -> str:
    """ "It fits on Friday 4 June, 09:30 if Water may have 4 meetings."; empty without changes."""
    found = tuple(found)
    conditions = [CONDITIONS[change.code](names, change) for change in found]
    if not all(conditions) or not conditions:
        return ""
    slot = next((change.slot for change in found if change.slot in names.slots), None)
    when = f" on {names.slot(slot)}" if slot else ""
    return f"It fits{when} if {listed(conditions)}."


def _party(names: Names, change: Change) -> str:
    return parties(names, [change.registration or 0]) or "a cluster"


def _limit(names: Names, change: Change) -> str:
    most = f"{change.after} meetings" if change.after else "more meetings"
    return f"{_party(names, change)} may have {most}"


def _capacity(names: Names, change: Change) -> str:
    return f"{_party(names, change)} can hold {change.after} meetings at a time"


def _tables(_: Names, change: Change) -> str:
    more = (change.after or 0) - (change.before or 0)
    return "there is one more table" if more == 1 else f"there are {more} more tables"


CONDITIONS: dict[str, Callable[[Names, Change], str]] = {
    "free_slot": lambda names, change: f"{_party(names, change)} is available then",
    "add_table": _tables,
    "raise_limit": _limit,
    "raise_capacity": _capacity,
    "unlock": lambda names, change: f"{names.meeting(change.meeting or 0)} is unlocked",
    "drop": lambda names, change: f"{names.meeting(change.meeting or 0)} is dropped",
}


def button(names: Names, found: Iterable[Change]) -> str:
    """The verb of what is left to do: "Raise limit to 4", "Ask Water to be free"."""
    left = tuple(found)
    if len(left) != 1:
        return "See what it takes"
    return BUTTONS[left[0].code](names, left[0])


def _numbers(change: Change) -> str:
    """ "table 5", "tables 5 to 6"."""
    first, last = (change.before or 0) + 1, change.after or 0
    return f"table {last}" if first == last else f"tables {first} to {last}"


BUTTONS: dict[str, Callable[[Names, Change], str]] = {
    "free_slot": lambda names, change: f"Ask {_party(names, change)} to be free",
    "add_table": lambda _, change: f"Add {_numbers(change)} at all times",
    "raise_limit": lambda _, change: f"Raise limit to {change.after}",
    "raise_capacity": lambda _, change: f"Raise to {change.after} at a time",
    "unlock": lambda names, change: f"Unlock {names.meeting(change.meeting or 0)}",
    "drop": lambda names, change: f"Drop {names.meeting(change.meeting or 0)}",
}


def consequence(names: Names, change: Change) -> str:
    """What one change means and who is told, before it is done."""
    return CONSEQUENCES[change.code](names, change)


def _raised(names: Names, change: Change) -> str:
    what = "meetings in all" if change.code == "raise_limit" else "at a time"
    return (
        f"{_party(names, change)} wants at most {change.before} {what}. It becomes "
        f"{change.after}. The cluster gets a mail and can change it again."
    )


CONSEQUENCES: dict[str, Callable[[Names, Change], str]] = {
    "free_slot": lambda names, change: (
        f"{_party(names, change)} said that it is not available on {names.slot(change.slot or 0)}. "
        "It gets a mail and finds the question on its availability page. It frees the time or "
        "keeps it; you see the answer here."
    ),
    "add_table": lambda names, change: (
        f"{_numbers(change).capitalize()} can be used at all times of the event, not only then: "
        "any run may place meetings there. Nobody is told."
    ),
    "raise_limit": _raised,
    "raise_capacity": _raised,
    "unlock": lambda names, change: (
        f"{names.meeting(change.meeting or 0)} may get another time or table in the next run. "
        "Nobody is told before you publish."
    ),
    "drop": lambda names, change: (
        f"{names.meeting(change.meeting or 0)} is no longer scheduled. Both clusters agreed to "
        "it; they get a mail now. You can take it up again on the page Not placed."
    ),
}


def done(names: Names, data: Data) -> str:
    """What an applied change did, in a few words."""
    say = DONE.get(data.get("code", ""))
    return say(names, Change(**data)) if say else ""


DONE: dict[str, Callable[[Names, Change], str]] = {
    "free_slot": lambda names, change: f"asked {_party(names, change)} to be free",
    "add_table": lambda _, change: f"added {_numbers(change)} at all times",
    "raise_limit": lambda names, change: (
        f"raised the limit of {_party(names, change)} from {change.before} to {change.after}"
    ),
    "raise_capacity": lambda names, change: (
        f"raised the meetings at a time of {_party(names, change)} from {change.before} to "
        f"{change.after}"
    ),
    "unlock": lambda names, change: f"unlocked {names.meeting(change.meeting or 0)}",
    "drop": lambda names, change: f"dropped {names.meeting(change.meeting or 0)}",
}


def standing(names: Names, offer: Offer) -> str:
    """Where the remedy stands, when there is more to say than that it can be carried out."""
    left = offer.todo
    if offer.stand == Stand.READY:
        return "Done what it takes. Run again and it gets its place."
    if offer.stand == Stand.ASKED:
        who = listed(_party(names, change) for change in left)
        return f"Asked {who}: no answer yet."
    if offer.stand == Stand.KEPT:
        who = listed(_party(names, change) for change in left if change.answer == "kept")
        return f"{who} keeps its time. Place it by hand, or leave it out."
    if offer.stand == Stand.BOUND:
        return " ".join(
            f"{_party(names, change)} takes part in “{change.session}” then. Move that session in "
            "the programme to free the time."
            for change in left
            if change.session
        )
    if offer.stand == Stand.FIXED:
        return "That meeting is published. To drop it, take it out of a draft and publish again."
    return ""
