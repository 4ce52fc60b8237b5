"""Entries of the log in sentences. No text that somebody wrote is shown, but names and titles."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from clusters.languages import languages_named
from clusters.models import Organisation
from interface.words import listed
from matchmaking.queries.log import Known, known
from matchmaking.words.happenings import ANYTHING, SENTENCES
from privacy.log.actors import BY_MAIL, NOBODY, VISITOR, person_of, user
from privacy.models import LogEntry


@dataclass(frozen=True)
class Line:
    """One entry as it is read; `about` names the event that it belongs to, if it belongs to one."""

    happened_at: datetime
    sentence: str
    about: str


def lines(entries: Iterable[LogEntry], inside: Organisation | None = None) -> list[Line]:
    """Each entry in a sentence; `inside` names nobody but those who spoke for this body."""
    found = list(entries)
    names = known(found, inside)
    return [
        Line(entry.happened_at, _sentence(entry, names), _about(entry, names)) for entry in found
    ]


def _sentence(entry: LogEntry, names: Known) -> str:
    said = SENTENCES.get(entry.table_name, {})
    happened = said.get(_special(entry), said.get(entry.operation))
    return str(happened or ANYTHING[entry.operation]) % {
        "who": _who(entry.actor, names),
        "what": _what(entry, names),
        "table": _table(entry.table_name),
        "row": entry.row_id,
    }


def _special(entry: LogEntry) -> str:
    """What is said otherwise than by the operation alone."""
    if entry.table_name == "events_delegateaccess":
        return _of_account(entry)
    if entry.table_name == "matchmaking_meeting":
        return _of_meeting(entry)
    return "personal" if (entry.after or {}).get("has_personal") else _state_reached(entry)


def _of_account(entry: LogEntry) -> str:
    before, after = ((row or {}).get("user_id") for row in (entry.before, entry.after))
    if entry.operation == LogEntry.Operation.CHANGED and after and not before:
        return "taken_up"
    return "ended" if entry.operation == LogEntry.Operation.REMOVED and before else ""


def _of_meeting(entry: LogEntry) -> str:
    before, after = ((row or {}).get("was_held") for row in (entry.before, entry.after))
    return "held" if entry.operation == LogEntry.Operation.CHANGED and before != after else ""


def _state_reached(entry: LogEntry) -> str:
    before, after = entry.before or {}, entry.after or {}
    if entry.operation != LogEntry.Operation.CHANGED or before.get("state") == after.get("state"):
        return ""
    return str(after.get("state"))


def _who(actor: str, names: Known) -> str:
    if actor == NOBODY:
        return _("Somebody with access to the database")
    if actor == VISITOR:
        return _("A visitor")
    if actor.startswith(BY_MAIL):
        who = _who(actor.removeprefix(BY_MAIL), names)
        # Translators: who did something
        return _("%(person)s, by a link in a mail,") % {"person": who}
    if not person_of(actor):
        return _("The site")
    if actor in names.outside:
        return _("Somebody of another organisation")
    return names.people.get(actor) or _("Somebody without a name")


def _what(entry: LogEntry, names: Known) -> str:
    row: dict[str, Any] = entry.after or entry.before or {}
    if "requester_id" in row:
        return " × ".join(_cluster(names, row[key]) for key in ("requester_id", "invitee_id"))
    if "second_id" in row:
        return " × ".join(_cluster(names, row[key]) for key in ("first_id", "second_id"))
    if "registration_id" in row:
        return _cluster(names, row["registration_id"])
    if row.get("user_id"):
        return names.people.get(user(row["user_id"])) or _("somebody without a name")
    body = row.get("cluster_id") or row.get("organisation_id")
    if body:
        return names.bodies.get(body) or _("an organisation that is gone")
    words = row.get("words") if entry.table_name == "events_question" else ""
    return words or _called(row) or _("number %(row)s") % {"row": entry.row_id}


def _called(row: dict[str, Any]) -> str:
    """By its own columns; a translation by its language."""
    if "made_of" in row:
        return languages_named([row["language"]])[0]
    called = row.get("title") or row.get("name") or row.get("table") or row.get("number")
    return str(called or "")


def _cluster(names: Known, registration: int) -> str:
    return names.clusters.get(registration) or _("a cluster that is gone")


def _about(entry: LogEntry, names: Known) -> str:
    return listed(names.editions[key] for key in entry.subjects if key in names.editions)


def _table(name: str) -> str:
    """As people call its rows."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table == name:
            return str(model._meta.verbose_name)
    return name
