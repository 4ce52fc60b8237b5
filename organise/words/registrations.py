"""Decisions on registrations in words."""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from events.models import Registration
from events.services.decisions import Outcome
from interface.plain_text import isolated
from interface.words import number

State = Registration.State


def result_line(outcome: Outcome) -> str:
    """ "3 approved, 1 waitlisted, 1 not: already withdrawn"."""
    done = Counter(change.after for change in outcome.changes)
    not_done = Counter(outcome.refused)
    parts = [_done(state, done[state]) for state in State if done[state]]
    parts += [_not_done(state, not_done[state]) for state in State if not_done[state]]
    return ", ".join(parts) or _("Nothing was changed")


def _done(state: State, count: int) -> str:
    """How many registrations came into a state."""
    words = {
        State.WAITING: ngettext("%(count)s waiting", "%(count)s waiting", count),
        State.APPROVED: ngettext("%(count)s approved", "%(count)s approved", count),
        State.WAITLISTED: ngettext("%(count)s waitlisted", "%(count)s waitlisted", count),
        State.DECLINED: ngettext("%(count)s declined", "%(count)s declined", count),
        State.WITHDRAWN: ngettext("%(count)s withdrawn", "%(count)s withdrawn", count),
    }
    return words[state] % {"count": number(count)}


def _not_done(state: State, count: int) -> str:
    """How many registrations were left as they were, by the state that they are in."""
    words = {
        State.WAITING: ngettext(
            "%(count)s not: back to waiting meanwhile",
            "%(count)s not: back to waiting meanwhile",
            count,
        ),
        State.APPROVED: ngettext(
            "%(count)s not: already approved", "%(count)s not: already approved", count
        ),
        State.WAITLISTED: ngettext(
            "%(count)s not: on the waiting list, no place is free",
            "%(count)s not: on the waiting list, no place is free",
            count,
        ),
        State.DECLINED: ngettext(
            "%(count)s not: already declined", "%(count)s not: already declined", count
        ),
        State.WITHDRAWN: ngettext(
            "%(count)s not: already withdrawn", "%(count)s not: already withdrawn", count
        ),
    }
    return words[state] % {"count": number(count)}


# What is said when the organiser has registered a cluster, by the state that it came into.
REGISTERED = {
    State.APPROVED: _lazy("%(cluster)s is registered and approved. Its members are told."),
    State.WAITLISTED: _lazy(
        "%(cluster)s is on the waiting list: no place is free. Its members are told."
    ),
}


def registered(registration: Registration) -> str:
    said = {"cluster": registration.cluster.called}
    if words := REGISTERED.get(State(registration.state)):
        return words % said
    return _("%(cluster)s is registered.") % said


# Why a cluster is not registered once more, by the state that its registration is in.
REGISTERED_ALREADY = {
    State.WAITING: _lazy("%(cluster)s is registered already: waiting."),
    State.APPROVED: _lazy("%(cluster)s is registered already: approved."),
    State.WAITLISTED: _lazy("%(cluster)s is registered already: waitlisted."),
    State.DECLINED: _lazy("%(cluster)s is registered already: declined."),
    State.WITHDRAWN: _lazy("%(cluster)s is registered already: withdrawn."),
}


def registered_already(registration: Registration) -> str:
    return REGISTERED_ALREADY[State(registration.state)] % {
        "cluster": isolated(registration.cluster)
    }
