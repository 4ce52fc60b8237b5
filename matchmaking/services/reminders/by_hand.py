"""The organiser reminds the clusters that have requests to answer."""

from datetime import datetime

from django.db import transaction

from events.models import Edition
from matchmaking.queries.requests import unanswered
from matchmaking.rules import is_open_for_answers
from matchmaking.services.letters.reminders import remind_each


class RemindersClosed(Exception):
    """The edition takes no answers now."""


@transaction.atomic
def remind_unanswered(*, edition: Edition, now: datetime) -> int:
    """Put one mail a day for each member of these clusters into the outbox.

    Returns how many clusters get one: asked again on the same day, none of those reminded before.
    Raises RemindersClosed.
    """
    if not is_open_for_answers(edition, now):
        raise RemindersClosed
    return remind_each(edition, unanswered(edition, now), now)
