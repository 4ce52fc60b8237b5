"""An organisation applies, completes what it wrote, or withdraws."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from clusters.models import Organisation, Region
from events.models import Application, Call, Verdict
from events.rules.calls import (
    is_changeable_application,
    is_open_for_applications,
    is_returnable,
    is_withdrawable_application,
    may_apply,
)
from events.services.calls.letters import tell_received, tell_returned, tell_withdrawn
from events.services.calls.reserves import close_gaps
from events.services.calls.scene import (
    ApplicationChanged,
    CallTooLate,
    call_of,
    locked_call,
    touch,
)
from interface.contention import retrying
from interface.keys import KeyTaken, made_before

State = Application.State


class AlreadyApplied(Exception):
    """The organisation has applied: `application`."""

    def __init__(self, application: Application) -> None:
        super().__init__()
        self.application = application


class NotForThem(Exception):
    """The call does not ask organisations of this kind."""


@dataclass(frozen=True, slots=True)
class Said:
    """What an applicant writes; to host, also when and where."""

    text: str
    starts_on: date | None = None
    ends_on: date | None = None
    time_zone: str = ""
    city: str = ""
    region: Region | None = None


WRITTEN = ("text", "starts_on", "ends_on", "time_zone", "city", "region")


@retrying
def apply(
    *, call: Call, organisation: Organisation, by: User, said: Said, key: uuid.UUID, now: datetime
) -> Application:
    """Apply, or apply again after withdrawing; its members get a mail. Same key, same answer.

    Of other words under the key, or once it was withdrawn or changed, that is none. Raises
    `CallTooLate`, `NotForThem`, `AlreadyApplied`, `KeyTaken`, `Busy`.
    """
    current = locked_call(call.pk)
    whose = {"call": current, "organisation": organisation}
    sent = {name: getattr(said, name) for name in WRITTEN}
    if given := made_before(Application, key, whose, {**sent, "state": State.SUBMITTED}):
        return given
    if not is_open_for_applications(current, now):
        raise CallTooLate
    if not may_apply(current, organisation):
        raise NotForThem
    there = Application.objects.filter(call=current, organisation=organisation).first()
    if there and there.state != State.WITHDRAWN:
        raise AlreadyApplied(there)
    application = there or Application(call=current, organisation=organisation, version=0)
    application.call = current
    application.submitted_by, application.idempotency_key = by, key
    _submit(application, said, now)
    touch(current)
    tell_received(application, now)
    return application


def _submit(application: Application, said: Said, now: datetime) -> None:
    for name in WRITTEN:
        setattr(application, name, getattr(said, name))
    application.state, application.submitted_at = State.SUBMITTED, now
    application.to_complete = ""
    application.version += 1
    try:
        with transaction.atomic():
            application.save()
    except IntegrityError as error:
        raise KeyTaken from error


@retrying
def change_application(
    *, application: Application, by: User, said: Said, version: int, now: datetime
) -> bool:
    """Write it anew; what was returned is submitted again. Whether anything is other than before.

    `version` is the one that was shown. Raises `CallTooLate`, `ApplicationChanged`, `Busy`.
    """
    call, current = call_of(application)
    if not is_changeable_application(call, current, now):
        raise CallTooLate
    if current.version != version:
        raise ApplicationChanged
    is_same = all(getattr(current, name) == getattr(said, name) for name in WRITTEN)
    if is_same and current.state == State.SUBMITTED:
        return False
    current.submitted_by = by
    _submit(current, said, now)
    touch(call)
    return True


@retrying
def withdraw_application(*, application: Application, now: datetime) -> None:
    """It is not decided on any more. While the call is open one may apply again.

    What was prepared on it goes, and reserves behind it move up. Its members get a mail. Raises
    `CallTooLate`, `Busy`.
    """
    call, current = call_of(application)
    if not is_withdrawable_application(call, current):
        raise CallTooLate
    current.state = State.WITHDRAWN
    current.version += 1
    current.save(update_fields=["state", "version"])
    Verdict.objects.filter(application=current).delete()
    close_gaps(call)
    touch(call)
    tell_withdrawn(current, now)


@retrying
def return_application(
    *, application: Application, to_complete: str, version: int, now: datetime
) -> None:
    """Ask the applicant to complete it, in words; its members get a mail.

    Until it is submitted again nobody scores it. Raises `CallTooLate`, `ApplicationChanged`,
    `Busy`.
    """
    call, current = call_of(application)
    if not is_returnable(call, current, now):
        raise CallTooLate
    if current.version != version:
        raise ApplicationChanged
    current.state, current.to_complete = State.RETURNED, to_complete
    current.version += 1
    current.save(update_fields=["state", "to_complete", "version"])
    touch(call)
    tell_returned(current, now)
