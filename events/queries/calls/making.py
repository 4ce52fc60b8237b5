"""A body's calls, and what it may call for."""

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from clusters.models import Organisation
from events.models import Application, Call, Edition, Series
from events.rules import ENDED, phase

State = Application.State


def calls_backstage_of(user: User) -> QuerySet[Call]:
    """The calls whose organiser's pages somebody may open, with how many have applied."""
    rows = Call.objects.backstage_of(user).select_related("edition", "series", "body")
    live = ~Q(applications__state=State.WITHDRAWN)
    return rows.annotate(applied=Count("applications", filter=live)).order_by("-closes_at", "pk")


def calls_managed_by(user: User) -> QuerySet[Call]:
    """Those of them that this person manages, and does not only read as staff."""
    managed = Call.objects.managed_by(user).order_by()
    return calls_backstage_of(user).filter(pk__in=managed.values("pk"))


def editions_to_call_for(user: User, now: datetime) -> list[Edition]:
    """Events of bodies that somebody acts for which lie ahead, the nearest first."""
    bodies = Organisation.objects.acted_for_by(user).values("pk")
    rows = Edition.objects.filter(owner__in=bodies, is_recorded=False).select_related("owner")
    return [row for row in rows.order_by("starts_on", "pk") if phase(row, now) not in ENDED]


def series_to_call_for(user: User) -> list[Series]:
    """Series of bodies that somebody acts for, by name."""
    bodies = Organisation.objects.acted_for_by(user).organising().values("pk")
    return list(Series.objects.filter(organiser__in=bodies).select_related("organiser"))
