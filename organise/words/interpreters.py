"""Who interprets at an event and what for, in words."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django_stubs_ext import StrPromise

from clusters.languages import languages_named
from interface.words import either, listed
from matchmaking.models import Interpreter
from matchmaking.queries.interpreters import Lack, Need
from matchmaking.queries.interpreting import Speech
from matchmaking.services import interpreters as services

REFUSED: dict[type[services.InterpretersRefused], StrPromise] = {
    services.EventClosed: _lazy("This event is over. Its interpreters stay as they are."),
    services.InterpreterChanged: _lazy(
        "Somebody changed or removed this interpreter meanwhile. Look again, then decide."
    ),
    services.NameTaken: _lazy(
        "Another interpreter of this event is called so. Choose another name."
    ),
    services.TooMany: _lazy("An event has at most 100 interpreters."),
}


def spoken(languages: Iterable[str]) -> str:
    """ "English, German and Spanish"."""
    return listed(languages_named(languages))


def side(cluster: str, speech: Speech) -> str:
    """A cluster, and the languages of whoever may come for it."""
    said = {"cluster": cluster, "languages": either(spoken(one) for one in speech)}
    # Translators: a cluster, and in brackets the languages that it speaks
    return _("%(cluster)s (%(languages)s)") % said


def needed(
    need: Need, called: Mapping[int, str], people: Mapping[int, Interpreter], *, knows: bool
) -> tuple[str, str]:
    """The two sides, and who can interpret for them: by name, or how many."""
    sides = _sides(need, called)
    if not need.able:
        return sides, _("Nobody speaks a language of each")
    if not knows:
        return sides, _("Somebody can interpret")
    return sides, listed(str(people[pk]) for pk in need.able)


def lack(
    lack: Lack, called: Mapping[int, str], people: Mapping[int, Interpreter], *, knows: bool
) -> tuple[str, str]:
    """The two sides, and what would let them understand each other then."""
    able = lack.there or lack.able
    names = {"people": listed(str(people[pk]) for pk in able)}
    if lack.there:
        who = _("All who can interpret are in other meetings then: %(people)s.")
        unnamed = _("All who can interpret are in other meetings then.")
        remedy = _("Move one of the meetings, or add somebody who is free then.")
    elif lack.able:
        who = _("Who can interpret is not there then: %(people)s.")
        unnamed = _("Who can interpret is not there then.")
        remedy = _("Move the meeting, or add somebody who is there then.")
    else:
        who = unnamed = _("Nobody speaks a language of each.")
        remedy = _("Add somebody who does, or let the clusters choose who else comes.")
    return _sides(lack, called), f"{who % names if knows else unnamed} {remedy}"


def _sides(of: Need | Lack, called: Mapping[int, str]) -> str:
    return " × ".join(
        side(called[pk], speech) for pk, speech in zip(of.sides, of.spoken, strict=True)
    )
