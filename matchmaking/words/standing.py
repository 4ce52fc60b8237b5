"""Why an agreed meeting has no place, said to one of its sides."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from interface.words import listed

# By the code of the scheduler's reason; whose times are short is said by `why` itself.
REASONS: Mapping[str, Promise] = {
    "no_common_slot": _lazy("There is no time at which you are both free."),
    "no_agreed_slot": _lazy("At the times that you agreed on, you are never both free."),
    "no_agreed_window": _lazy("The times that you agreed on are not part of the event any more."),
    "tables_full": _lazy("All tables are taken whenever you are both free."),
    "no_interpreter": _lazy("Nobody is free to interpret whenever you are both free."),
    "displaced": _lazy("Meetings that count at least as much take its places."),
    "locked": _lazy("Meetings that are fixed stand in its way."),
    "precedence": _lazy("Meetings that must come before it leave no time."),
    "fairness": _lazy("With it some clusters would wait much more often than others."),
    "not_reached": _lazy("No place was found in the time that was given."),
    "removed": _lazy("The organiser took it out of the schedule."),
    "new": _lazy("You agreed after the schedule was made."),
}


def why(code: str, partners: Sequence[str], *, is_ours: bool) -> str:
    """Without what another cluster said of its own times.

    `is_ours`: the scheduler's reason names the side that reads it. `partners` are the others.
    """
    if code != "participant_full":
        plain = REASONS.get(code)
        return str(plain) if plain else _("The organiser found no place for it.")
    if is_ours:
        return _("You have no time left, or as many meetings as you wished.")
    return _("%(clusters)s has no time left for another meeting.") % {"clusters": listed(partners)}
