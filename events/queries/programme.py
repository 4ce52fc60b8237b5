"""What an edition's programme is, day by day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Value

from clusters.models import Organisation
from events.models import (
    Consent,
    Edition,
    EditionOrganiser,
    Naming,
    Registration,
    Session,
    Speaker,
)
from interface.marks import mark_of


@dataclass(frozen=True, slots=True)
class ProgrammeDay:
    """One day's sessions in order; `day` is None where a source tells no day."""

    day: date | None
    title: str
    sessions: tuple[Session, ...]


def sessions(edition: Edition) -> QuerySet[Session]:
    """The sessions with speakers, their organisations and the organisations visited.

    Each speaker says whether its organisation `is_agreed`, and so does whoever is visited.
    """
    speakers = Speaker.objects.told_agreed().select_related("organisation__region", "source")
    rows = edition.sessions.select_related("source")
    visited = Organisation.objects.annotate(is_agreed=has_agreed(Value(edition.pk), OuterRef("pk")))
    return rows.prefetch_related(Prefetch("speakers", speakers), Prefetch("visited", visited))


def has_agreed(edition: Any, body: Any) -> Q:
    """Whether a public page may name this body as one that the edition visits.

    Records of the archive name whom their sources name; an event run here whoever organises it,
    takes part in public, or agreed to be named so. Both are keys, or references to a column.
    """
    own = Edition.objects.filter(Q(is_recorded=True) | Q(owner=body), pk=edition)
    there = {"edition": edition, "organisation": body, "state": Consent.ACCEPTED}
    comes = Registration.objects.shown().filter(edition=edition, cluster=body)
    return (
        Q(Exists(own))
        | Q(Exists(EditionOrganiser.objects.filter(**there)))
        | Q(Exists(Naming.objects.filter(**there, role=Naming.Role.VISITED)))
        | Q(Exists(comes))
    )


def days_of(edition: Edition) -> list[date]:
    """Every day from the first to the last; none when the edition has no dates."""
    if edition.starts_on is None or edition.ends_on is None:
        return []
    length = (edition.ends_on - edition.starts_on).days + 1
    return [edition.starts_on + timedelta(days=ahead) for ahead in range(length)]


def programme_days(edition: Edition, *, empty_days: bool = False) -> list[ProgrammeDay]:
    """The programme by day, in order; with `empty_days` also those on which nothing happens yet."""
    by_day: dict[date | None, list[Session]] = defaultdict(list)
    if empty_days:
        by_day.update({day: [] for day in days_of(edition)})
    for session in sessions(edition):
        by_day[session.day_on].append(session)
    in_order = sorted(by_day, key=lambda day: day or date.max)
    return [_programme_day(day, by_day[day]) for day in in_order]


def _programme_day(day: date | None, found: Iterable[Session]) -> ProgrammeDay:
    ordered = tuple(sorted(found, key=_when))
    title = next((session.day_title for session in ordered if session.day_title), "")
    return ProgrammeDay(day, title, ordered)


def _when(session: Session) -> tuple[bool, float, int, int]:
    """Timed sessions by start, sessions side by side by position, the untimed ones after them."""
    start = session.period.lower.timestamp() if session.period else 0.0
    return (session.period is None, start, session.position, session.pk)


def session_fingerprint(session: Session) -> str:
    """Tells two states of a session apart, so that a form can say which one it shows."""
    speakers = session.speakers.values_list("name", "role", "organisation_id", "topic")
    visited = session.visited.order_by("pk").values_list("pk", flat=True)
    columns = [getattr(session, field.attname) for field in Session._meta.concrete_fields]
    return mark_of(columns, list(speakers), list(visited))
