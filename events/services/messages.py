"""A cluster asks the organiser, and the organiser answers."""

import uuid
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from clusters.queries import people_of
from events.models import Registration, RegistrationMessage
from events.queries.editions import organisers_of
from interface.keys import KeyTaken, made_under
from notifications.recipients import Recipient
from notifications.services import tell


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

    The same key, the same message. Raises `KeyTaken`.
    """
    given = made_under(RegistrationMessage, key)
    if given:
        if (given.registration_id, given.author_id) != (registration.pk, by.pk):
            raise KeyTaken
        return given
    try:
        with transaction.atomic():
            message = RegistrationMessage.objects.create(
                registration=registration,
                author=by,
                by_organiser=by_organiser,
                text=text,
                sent_at=now,
                idempotency_key=key,
            )
    except IntegrityError as error:
        raise KeyTaken from error
    _tell_other_side(message, now)
    return message


def _tell_other_side(message: RegistrationMessage, now: datetime) -> None:
    registration = message.registration
    if message.by_organiser:
        recipients = people_of(registration.cluster_id)
    else:
        people = organisers_of(registration.edition).filter(is_active=True)
        recipients = [Recipient(person.email, person.language) for person in people]
    side = "cluster" if message.by_organiser else "organiser"
    tell(
        kind=f"message-to-{side}",
        object_key=f"message:{message.pk}",
        version=1,
        recipients=recipients,
        template=f"events/mail/message_to_{side}",
        context={
            "person": str(message.author),
            "cluster": registration.cluster.name,
            "cluster_slug": registration.cluster.slug,
            "edition": registration.edition.name,
            "edition_slug": registration.edition.slug,
            "registration": registration.pk,
            "message": message.text,
        },
        now=now,
    )
