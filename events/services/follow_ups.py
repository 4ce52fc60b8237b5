"""An approved cluster answers what it is asked after its approval."""

from datetime import datetime

from events.models import Registration
from events.queries.questions import follow_ups_of
from events.rules import is_editable_by_cluster
from events.services.answers import Answers, store_answers
from events.services.locking import hold_edition, locked_registrations
from events.services.registrations import NotChangeable, RegistrationChanged
from interface.contention import retrying


@retrying
def answer_follow_ups(
    *, registration: Registration, answers: Answers, version: int, now: datetime
) -> bool:
    """Store what is said to the follow-ups; whether anything is other than before.

    `version` is the registration's as it was shown. Changed by answering again, until the last day.
    Raises `NotChangeable`, `RegistrationChanged`, what `store_answers` does, and `Busy`.
    """
    hold_edition(registration.edition_id)
    current = locked_registrations([registration.pk])[registration.pk]
    asked = follow_ups_of(current, now, answers.wished)
    if not asked or not is_editable_by_cluster(current.edition, current, now):
        raise NotChangeable
    if current.version != version:
        raise RegistrationChanged
    if not store_answers(current, asked, answers, now=now):
        return False
    current.version += 1
    current.save(update_fields=["version"])
    return True
