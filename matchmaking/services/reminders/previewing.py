"""What a reminder would say if it went now, to look at before it goes."""

from dataclasses import dataclass, replace
from datetime import datetime

from events.models import Edition, Registration
from matchmaking.models import PlannedReminder
from matchmaking.services.letters.reminders import mails_of_event, own_words, reminders_to_answer
from notifications.recipients import Recipient
from notifications.services import Desk


@dataclass(frozen=True, slots=True)
class Preview:
    """The mail to a cluster, as somebody reads it."""

    cluster: str
    subject: str
    body: str


def preview(
    reminder: PlannedReminder,
    edition: Edition,
    registration: Registration,
    reader: Recipient,
    now: datetime,
) -> Preview:
    """The mail to one of the clusters that it reaches, as this reader reads it."""
    if reminder.kind == PlannedReminder.Kind.ANSWER:
        words = own_words(reminder, edition)
        [mail] = reminders_to_answer(edition, [registration], now, words)
    else:
        [mail] = mails_of_event(reminder, edition, [registration])
    [how] = replace(mail, recipients=(reader,)).by_reading()
    said, _calendar = Desk().take(mail, how)
    return Preview(registration.cluster.called, said.subject, said.body)
