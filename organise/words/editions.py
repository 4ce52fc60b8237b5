"""Events and their steps from state to state, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Edition
from interface.templatetags.ui import state_word
from interface.words import number


def capacity_too_small(approved: int) -> str:
    return ngettext(
        "%(count)s cluster is approved. Enter %(count)s or more.",
        "%(count)s clusters are approved. Enter %(count)s or more.",
        approved,
    ) % {"count": number(approved)}


def sessions_outside(count: int) -> str:
    return ngettext(
        "Sessions: %(count)s in the programme is outside these days. Move or remove it.",
        "Sessions: %(count)s in the programme are outside these days. Move or remove them.",
        count,
    ) % {"count": number(count)}


def step_not_allowed(edition: Edition) -> str:
    """The event went on meanwhile: the step that was asked for does not follow its state."""
    return _("The event is in the state “%(state)s”. This step does not follow it.") % {
        "state": state_word(edition.state, "edition")
    }


def cancelled(people: int) -> str:
    return ngettext(
        "The event is cancelled. %(count)s person is told.",
        "The event is cancelled. %(count)s people are told.",
        people,
    ) % {"count": number(people)}
