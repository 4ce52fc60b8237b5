"""The organiser writes to several clusters at once: one message in the thread of each."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from django.db import transaction

from accounts.models import User
from clusters.queries import people_by_organisation
from events.models import Circular, CircularText, Edition, Registration, RegistrationMessage
from events.queries.filling import by_language, filled, wording_for
from events.services.messages import key_of, letter
from interface.keys import KeyTaken, made_once
from notifications.queries import mails_left
from notifications.recipients import Recipient
from notifications.services import Mail, settled_at, tell, tell_each, withdraw_whole

MAIL = "message-to-cluster"
NO_TEXTS: Mapping[str, str] = MappingProxyType({})


class NobodyChosen(Exception):
    """There is nobody to write to."""


class AlreadyLeft(Exception):
    """A mail of the circular has left: it cannot be taken back any more."""


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
    texts: Mapping[str, str] = NO_TEXTS,
) -> Circular:
    """Write to the clusters of these registrations (of the edition, with their clusters).

    `texts` are what it says in other languages of the event, by language: everybody gets a mail in
    the own one, else as it is in the leading one, and reads it so in the thread.

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
        if by_language(circular.texts.all()) != dict(texts):
            raise KeyTaken
        return circular
    CircularText.objects.bulk_create(
        CircularText(circular=circular, language=language, text=words)
        for language, words in texts.items()
    )
    messages = RegistrationMessage.objects.bulk_create(
        _message(circular, registration) for registration in registrations
    )
    people = people_by_organisation(row.cluster_id for row in registrations)
    mails = [
        letter(
            row,
            people.get(row.registration.cluster_id, ()),
            wording_for(text, texts, row.registration),
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


def write_to_oneself(
    *,
    registration: Registration,
    by: User,
    text: str,
    now: datetime,
    texts: Mapping[str, str] = NO_TEXTS,
) -> None:
    """The mail that this cluster would get, to its writer alone, in the writer's language; the same
    text once a minute.
    """
    tried = RegistrationMessage(
        registration=registration, author=by, by_organiser=True, text=filled(text, registration)
    )
    me = [Recipient(by.email, by.language)]
    try_on_oneself(letter(tried, me, wording_for(text, texts, registration)), by=by, now=now)


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
