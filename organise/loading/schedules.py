"""What is in a version of the schedule that was loaded for this person."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from matchmaking.models import ScheduleEdit, ScheduleVersion
from matchmaking.queries.names import Party
from matchmaking.queries.plan import Plan
from matchmaking.queries.remedies import CurrentRemedy, Remedies


def party_of(plan: Plan, slug: str) -> Party:
    """A cluster that takes part."""
    for party in plan.names.parties.values():
        if party.slug == slug:
            return party
    raise Http404


def remedy_of(remedies: Remedies, meeting: int) -> CurrentRemedy:
    """What would place a meeting that has no place."""
    if found := remedies.by_meeting.get(meeting):
        return found
    raise Http404


def edit_of(version: ScheduleVersion, number: int) -> ScheduleEdit:
    """A change that was made to it by hand."""
    return get_object_or_404(version.edits, number=number)


def edit_sent_as(version: ScheduleVersion, key: str) -> ScheduleEdit | None:
    """The change that was sent with this key, if it was made."""
    try:
        wanted = UUID(key)
    except ValueError:
        return None
    return version.edits.filter(idempotency_key=wanted).first()
