"""The organiser writes to several clusters at once: one message in the thread of each."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Protocol

from django.db import transaction

from accounts.models import User
from clusters.models import Organisation
from clusters.queries import people_by_organisation
from events.models import Circular, Edition, Registration, RegistrationMessage
from events.queries.about import called
from events.services.messages import key_of, letter
from interface.keys import made_once
from notifications.queries import mails_left
from notifications.recipients import Recipient
from notifications.services import Mail, settled_at, tell, tell_each, withdraw_whole
from notifications.texts import Wording, changed

MAIL = "message-to-cluster"
# What stands in a text for each reader's own.
CLUSTER, EVENT = "{cluster}", "{event}"


class NobodyChosen(Exception):
    """There is nobody to write to."""


class AlreadyLeft(Exception):
    """A mail of the circular has left: it cannot be taken back any more."""


class Addressed(Protocol):
    """A cluster at an edition to which a text goes: registered, or invited."""

    edition: Edition
    cluster: Organisation
    cluster_id: int


def filled(text: str, to: Addressed) -> str:
    """The text as this cluster reads it."""
    return _filled(text, to.cluster.called, to.edition.name)


def filled_for_mail(text: str, to: Addressed) -> Wording:
    """The same with the event's name as each reader of a mail reads it."""
    if EVENT not in text:
        return filled(text, to)
    return changed(called(to.edition), partial(_filled, text, to.cluster.called))


def _filled(text: str, cluster: str, event: str) -> str:
    return text.replace(CLUSTER, cluster).replace(EVENT, event)


@transaction.atomic
def write_to_several(
    *,
    edition: Edition,
    registrations: Sequence[Registration],
    choice: Mapping[str, str],
    by: User,
    text: str,
    key: uuid.UUID,
    now: datetime,
) -> Circular:
    """Write to the clusters of these registrations (of the edition, with their clusters).

    The mails leave after the quiet minutes: until then it can be taken back. The same key, the
    same circular; other words or clusters under it are another one: raises `KeyTaken`, and
    `NobodyChosen`.
    """
    if not registrations:
        raise NobodyChosen
    whose = {"edition": edition, "author": by}
    said = {"text": text, "choice": dict(choice)}
    circular, is_new = made_once(Circular, key, whose, said, sent_at=now)
    if not is_new:
        return circular
    messages = RegistrationMessage.objects.bulk_create(
        _message(circular, registration) for registration in registrations
    )
    people = people_by_organisation(row.cluster_id for row in registrations)
    mails = [
        letter(
            row,
            people.get(row.registration.cluster_id, ()),
            filled_for_mail(text, row.registration),
        )
        for row in messages
    ]
    tell_each(mails, settled_at(now))
    return circular


def _message(circular: Circular, registration: Registration) -> RegistrationMessage:
    registration.edition = circular.edition
    return RegistrationMessage(
        registration=registration,
        author=circular.author,
        by_organiser=True,
        text=filled(circular.text, registration),
        sent_at=circular.sent_at,
        circular=circular,
        idempotency_key=uuid.uuid5(circular.idempotency_key, str(registration.pk)),
    )


def can_be_taken_back(circular: Circular, now: datetime) -> bool:
    """Until the first mail leaves; where there is none to leave, within the quiet minutes."""
    left = mails_left(MAIL, _keys(circular))
    return now < settled_at(circular.sent_at) if left is None else not left


@transaction.atomic
def take_back(*, circular: Circular, now: datetime) -> None:
    """As if it had not been written. Raises `AlreadyLeft` once a mail has left."""
    keys = _keys(circular)
    if not can_be_taken_back(circular, now) or not withdraw_whole(kind=MAIL, object_keys=keys):
        raise AlreadyLeft
    circular.delete()


def _keys(circular: Circular) -> list[str]:
    return [key_of(row) for row in circular.messages.all()]


def write_to_oneself(*, registration: Registration, by: User, text: str, now: datetime) -> None:
    """The mail that this cluster would get, to its writer alone; the same text once a minute."""
    tried = RegistrationMessage(
        registration=registration, author=by, by_organiser=True, text=filled(text, registration)
    )
    me = [Recipient(by.email, by.language)]
    try_on_oneself(letter(tried, me, filled_for_mail(text, registration)), by=by, now=now)


def try_on_oneself(mail: Mail, *, by: User, now: datetime) -> None:
    """Send the mail to whoever wrote it, its only reader; the same words once a minute."""
    tell(
        kind="message-tried",
        object_key=f"user:{by.pk}:{uuid.uuid5(uuid.NAMESPACE_OID, str(mail.context['message']))}",
        version=int(now.timestamp()) // 60,
        recipients=mail.recipients,
        template=mail.template,
        context=mail.context,
        now=now,
        about=mail.about,
    )
