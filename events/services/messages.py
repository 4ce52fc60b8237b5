"""A cluster asks the organiser, and the organiser answers."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.models import User
from clusters.queries import people_of
from events.models import Registration, RegistrationMessage
from events.queries.about import about, called
from events.queries.editions import organisers_to_tell
from interface.keys import made_once
from notifications.recipients import Recipient
from notifications.services import Mail, tell_each
from notifications.texts import Wording


@transaction.atomic
def write(
    *,
    registration: Registration,
    by: User,
    by_organiser: bool,
    text: str,
    key: uuid.UUID,
    now: datetime,
) -> RegistrationMessage:
    """Add to the thread of a registration (with its edition and cluster); the other side is told.

    The same key, the same message; other words under it raise `KeyTaken`.
    """
    message, is_new = made_once(
        RegistrationMessage,
        key,
        {"registration": registration, "author": by},
        {"by_organiser": by_organiser, "text": text},
        sent_at=now,
    )
    if is_new:
        tell_each([letter(message)], now)
    return message


def letter(
    message: RegistrationMessage,
    recipients: Iterable[Recipient] | None = None,
    words: Wording | None = None,
) -> Mail:
    """The mail to the other side of a message; those who speak for it unless `recipients` says.

    `words` are what its readers read of it in their languages, if not the message itself.
    """
    registration = message.registration
    if message.by_organiser:
        readers = people_of(registration.cluster_id) if recipients is None else recipients
    else:
        readers = organisers_to_tell(registration.edition)
    side = "cluster" if message.by_organiser else "organiser"
    return Mail(
        kind=f"message-to-{side}",
        object_key=key_of(message),
        version=1,
        recipients=tuple(readers),
        template=f"events/mail/message_to_{side}",
        context={
            "person": str(message.author),
            "cluster": registration.cluster.called,
            "cluster_slug": registration.cluster.slug,
            "edition": called(registration.edition),
            "edition_slug": registration.edition.slug,
            "registration": registration.pk,
            "message": message.text if words is None else words,
        },
        about=about(registration.edition),
    )


def key_of(message: RegistrationMessage) -> str:
    return f"message:{message.pk}"
