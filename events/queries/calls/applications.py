"""Who may apply to a call, and who has."""

from collections.abc import Collection

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, QuerySet

from accounts.models import User
from clusters.models import Organisation
from events.models import Application, Call, Edition

State = Application.State


def applicants_for(user: User, call: Call, *, with_applied: bool = False) -> list[Organisation]:
    """The bodies in whose name somebody may apply, and that have not yet, or withdrew."""
    mine = Organisation.objects.acted_for_by(user)
    is_for_host = call.is_for_host
    rows = mine.organising().exclude(pk=call.body_id) if is_for_host else mine.clusters()
    if not with_applied:
        applied = Application.objects.filter(call=call, organisation=OuterRef("pk"))
        rows = rows.filter(~Exists(applied.exclude(state=State.WITHDRAWN)))
    return list(rows.order_by("sort_name", "pk"))


def own_applications(user: User, call: Call) -> QuerySet[Application]:
    """To this call, of bodies that somebody acts for; without those withdrawn."""
    rows = applications_of(user).filter(call=call)
    return rows.exclude(state=State.WITHDRAWN)


def applications_of(user: User | AnonymousUser) -> QuerySet[Application]:
    """Those of the bodies that somebody acts for, the latest first."""
    rows = Application.objects.of(user).select_related(
        "call__edition", "call__series", "call__body", "organisation"
    )
    return rows.order_by("-submitted_at", "pk")


def application_counts(call: Call) -> dict[str, int]:
    """How many applications stand in each state; every state is there."""
    rows = call.applications.order_by().values_list("state").annotate(Count("pk"))
    return dict.fromkeys(State.values, 0) | dict(rows)


def applicants_waiting(edition: Edition) -> list[int]:
    """Organisations (ids) that applied to calls for an event which are not decided."""
    rows = Application.objects.filter(call__edition=edition).live()
    return list(rows.exclude(call__state=Call.State.DECIDED).values_list("organisation", flat=True))


def applications_called(call: Call, chosen: Collection[int]) -> list[str]:
    """What these of its applications (by id) are called: by their organisation."""
    rows = call.applications.filter(pk__in=chosen).select_related("organisation")
    return [row.organisation.called for row in rows]
