"""The decision is published: all applicants are told at once, and what was decided is done."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from events.models import Application, Call, Edition, Registration, Verdict
from events.rules import is_open_for_late_clusters
from events.rules.calls import is_open_for_review
from events.services.calls.letters import mail_of_decision
from events.services.calls.reviewers import end_invitations
from events.services.calls.scene import CallTooLate, call_as_shown, locked_call
from events.services.consent import forget_delegation
from events.services.editions import DaysOver, Relations, made_by, store_draft
from events.services.locking import locked_edition, locked_registrations
from events.services.places import free_places
from interface.contention import retrying
from notifications.services import Desk, Mail, tell_each

Outcome = Verdict.Outcome
State = Registration.State
Verdicts = Sequence[Verdict]
# What a decision makes of a registration.
COMES_TO = {Outcome.SELECTED: State.APPROVED, Outcome.RESERVE: State.WAITLISTED}


class AlreadyDecided(Exception):
    """The decision was published before; nothing is done twice."""


class Undecided(Exception):
    """So many applications (`count`) have nothing prepared."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count


class TooManySelected(Exception):
    """More are selected than the call has places."""


class NoRoom(Exception):
    """The event has `free` places left for `wanted` clusters."""

    def __init__(self, free: int, wanted: int) -> None:
        super().__init__()
        self.free, self.wanted = free, wanted


class EventNotReady(Exception):
    """The event is a draft, or over: nobody can be registered."""


class HostDaysOver(Exception):
    """The days that a selected host proposed (`application`) are over."""

    def __init__(self, application: Application) -> None:
        super().__init__()
        self.application = application


def publish_decision(*, call: Call, version: int, now: datetime) -> int:
    """Do what was prepared, and tell every applicant; how many people were told.

    It is rehearsed first, so that the mails are written while nobody waits. Raises
    `AlreadyDecided`, `CallTooLate`, `CallChanged`, `Undecided`, `TooManySelected`, `NoRoom`,
    `EventNotReady`, `HostDaysOver`, `Busy`.
    """
    desk = Desk()
    desk.write(_rehearsed(call, version, now))
    return _published(call, version, now, desk)


@retrying
def _rehearsed(call: Call, version: int, now: datetime) -> list[Mail]:
    """The mails that publishing would send; all else is as it was."""
    with transaction.atomic():
        mails = _publish(call, version, now)
        transaction.set_rollback(True)
    return mails


@retrying
def _published(call: Call, version: int, now: datetime, desk: Desk) -> int:
    return sum(tell_each(_publish(call, version, now), now, desk).values())


def _publish(call: Call, version: int, now: datetime) -> list[Mail]:
    if locked_call(call.pk).state == Call.State.DECIDED:
        raise AlreadyDecided
    current = call_as_shown(call.pk, version)
    if not is_open_for_review(current, now):
        raise CallTooLate
    verdicts = _verdicts(current)
    if current.edition:
        _give_places(current.edition, verdicts, now)
    else:
        _make_drafts(current, verdicts, now)
    for verdict in verdicts:
        verdict.application.state = Application.State(verdict.outcome)
    applications = [verdict.application for verdict in verdicts]
    Application.objects.bulk_update(applications, ["state", "registration", "edition_made"])
    current.state, current.decided_at = Call.State.DECIDED, now
    current.version += 1
    current.save(update_fields=["state", "decided_at", "version"])
    end_invitations(current.invitations.all(), now)
    return [mail_of_decision(verdict.application, verdict) for verdict in verdicts]


def _verdicts(call: Call) -> list[Verdict]:
    """One for each application that stands, reserves in their order. Raises `Undecided`."""
    rows = Verdict.objects.filter(
        application__call=call, application__state__in=Application.TO_DECIDE
    )
    verdicts = list(
        rows.select_related("application__organisation", "application__submitted_by").order_by(
            "place", "application"
        )
    )
    if missing := call.applications.live().count() - len(verdicts):
        raise Undecided(missing)
    if len(_with(verdicts, Outcome.SELECTED)) > call.places:
        raise TooManySelected
    for verdict in verdicts:
        verdict.application.call = call
    return verdicts


