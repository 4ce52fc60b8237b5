"""What would place a meeting, as one sentence with its conditions."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from interface.words import listed, number
from matchmaking.queries.names import Names
from matchmaking.queries.remedy_changes import RemedyChange, changes
from matchmaking.records import Remedy
from organise.words.remedies.of_change import meeting, party


def remedy(names: Names, stored: Remedy) -> str:
    """What would place the meeting, in one sentence; empty when nothing is known."""
    return condition(names, changes(names, stored))


def condition(names: Names, found: Iterable[RemedyChange]) -> str:
    """ "It fits on Friday 4 June, 09:30 if Water may have 4 meetings."; empty without changes."""
    found = tuple(found)
    conditions = [CONDITIONS[change.code](names, change) for change in found]
    if not all(conditions) or not conditions:
        return ""
    slot = next((change.slot for change in found if change.slot in names.slots), None)
    if slot is None:
        return _("It fits if %(conditions)s.") % {"conditions": listed(conditions)}
    return _("It fits on %(time)s if %(conditions)s.") % {
        "time": names.slot(slot),
        "conditions": listed(conditions),
    }


# Each condition is a clause after "It fits if …", in the mood that the language asks for there.


def _if_free(names: Names, change: RemedyChange) -> str:
    return pgettext("It fits if …", "%(cluster)s is available then") % {
        "cluster": party(names, change)
    }


def _if_limit(names: Names, change: RemedyChange) -> str:
    said = {"cluster": party(names, change), "count": number(change.after or 0)}
    if not change.after:
        return pgettext("It fits if …", "%(cluster)s may have more meetings") % said
    return (
        # Translators: a clause after "It fits if …"; the limit of meetings is raised.
        ngettext(
            "%(cluster)s may have %(count)s meeting",
            "%(cluster)s may have %(count)s meetings",
            change.after,
        )
        % said
    )


def _if_capacity(names: Names, change: RemedyChange) -> str:
    after = change.after or 0
    return (
        # Translators: a clause after "It fits if …"; meetings side by side are raised.
        ngettext(
            "%(cluster)s can hold %(count)s meeting at a time",
            "%(cluster)s can hold %(count)s meetings at a time",
            after,
        )
        % {"cluster": party(names, change), "count": number(after)}
    )


def _if_tables(_names: Names, change: RemedyChange) -> str:
    more = (change.after or 0) - (change.before or 0)
    return (
        # Translators: a clause after "It fits if …".
        ngettext("there is one more table", "there are %(count)s more tables", more)
        % {"count": number(more)}
    )


def _if_colleague_comes(names: Names, change: RemedyChange) -> str:
    return pgettext("It fits if …", "a colleague attends the meetings of %(cluster)s") % {
        "cluster": party(names, change)
    }


def _if_unlocked(names: Names, change: RemedyChange) -> str:
    said = {"meeting": meeting(names, change)}
    return pgettext("It fits if …", "%(meeting)s is unlocked") % said


def _if_dropped(names: Names, change: RemedyChange) -> str:
    return pgettext("It fits if …", "%(meeting)s is dropped") % {"meeting": meeting(names, change)}


CONDITIONS: dict[str, Callable[[Names, RemedyChange], str]] = {
    "free_slot": _if_free,
    "add_table": _if_tables,
    "raise_limit": _if_limit,
    "raise_capacity": _if_capacity,
    "lift_apart": _if_colleague_comes,
    "add_interpreter": lambda _names, _change: pgettext(
        "It fits if …", "somebody more interprets then"
    ),
    "unlock": _if_unlocked,
    "drop": _if_dropped,
}
