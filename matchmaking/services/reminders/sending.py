"""Planned reminders go by themselves, each once for a first day of its event."""

from datetime import datetime, timedelta

from events.models import Edition
from events.services.locking import locked_edition
from interface.contention import retrying
from matchmaking.models import PlannedReminder
from matchmaking.models.reminders import MOST_DAYS_BEFORE
from matchmaking.queries.reminders import reached, reached_delegates
from matchmaking.rules import is_reminder_due
from matchmaking.services.letters.reminders import (
    own_words,
    remind_delegates,
    remind_each,
    remind_of_event,
)

Kind = PlannedReminder.Kind


def send_due_reminders(*, now: datetime) -> int:
    """Send each reminder whose time has come; how many those were."""
    # A day more on each side, for the clocks of other zones.
    first, last = now.date(), now.date() + timedelta(days=MOST_DAYS_BEFORE + 1)
    coming = Edition.objects.led_by_clock().filter(starts_on__range=(first, last))
    rows = PlannedReminder.objects.filter(edition__in=coming, is_on=True).select_related("edition")
    due = [row for row in rows.order_by("pk") if is_reminder_due(row, row.edition, now)]
    return sum(_send(row.pk, row.edition_id, now) for row in due)


@retrying
def _send(pk: int, edition: int, now: datetime) -> bool:
    """Send one, unless it has gone, was changed or the event has moved meanwhile."""
    current = locked_edition(edition)
    reminder = PlannedReminder.objects.filter(pk=pk, edition=current).first()
    if reminder is None or not is_reminder_due(reminder, current, now):
        return False
    _tell(reminder, current, now)
    reminder.sent_for, reminder.sent_at = current.starts_on, now
    reminder.save(update_fields=["sent_for", "sent_at"])
    return True


def _tell(reminder: PlannedReminder, edition: Edition, now: datetime) -> None:
    readers = list(reached(reminder.kind, edition, now))
    if reminder.kind == Kind.ANSWER:
        remind_each(edition, readers, now, own_words(reminder, edition))
    else:
        remind_of_event(reminder, edition, readers, now)
        delegates = list(reached_delegates(reminder.kind, edition, now))
        remind_delegates(reminder, edition, delegates, now)
