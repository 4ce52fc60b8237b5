"""The mail of a row: text and HTML, its headers, its calendar."""

from dataclasses import dataclass
from email.mime.text import MIMEText
from email.utils import formataddr, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import translation
from django.utils.translation import gettext as _

from notifications.bounces import return_path
from notifications.kinds import DIGEST, subject_of
from notifications.models import MailWishes, OutboxMessage, Subject
from notifications.rendering import ended_with, ways_to_stop, with_secret
from notifications.sealing import unsealed
from notifications.stop_links import stop_link

# As in the file itself: what is shown, not an invitation to answer.
METHOD = "PUBLISH"
ALWAYS = {
    # RFC 3834: no machine answers a machine.
    "Auto-Submitted": "auto-generated",
    # What Exchange leaves out; not NDR, by which we hear that a mail did not arrive.
    "X-Auto-Response-Suppress": "DR, RN, NRN, OOF, AutoReply",
}


@dataclass(frozen=True, slots=True)
class Stop:
    """The address by which a reader stops mails about these."""

    address: str
    subjects: tuple[Subject, ...]


def letter(
    message: OutboxMessage, connection: BaseEmailBackend, stop: Stop | None = None
) -> EmailMultiAlternatives:
    """The mail, with a Message-ID that stays. Raises SealBroken, BadHeaderError.

    `stop` is how its reader stops mails like it, where that can be done.
    """
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    secret = unsealed(message.secret)
    body = with_secret(message.body, secret)
    html = with_secret(message.html, secret, as_html=True)
    if stop:
        ways = ways_to_stop(stop.subjects, stop.address, message.language)
        body, html = ended_with(ways, body, html)
    made = EmailMultiAlternatives(
        subject=message.subject,
        body=body,
        # The envelope's; what people see is the header.
        from_email=return_path(message),
        to=[message.recipient],
        reply_to=[message.reply_to] if message.reply_to else None,
        headers={
            **ALWAYS,
            "From": _sender(message),
            "Message-ID": f"<{message.message_id}@{host}>",
            "Content-Language": message.language,
            **_stopping(stop),
        },
        connection=connection,
    )
    made.attach_alternative(html, "text/html")
    if message.calendar:
        made.attach(_calendar(message.calendar))
    return made


def way_to_stop(message: OutboxMessage, wishes: MailWishes | None) -> Stop | None:
    """How this reader stops mails like this one; None where it is needed.

    With a digest it is all that comes in one.
    """
    if wishes is None:
        return None
    subject = subject_of(message.kind)
    of_digest = wishes.digested if message.kind == DIGEST else []
    subjects = [subject] if subject else of_digest
    if not subjects:
        return None
    return Stop(stop_link(wishes.user_id, subjects), tuple(subjects))


def _stopping(stop: Stop | None) -> dict[str, str]:
    """RFC 8058: a mail program stops mails of this kind by one POST, without asking anybody."""
    if not stop:
        return {}
    one_click = "List-Unsubscribe=One-Click"
    return {"List-Unsubscribe": f"<{stop.address}>", "List-Unsubscribe-Post": one_click}


def _sender(message: OutboxMessage) -> str:
    """The site's address under a name: the organiser's by way of the site, or the site's own."""
    own_name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    name = own_name or settings.SITE_NAME
    if message.sender:
        with translation.override(message.language):
            name = _("%(organiser)s via %(site)s") % {"organiser": message.sender, "site": name}
    return formataddr((" ".join(name.split()), address))


def _calendar(text: str) -> MIMEText:
    part = MIMEText(text, "calendar", "utf-8")
    part.set_param("method", METHOD)
    part.add_header("Content-Disposition", "attachment", filename="agenda.ics")
    return part
