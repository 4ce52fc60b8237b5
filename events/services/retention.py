"""What is kept of the people at an event ends: delegates become pseudonyms, messages go.

Who was one person stays one person, so that every figure stays the same.
"""

from calendar import monthrange
from datetime import date, datetime, time, timedelta

from django.db import transaction

from events.models import Answer, Delegate, DelegateAccess, Edition
from events.models.questions import WITH_CHOICES
from events.queries.about import about, called, key_of
from events.queries.editions import organisers_to_tell
from events.services.exports import drop_lists
from events.services.locking import locked_edition
from files.models import StoredFile
from files.services import drop_about
from interface.folding import folded_person
from notifications.services import tell
from privacy.ledger import Entry, append
from privacy.services.ending import end_with_edition

EDITION = "edition"
TOLD_BEFORE = timedelta(days=30)
# Who shortens the time when it is all but over still has so long to take along what is needed.
LEAST_NOTICE = timedelta(days=14)


def erased_on(edition: Edition) -> date:
    """The day on which an event's personal data end; the event has a last day."""
    assert edition.ends_on  # noqa: S101 (the database sees to it for those run here)
    months = edition.ends_on.month - 1 + edition.people_kept_months
    year, month = edition.ends_on.year + months // 12, months % 12 + 1
    return date(year, month, min(edition.ends_on.day, monthrange(year, month)[1]))


def _ends_at(edition: Edition) -> datetime:
    return datetime.combine(erased_on(edition), time(), tzinfo=edition.zone)


def tell_of_erasures(*, now: datetime) -> int:
    """Tell the organisers of events whose personal data end within a month; how many events."""
    waiting = Edition.objects.filter(
        is_recorded=False, people_told_at=None, people_erased_at=None, ends_on__lt=now.date()
    )
    due = [edition.pk for edition in waiting if _ends_at(edition) - TOLD_BEFORE <= now]
    return sum(_tell(pk, now) for pk in due)


@transaction.atomic
def _tell(pk: int, now: datetime) -> bool:
    edition = locked_edition(pk)
    if edition.people_told_at is not None:
        return False
    day = max(_ends_at(edition), now + LEAST_NOTICE).astimezone(edition.zone).date()
    tell(
        kind="people-erased",
        object_key=f"edition:{pk}:people",
        version=1,
        recipients=organisers_to_tell(edition),
        template="events/mail/people_erased",
        context={"edition": called(edition), "edition_slug": edition.slug, "last_day": day},
        now=now,
        about=about(edition),
    )
    edition.people_told_at = now
    edition.save(update_fields=["people_told_at"])
    return True


def erase_due(*, now: datetime) -> int:
    """Erase where the time is over and the organisers had been told; how many events.

    Events that were erased are looked at again: somebody may have written since.
    """
    told = Edition.objects.filter(is_recorded=False, people_told_at__lte=now - LEAST_NOTICE)
    due = [edition for edition in told.order_by("pk") if _ends_at(edition) <= now]
    return sum(erase_people(edition=edition, now=now) for edition in due)


@transaction.atomic
def erase_people(*, edition: Edition, now: datetime, is_again: bool = False) -> bool:
    """End what is kept of the people at an event; False where it had ended before.

    `is_again`: a restored backup has brought it back, and it stands in the list of erasures.
    """
    current = locked_edition(edition.pk)
    is_first = current.people_erased_at is None
    DelegateAccess.objects.filter(edition=current).delete()
    _name_delegates_anew(current)
    _forget_answers(current)
    _end_roles(current)
    end_with_edition(current.pk)
    if is_first:
        drop_lists([current.pk])
        current.people_erased_at = now
        current.save(update_fields=["people_erased_at"])
        if not is_again:
            append(Entry(EDITION, str(current.pk)))
    return is_first


def _end_roles(edition: Edition) -> None:
    """Who worked at this event alone has nothing to do there any more."""
    edition.role_invitations.all().delete()
    edition.event_roles.all().delete()


def _forget_answers(edition: Edition) -> None:
    """Files go, and so do choices where a question is about persons; texts go as declared."""
    drop_about(keys=[key_of(edition)], purposes=[StoredFile.Purpose.ANSWER])
    about_people = Answer.objects.filter(edition=edition, question__has_personal=True)
    about_people.filter(kind__in=WITH_CHOICES).delete()


def _name_delegates_anew(edition: Edition) -> None:
    """One number for each name, whoever it stands with and however it is written."""
    numbers: dict[str, int] = {}
    changed: list[Delegate] = []
    for delegate in Delegate.objects.filter(registration__edition=edition).order_by("pk"):
        number = numbers.setdefault(folded_person(delegate.name), len(numbers) + 1)
        before = (delegate.name, delegate.job_title)
        delegate.name, delegate.job_title = f"Delegate {number}", ""
        if before != (delegate.name, delegate.job_title):
            changed.append(delegate)
    Delegate.objects.bulk_update(changed, ["name", "job_title"], batch_size=500)
