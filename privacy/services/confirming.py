"""A link by mail with which a person without a password at hand confirms the erasure."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction

from notifications.recipients import Recipient
from notifications.services import tell
from privacy.people import Person

VALID_FOR = timedelta(hours=1)
SALT = "privacy.erase"


@transaction.atomic
def send_link(*, person: Person, now: datetime, address_of: Callable[[str], str]) -> None:
    """Mail the link, at most one in a minute. `address_of(token)` is the link."""
    token = signing.dumps({"subject": str(person.subject)}, salt=SALT)
    tell(
        kind="erase-link",
        object_key=f"erase:{person.subject}",
        version=int(now.timestamp()) // 60,
        recipients=[Recipient(person.email, person.language)],
        template="privacy/mail/erase_link",
        context={"minutes": int(VALID_FOR.total_seconds()) // 60},
        secret=address_of(token),
        now=now,
    )


def is_confirmed_by(person: Person, token: str) -> bool:
    """Whether the token is this person's and not too old."""
    try:
        said = signing.loads(token, salt=SALT, max_age=VALID_FOR)
    except signing.BadSignature:
        return False
    return isinstance(said, dict) and said.get("subject") == str(person.subject)
