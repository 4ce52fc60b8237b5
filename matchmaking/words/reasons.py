"""Why a meeting has no place, in words that an organiser and a cluster can act on."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interface.plain_text import isolated
from interface.words import listed, number
from matchmaking.queries.names import Names, Party
from matchmaking.records import Reason
from matchmaking.words.names import meetings, parties

# More times than this are counted, not named.
MOST_NAMED = 3


def reason(names: Names, found: Reason) -> str:
    """The sentence for a reason of the scheduler."""
    say = REASONS.get(found.code)
    return say(names, found) if say else _("Not placed.")


def _slots(names: Names, found: Reason) -> list[str]:
    """The times it speaks of, by name."""
    return [names.slot(slot) for slot in found.slots if slot in names.slots]


def _no_common_slot(names: Names, found: Reason) -> str:
    who, count = parties(names, found.participants), len(found.participants)
    if not who:
        return _("No time in common: they are never all free.")
    if count == 1:
        return _("%(cluster)s is not available at any time of this event.") % {"cluster": who}
    if count == 2:  # noqa: PLR2004 - two are both
        return _("No time in common: %(clusters)s are never both free.") % {"clusters": who}
    return _("No time in common: %(clusters)s are never all free.") % {"clusters": who}


def _no_agreed_slot(_names: Names, _found: Reason) -> str:
    return _("They agreed to meet at some times only, and are never all free then.")


def _no_agreed_window(_names: Names, _found: Reason) -> str:
    return _("They agreed to meet at some times only, and the event has none of these any more.")


def _full(names: Names, found: Reason) -> str:
    """Of each participant that is full: the limit it set, or its times."""
    full = [names.parties[pk] for pk in found.participants if pk in names.parties]
    if not full:
        return _("A participant has no room for another meeting.")
    return " ".join(_full_party(party, has_times=bool(found.slots)) for party in full)


def _full_party(party: Party, *, has_times: bool) -> str:
    if not has_times and party.most_meetings and party.is_limited_by_event:
        return ngettext(
            "%(cluster)s has %(count)s meeting, the most that the event’s rules give a cluster.",
            "%(cluster)s has %(count)s meetings, the most that the event’s rules give a cluster.",
            party.most_meetings,
        ) % {"cluster": isolated(party.name), "count": number(party.most_meetings)}
    if has_times or not party.max_meetings:
        return _("%(cluster)s has no time left: it meets others whenever it is available.") % {
            "cluster": isolated(party.name)
        }
    return ngettext(
        "%(cluster)s has reached its limit of %(count)s meeting.",
        "%(cluster)s has reached its limit of %(count)s meetings.",
        party.max_meetings,
    ) % {"cluster": isolated(party.name), "count": number(party.max_meetings)}


def _tables_full(names: Names, found: Reason) -> str:
    slots = _slots(names, found)
    if not slots:
        return _("All tables are taken whenever everybody is free.")
    if len(slots) <= MOST_NAMED:
        return _("All tables are taken whenever everybody is free, on %(times)s.") % {
            "times": listed(slots)
        }
    return ngettext(
        "All tables are taken whenever everybody is free, at %(count)s time.",
        "All tables are taken whenever everybody is free, at %(count)s times.",
        len(slots),
    ) % {"count": number(len(slots))}


def _displaced(names: Names, found: Reason) -> str:
    if which := meetings(names, found.meetings):
        return _("Meetings that count at least as much take its places: %(meetings)s.") % {
            "meetings": which
        }
    return _("Meetings that count at least as much take its places.")


def _locked(names: Names, found: Reason) -> str:
    if who := parties(names, found.participants):
        return _locked_away(who, len(found.participants), listed(_slots(names, found)))
    if which := meetings(names, found.meetings):
        return _("Wherever it could be, a locked meeting is in the way: %(meetings)s.") % {
            "meetings": which
        }
    return _("It is locked to a time that it cannot have.")


def _locked_away(who: str, count: int, times: str) -> str:
    if not times:
        return ngettext(
            "It is locked to a time when %(clusters)s is not available.",
            "It is locked to a time when %(clusters)s are not available.",
            count,
        ) % {"clusters": who}
    return ngettext(
        "It is locked to a time when %(clusters)s is not available (%(times)s).",
        "It is locked to a time when %(clusters)s are not available (%(times)s).",
        count,
    ) % {"clusters": who, "times": times}


def _apart(names: Names, found: Reason) -> str:
    """Of one person for several clusters: a meeting of two of them, or no time left for one."""
    those = [pk for pk in found.participants if pk in names.parties]
    if len(those) < 2:  # noqa: PLR2004 - one person for two
        return _("One person speaks for several clusters, and has no time left for this meeting.")
    if not found.slots:
        return _("One person speaks for both sides: %(clusters)s.") % {
            "clusters": parties(names, those)
        }
    return _(
        "One person speaks for %(clusters)s, and is in a meeting of one of them whenever "
        "%(cluster)s is available."
    ) % {"clusters": parties(names, those), "cluster": names.party(those[0])}


def _no_interpreter(names: Names, found: Reason) -> str:
    slots = _slots(names, found)
    if not slots or len(slots) > MOST_NAMED:
        return _("Nobody is free to interpret whenever everybody else is free.")
    return _("Nobody is free to interpret on %(times)s, when everybody else is free.") % {
        "times": listed(slots)
    }


def _precedence(names: Names, found: Reason) -> str:
    if which := meetings(names, found.meetings):
        return _("It must come after %(meetings)s, and no time is left for that.") % {
            "meetings": which
        }
    return _("It must come after another meeting, and no time is left for that.")


def _fairness(names: Names, found: Reason) -> str:
    if which := meetings(names, found.meetings):
        return _(
            "It would fit in the place of %(meetings)s, but some clusters would then wait much "
            "more often than others."
        ) % {"meetings": which}
    return _(
        "It would fit at a free time, but some clusters would then wait much more often than "
        "others."
    )


def _not_reached(_names: Names, _found: Reason) -> str:
    return _("The time limit came before a place was found. Run it longer.")


def _removed(_names: Names, _found: Reason) -> str:
    return _("Taken out by hand.")


def _new(_names: Names, _found: Reason) -> str:
    return _("Agreed after this schedule was made. Run again or place it by hand.")


REASONS: dict[str, Callable[[Names, Reason], str]] = {
    "no_common_slot": _no_common_slot,
    "no_agreed_slot": _no_agreed_slot,
    "no_agreed_window": _no_agreed_window,
    "participant_full": _full,
    "tables_full": _tables_full,
    "displaced": _displaced,
    "locked": _locked,
    "apart": _apart,
    "no_interpreter": _no_interpreter,
    "precedence": _precedence,
    "fairness": _fairness,
    "not_reached": _not_reached,
    "removed": _removed,
    "new": _new,
}
