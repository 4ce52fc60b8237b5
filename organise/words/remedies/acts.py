"""What carrying a remedy out means, before and after: buttons, consequences, what was done."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interface.words import number
from matchmaking.queries.names import Names
from matchmaking.queries.remedy_changes import RemedyChange
from organise.words.remedies.of_change import meeting, party

Data = Mapping[str, Any]


def button(names: Names, found: Iterable[RemedyChange]) -> str:
    """The verb of what is left to do: "Raise limit to 4", "Ask Water to be free"."""
    left = tuple(found)
    if len(left) != 1:
        return _("See what it takes")
    return BUTTONS[left[0].code](names, left[0])


def _first_and_last(change: RemedyChange) -> dict[str, int]:
    """The numbers of the tables that are added."""
    return {"first": (change.before or 0) + 1, "last": change.after or 0}


def _add_tables(_names: Names, change: RemedyChange) -> str:
    tables = _first_and_last(change)
    if tables["first"] == tables["last"]:
        return _("Add table %(last)s at all times") % tables
    return _("Add tables %(first)s to %(last)s at all times") % tables


BUTTONS: dict[str, Callable[[Names, RemedyChange], str]] = {
    "free_slot": lambda names, change: (
        _("Ask %(cluster)s to be free") % {"cluster": party(names, change)}
    ),
    "add_table": _add_tables,
    "raise_limit": lambda _names, change: (
        _("Raise limit to %(most)s") % {"most": number(change.after or 0)}
    ),
    "raise_capacity": lambda _names, change: (
        _("Raise to %(most)s at a time") % {"most": number(change.after or 0)}
    ),
    "lift_apart": lambda names, change: (
        _("Note that a colleague of %(cluster)s comes") % {"cluster": party(names, change)}
    ),
    "add_interpreter": lambda _names, _change: _("Add an interpreter"),
    "unlock": lambda names, change: _("Unlock %(meeting)s") % {"meeting": meeting(names, change)},
    "drop": lambda names, change: _("Drop %(meeting)s") % {"meeting": meeting(names, change)},
}


def consequence(names: Names, change: RemedyChange) -> str:
    """What one change means and who is told, before it is done."""
    return CONSEQUENCES[change.code](names, change)


def _when_asked(names: Names, change: RemedyChange) -> str:
    return _(
        "%(cluster)s said that it is not available on %(time)s. It gets a mail and finds the "
        "question on its availability page. It frees the time or keeps it; you see the answer here."
    ) % {"cluster": party(names, change), "time": names.slot(change.slot or 0)}


def _when_tables_added(_names: Names, change: RemedyChange) -> str:
    tables = _first_and_last(change)
    if tables["first"] == tables["last"]:
        return (
            _(
                "Table %(last)s can be used at all times of the event, not only then: any run may "
                "place meetings there. Nobody is told."
            )
            % tables
        )
    return (
        _(
            "Tables %(first)s to %(last)s can be used at all times of the event, not only then: "
            "any run may place meetings there. Nobody is told."
        )
        % tables
    )


def _when_limit_raised(names: Names, change: RemedyChange) -> str:
    before = change.before or 0
    return ngettext(
        "%(cluster)s wants at most %(before)s meeting in all. It becomes %(after)s. The cluster "
        "gets a mail and can change it again.",
        "%(cluster)s wants at most %(before)s meetings in all. It becomes %(after)s. The cluster "
        "gets a mail and can change it again.",
        before,
    ) % {
        "cluster": party(names, change),
        "before": number(before),
        "after": number(change.after or 0),
    }


def _when_capacity_raised(names: Names, change: RemedyChange) -> str:
    return _(
        "%(cluster)s wants at most %(before)s at a time. It becomes %(after)s. The cluster gets a "
        "mail and can change it again."
    ) % {
        "cluster": party(names, change),
        "before": number(change.before or 0),
        "after": number(change.after or 0),
    }


def _when_colleague_noted(names: Names, change: RemedyChange) -> str:
    return _(
        "One person speaks for %(cluster)s and for another cluster. Note this once you know that "
        "somebody else attends the meetings of %(cluster)s. The cluster gets a mail and can change "
        "it again."
    ) % {"cluster": party(names, change)}


def _when_interpreter_comes(names: Names, change: RemedyChange) -> str:
    return _(
        "The two have no language in common, and nobody is free to interpret on %(time)s. You add "
        "people on the page Interpreters."
    ) % {"time": names.slot(change.slot or 0)}


def _when_unlocked(names: Names, change: RemedyChange) -> str:
    return _(
        "%(meeting)s may get another time or table in the next run. Nobody is told before you "
        "publish."
    ) % {"meeting": meeting(names, change)}


def _when_dropped(names: Names, change: RemedyChange) -> str:
    return _(
        "%(meeting)s is no longer scheduled. Both clusters agreed to it; they get a mail in a few "
        "minutes. You can take it up again on the page Not placed."
    ) % {"meeting": meeting(names, change)}


CONSEQUENCES: dict[str, Callable[[Names, RemedyChange], str]] = {
    "free_slot": _when_asked,
    "add_table": _when_tables_added,
    "raise_limit": _when_limit_raised,
    "raise_capacity": _when_capacity_raised,
    "lift_apart": _when_colleague_noted,
    "add_interpreter": _when_interpreter_comes,
    "unlock": _when_unlocked,
    "drop": _when_dropped,
}


def done(names: Names, data: Data) -> str:
    """What an applied change did, as a sentence."""
    say = DONE.get(data.get("code", ""))
    return say(names, RemedyChange(**data)) if say else ""


def _raised(words: str, names: Names, change: RemedyChange) -> str:
    return words % {
        "cluster": party(names, change),
        "before": number(change.before or 0),
        "after": number(change.after or 0),
    }


def _tables_added(_names: Names, change: RemedyChange) -> str:
    tables = _first_and_last(change)
    if tables["first"] == tables["last"]:
        return _("Added table %(last)s at all times.") % tables
    return _("Added tables %(first)s to %(last)s at all times.") % tables


DONE: dict[str, Callable[[Names, RemedyChange], str]] = {
    "free_slot": lambda names, change: (
        _("Asked %(cluster)s to be free.") % {"cluster": party(names, change)}
    ),
    "add_table": _tables_added,
    "raise_limit": lambda names, change: _raised(
        _("Raised the limit of %(cluster)s from %(before)s to %(after)s."), names, change
    ),
    "raise_capacity": lambda names, change: _raised(
        _("Raised the meetings at a time of %(cluster)s from %(before)s to %(after)s."),
        names,
        change,
    ),
    "lift_apart": lambda names, change: (
        _("Noted that a colleague of %(cluster)s comes.") % {"cluster": party(names, change)}
    ),
    "add_interpreter": lambda _names, _change: _("Somebody more interprets."),
    "unlock": lambda names, change: (
        _("Unlocked %(meeting)s.") % {"meeting": meeting(names, change)}
    ),
    "drop": lambda names, change: _("Dropped %(meeting)s.") % {"meeting": meeting(names, change)},
}
