"""Where a remedy stands, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interface.plain_text import isolated
from interface.words import listed
from matchmaking.queries.names import Names
from matchmaking.queries.remedies import CurrentRemedy, Status
from organise.words.remedies.of_change import party


def status(names: Names, found: CurrentRemedy) -> str:
    """Where the remedy stands, when there is more to say than that it can be carried out."""
    if found.status == Status.READY:
        return _("Done what it takes. Run again and it gets its place.")
    if found.status == Status.ASKED:
        who = listed(party(names, change) for change in found.todo)
        return _("Asked %(clusters)s: no answer yet.") % {"clusters": who}
    if say := STUCK.get(found.status):
        return say(names, found)
    if found.status == Status.FIXED:
        return _("That meeting is published. To drop it, take it out of a draft and publish again.")
    return ""


def _kept(names: Names, found: CurrentRemedy) -> str:
    who = [party(names, change) for change in found.todo if change.answer == "kept"]
    return ngettext(
        "%(clusters)s keeps its time. Place it by hand, or leave it out.",
        "%(clusters)s keep their time. Place it by hand, or leave it out.",
        len(who),
    ) % {"clusters": listed(who)}


def _lacking(names: Names, found: CurrentRemedy) -> str:
    who = [party(names, change) for change in found.todo if change.lacks_people]
    return ngettext(
        "%(clusters)s has no more delegates who are there then. To name one more, or let one stay "
        "longer, is for the cluster.",
        "%(clusters)s have no more delegates who are there then. To name one more, or let one stay "
        "longer, is for the clusters.",
        len(who),
    ) % {"clusters": listed(who)}


def _bound(names: Names, found: CurrentRemedy) -> str:
    words = _(
        "%(cluster)s takes part in “%(session)s” then. Move that session in the programme to free "
        "the time."
    )
    return " ".join(
        words % {"cluster": party(names, change), "session": isolated(change.session)}
        for change in found.todo
        if change.session
    )


def _without_interpreter(_names: Names, _found: CurrentRemedy) -> str:
    return _(
        "On the page Interpreters add somebody who speaks a language of each and is there then. "
        "Then run again."
    )


STUCK = {
    Status.KEPT: _kept,
    Status.BOUND: _bound,
    Status.DELEGATES: _lacking,
    Status.INTERPRETER: _without_interpreter,
}
