"""What somebody runs, as tables: events and calls."""

from collections.abc import Iterator
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from events.models import Call
from events.queries.calls import calls_managed_by
from events.queries.editions import RunEdition, editions_backstage_of
from events.rules import phase
from events.rules.calls import stage
from interface.states import state_words
from organise.words.tables.table import STATE, Column, Table


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _events(user: User) -> Iterator[RunEdition]:
    """Those that this person plans, the latest first."""
    return (row for row in editions_backstage_of(user, timezone.now()) if row.may_plan)


def _calls(user: User) -> Iterator[Call]:
    """Those that this person manages, the latest first."""
    return iter(calls_managed_by(user))


def _phase(_user: User, row: RunEdition) -> str:
    return state_words(phase(row.edition, timezone.now()), "edition")


def _stage(_user: User, row: Call) -> str:
    return state_words(stage(row, timezone.now()), "call")


def _closes(_user: User, row: Call) -> str:
    return row.closes_at.astimezone(row.zone).isoformat(timespec="minutes")


EVENTS = Table(
    "events",
    gettext_lazy("Events"),
    (
        Column("event", gettext_lazy("Event"), lambda _u, row: row.edition.name),
        Column("series", gettext_lazy("Series"), lambda _u, row: str(row.edition.series or "")),
        Column("starts_on", gettext_lazy("First day"), lambda _u, row: _day(row.edition.starts_on)),
        Column("ends_on", gettext_lazy("Last day"), lambda _u, row: _day(row.edition.ends_on)),
        Column("city", gettext_lazy("City"), lambda _u, row: row.edition.city),
        Column("state", STATE, _phase),
        Column("approved", gettext_lazy("Clusters approved"), lambda _u, row: row.approved),
        Column("waiting", gettext_lazy("Registrations that wait"), lambda _u, row: row.waiting),
        Column("capacity", gettext_lazy("Places"), lambda _u, row: row.edition.capacity),
    ),
    _events,
)
CALLS = Table(
    "calls",
    gettext_lazy("Calls"),
    (
        Column("call", pgettext_lazy("column", "Call"), lambda _u, row: row.title),
        Column("subject", gettext_lazy("What for"), lambda _u, row: str(row.subject)),
        Column("closes_at", gettext_lazy("Closes"), _closes),
        Column("state", STATE, _stage),
        Column("applied", gettext_lazy("Applications"), lambda _u, row: row.applied),
    ),
    _calls,
)
LISTS = {table.code: table for table in (EVENTS, CALLS)}
