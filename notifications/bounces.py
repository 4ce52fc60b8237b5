"""Mails that come back: to which mail they belong, and what they say.

Each mail leaves with a return path of its own, `bounces+12-3f…@mail.example`: a server that finds
out later that the mail cannot be delivered says so there, in a report of RFC 3464.
"""

import email
import re
from dataclasses import dataclass
from email.message import Message
from email.utils import parseaddr

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from notifications.models import OutboxMessage

SALT = "notifications.bounces"
LENGTH = 16
# What mail servers note of the address that they delivered to.
WHERE = ("Delivered-To", "X-Original-To", "Envelope-To", "To")


@dataclass(frozen=True, slots=True)
class Bounce:
    """The mail that did not arrive, and what the server that tried said."""

    message: OutboxMessage
    reason: str


def return_path(message: OutboxMessage) -> str:
    """The address that a bounce of this mail goes to; the site's own where none is set."""
    if not settings.BOUNCE_ADDRESS:
        return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    local, _, domain = settings.BOUNCE_ADDRESS.rpartition("@")
    return f"{local}+{message.pk}-{_proof(message)}@{domain}"


def bounce_in(raw: bytes) -> Bounce | None:
    """What a mail to the bounce address reports for good; None for all else.

    Answers of people and machines, and reports that a mail is merely late, are nothing.
    """
    # The old way to read, which takes no offence at broken headers.
    mail = email.message_from_bytes(raw)
    message = _message_of(mail)
    reason = _failure_in(mail)
    return Bounce(message, reason) if message and reason else None


def _proof(message: OutboxMessage) -> str:
    """What only the site and the servers on the way know."""
    made = salted_hmac(SALT, str(message.message_id), algorithm="sha256")
    return made.hexdigest()[:LENGTH]


def _message_of(mail: Message) -> OutboxMessage | None:
    local = re.escape(settings.BOUNCE_ADDRESS.rpartition("@")[0])
    pattern = re.compile(rf"\b{local}\+([0-9]{{1,18}})-([0-9a-f]{{{LENGTH}}})@")
    values = [str(value) for name in WHERE for value in mail.get_all(name, [])]
    for value in values:
        if found := pattern.search(value.lower()):
            message = OutboxMessage.objects.filter(pk=int(found[1])).first()
            if message and constant_time_compare(_proof(message), found[2]):
                return message
    return None


def _failure_in(mail: Message) -> str:
    """What the report says of a delivery that failed for good; empty for anything else."""
    if mail.get_content_type() != "multipart/report":
        return ""
    for part in mail.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        # A block for the message, then one for each recipient.
        blocks = part.get_payload()
        for block in blocks if isinstance(blocks, list) else []:
            assert isinstance(block, Message)  # noqa: S101 - what the parser makes of blocks
            if str(block.get("Action", "")).strip().lower() == "failed":
                status = str(block.get("Status", "")).strip()
                said = str(block.get("Diagnostic-Code", "")).partition(";")[2] or status
                if status.startswith("5"):
                    return " ".join(said.replace("\0", "").split())[:500]
    return ""
