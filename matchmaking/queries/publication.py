"""What publishing a draft would mean."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Subquery
from django.db.models.functions import Coalesce

from events.models import Edition
from matchmaking.models import MeetingRequest, ScheduleVersion
from matchmaking.queries.changes import Change, changes
from matchmaking.queries.delegates_told import Reader, concerned, everybody
from matchmaking.queries.meanwhile import touched_meanwhile
from matchmaking.queries.names import Party
from matchmaking.queries.plan import Plan
from matchmaking.queries.requests import in_state
from matchmaking.queries.schedule import published_versions
from matchmaking.queries.told import waiting_readers


@dataclass(frozen=True)
class Publication:
    """What publishing a draft would mean.

    `people` are those who are told, in all clusters; `delegates`, who have accounts of their own,
    are told what is theirs; so many clusters that are `waiting` read that the schedule is out.
    `former` is what it replaces: at the first publication nothing, or
    what clusters agreed on before.
    """

    version: ScheduleVersion
    former: ScheduleVersion | None
    changes: tuple[Change, ...]
    meanwhile: tuple[Change, ...]
    told: tuple[Party, ...]
    not_wanted: tuple[int, ...]
    to_answer: int
    people: int
    delegates: int
    waiting: int


def publication(plan: Plan, now: datetime) -> Publication:
    """The changes since the published version, and whom they concern.

    At the first publication that is every approved cluster, later those of changed meetings and
    those that do not know something else yet. `meanwhile` are those that were changed in the
    published version since the draft was begun, and that the draft has elsewhere. `not_wanted` are
    other placed meetings that were cancelled or whose clusters withdrew.
    """
    former, to_answer = _former(plan.edition, now)
    found = tuple(changes(plan))
    is_first = former is None or former.is_opening
    waiting = waiting_readers(plan.edition)
    differ = {change.meeting for change in found} | _otherwise_understood(plan)
    told = tuple(_approved(plan) if is_first else _concerned(plan, differ, waiting))
    touched = touched_meanwhile(plan.version, former)
    # From where the draft has them to where they are now, as `agreed_meanwhile` has them.
    meanwhile = tuple(
        Change(change.meeting, before=change.after, after=change.before)
        for change in found
        if change.meeting in touched
    )
    stays = plan.wanted | {change.meeting for change in meanwhile}
    return Publication(
        version=plan.version,
        former=former,
        changes=found,
        meanwhile=meanwhile,
        told=told,
        not_wanted=tuple(pk for pk in plan.placed if pk not in stays),
        to_answer=to_answer,
        people=len(plan.people_of({party.registration for party in told})),
        delegates=_delegates(plan, former, differ, waiting),
        waiting=sum(party.waits for party in plan.names.parties.values()) if is_first else 0,
    )


def _former(edition: Edition, now: datetime) -> tuple[ScheduleVersion | None, int]:
    """What clusters see now, and how many requests wait for an answer; one query where there is
    something.
    """
    pending = in_state(edition, MeetingRequest.State.PENDING, now).order_by()
    count = pending.values("edition").annotate(count=Count("pk")).values("count")
    rows = published_versions(edition).annotate(waiting=Coalesce(Subquery(count), 0))
    former = rows.first()
    return former, former.waiting if former else pending.count()


def _delegates(
    plan: Plan,
    former: ScheduleVersion | None,
    differ: Collection[int],
    waiting: Collection[Reader],
) -> int:
    if former is None or former.is_opening:
        return everybody(plan.edition)
    approved = {party.registration for party in _approved(plan)}
    accesses = {access for registration, access in waiting if access and registration in approved}
    return concerned(plan.version, former, differ, accesses)


def _approved(plan: Plan) -> Iterable[Party]:
    return (party for party in plan.names.parties.values() if party.is_approved)


def _otherwise_understood(plan: Plan) -> set[int]:
    """Meetings that stay at their place, and that somebody interprets now or no longer."""
    return {
        row.pk
        for row in plan.meetings.values()
        if row.published and row.place and bool(row.place.interpreter_id) != row.was_interpreted
    }


def _concerned(plan: Plan, differ: Collection[int], waiting: Collection[Reader]) -> Iterable[Party]:
    concerned = {pk for meeting in differ for pk in plan.meetings[meeting].sides}
    concerned.update(registration for registration, _ in waiting)
    return (party for party in _approved(plan) if party.registration in concerned)
