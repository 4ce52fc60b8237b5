"""A consent among the answers of a cluster is taken back."""

from datetime import datetime

from accounts.models import User
from events.models import Answer, Question, Registration, RegistrationNews
from events.services.locking import locked_edition, locked_registrations
from events.services.news import note
from interface.contention import retrying


@retrying
def take_back_consent(
    *, registration: Registration, question: Question, by: User, now: datetime
) -> bool:
    """Take a consent back, whatever the event's state; the organisers hear of it.

    False where none stands. What was agreed to, when and by whom stays on record with it. Undone by
    agreeing again in the form. Raises `Busy`.
    """
    locked_edition(registration.edition_id)
    current = locked_registrations([registration.pk])[registration.pk]
    given = Answer.objects.standing().filter(
        registration=current, question=question, kind=Question.Kind.CONSENT
    )
    if not given.update(withdrawn_at=now, withdrawn_by=by):
        return False
    note(registration=current, kind=RegistrationNews.Kind.TOOK_BACK, now=now)
    return True