def _with(verdicts: Verdicts, outcome: Verdict.Outcome) -> list[Verdict]:
    return [row for row in verdicts if row.outcome == outcome]


# A place at an event -----------------------------------------------------------------------------


def _give_places(edition: Edition, verdicts: Verdicts, now: datetime) -> None:
    """Who is selected gets an approved registration, a reserve a place on the waiting list.

    A registration that is there is taken; an approved one stays approved. Raises `EventNotReady`,
    `NoRoom`.
    """
    locked = locked_edition(edition.pk)
    if not is_open_for_late_clusters(locked, now):
        raise EventNotReady
    bodies = [row.application.organisation_id for row in verdicts if row.outcome in COMES_TO]
    own = locked.registrations.filter(cluster__in=bodies).values_list("pk", flat=True)
    there = {row.cluster_id: row for row in locked_registrations(own).values()}
    _check_room(locked, verdicts, there)
    made: list[Registration] = []
    for verdict in [row for row in verdicts if row.outcome in COMES_TO]:
        application, state = verdict.application, COMES_TO[Outcome(verdict.outcome)]
        if row := there.get(application.organisation_id):
            _come_to(row, state, application, now)
            application.registration = row
        else:
            made.append(_registration(locked, application, state, now))
    Registration.objects.bulk_create(made)
    Registration.objects.filter(pk__in=[row.pk for row in made]).update(created_at=now)
    by_cluster = {row.cluster_id: row for row in made}
    for verdict in verdicts:
        if row := by_cluster.get(verdict.application.organisation_id):
            verdict.application.registration = row


def _check_room(edition: Edition, verdicts: Verdicts, there: Mapping[int, Registration]) -> None:
    free = free_places(edition)
    approved = {pk for pk, row in there.items() if row.state == State.APPROVED}
    selected = {row.application.organisation_id for row in _with(verdicts, Outcome.SELECTED)}
    wanted = len(selected - approved)
    if free is not None and wanted > free:
        raise NoRoom(free, wanted)


def _come_to(
    row: Registration, state: Registration.State, application: Application, now: datetime
) -> None:
    """A registration that is there already comes to what was decided."""
    if row.state in (state, State.APPROVED):
        return
    is_again = row.state == State.WITHDRAWN
    row.state, row.decided_at = state, now
    row.version += 1
    if is_again:
        row.registered_by, row.created_at = application.submitted_by, now
        forget_delegation(row)
    row.save(update_fields=["state", "decided_at", "version", "registered_by", "created_at"])


def _registration(
    edition: Edition, application: Application, state: Registration.State, now: datetime
) -> Registration:
    return Registration(
        edition=edition,
        cluster=application.organisation,
        state=state,
        registered_by=application.submitted_by,
        decided_at=now,
        idempotency_key=uuid.uuid5(application.idempotency_key, "registration"),
    )


# The next event of a series ----------------------------------------------------------------------


def _make_drafts(call: Call, verdicts: Verdicts, now: datetime) -> None:
    """Each selected host owns a draft of the series' next event. Raises `HostDaysOver`."""
    for verdict in _with(verdicts, Outcome.SELECTED):
        application = verdict.application
        try:
            application.edition_made = _draft(call, application, now)
        except DaysOver as error:
            raise HostDaysOver(application) from error


def _draft(call: Call, application: Application, now: datetime) -> Edition:
    key = uuid.uuid5(application.idempotency_key, "edition")
    if given := made_by(application.organisation, key):
        return given
    draft = Edition(
        name=f"{call.subject}, {application.city}"[:200],
        series=call.series,
        host_region=application.region,
        starts_on=application.starts_on,
        ends_on=application.ends_on,
        time_zone=application.time_zone or call.time_zone,
        city=application.city,
    )
    store_draft(
        draft=draft,
        owner=application.organisation,
        relations=Relations(),
        key=key,
        now=now,
        is_agreed=True,
    )
    return draft
