"""Events and their steps from state to state, in words."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Edition
from events.rules import can_open_requests, is_past, is_under_way, phase
from interface.moments import date_words
from interface.templatetags.ui import state_word
from interface.words import number

State = Edition.State


def capacity_too_small(approved: int) -> str:
    return ngettext(
        "%(count)s cluster is approved. Enter %(count)s or more.",
        "%(count)s clusters are approved. Enter %(count)s or more.",
        approved,
    ) % {"count": number(approved)}


def online_in_use(clusters: int) -> str:
    return ngettext(
        "%(count)s cluster takes part online, or may. Ask it to change that first.",
        "%(count)s clusters take part online, or may. Ask them to change that first.",
        clusters,
    ) % {"count": number(clusters)}


def step_not_allowed(edition: Edition, to: Edition.State, now: datetime) -> str:
    """Why a step is not taken: it is not the time for it, or the event went on meanwhile."""
    found = phase(edition, now)
    if is_past(edition, now):
        return _("The last day of this event is over. It can only be read.")
    first, last = edition.starts_on, edition.ends_on
    early = to in {State.RUNNING, State.FINISHED} and not is_under_way(edition, now)
    if early and first and last:
        return _(
            "The event begins by itself on its first day, %(first)s, and ends after its last, "
            "%(last)s. Before that it is neither started nor finished."
        ) % {"first": date_words(first), "last": date_words(last)}
    if to == State.DRAFT and found == State.REGISTRATION_OPEN:
        return _("Clusters have registered. The event can be cancelled, not taken back.")
    if to == State.REQUESTS_OPEN and not can_open_requests(edition, now):
        return _("The last day to ask for meetings is over. Enter a later one first.")
    return _("The event is in the state “%(state)s”. This step does not follow it.") % {
        "state": state_word(found, "edition")
    }


def registration_not_closable(opens: bool) -> str:
    if opens:
        return _("This event takes no registrations now. Registration cannot be opened again.")
    return _("Registration is not open. There is nothing to close.")


def cancelled(people: int) -> str:
    return ngettext(
        "The event is cancelled. %(count)s person is told.",
        "The event is cancelled. %(count)s people are told.",
        people,
    ) % {"count": number(people)}
