"""The organiser plans the reminders of an event.

All acts hold the edition, so that none is changed while it goes or while the event moves.
"""

from datetime import datetime

from django.db import transaction

from events.models import Edition
from events.services.locking import locked_edition
from interface.marks import mark_of
from matchmaking.models import PlannedReminder
from matchmaking.models.reminders import MOST_DAYS_BEFORE
from matchmaking.rules import can_plan_reminders, is_reminder_sent
from translations.services import copy as copy_translations

Kind = PlannedReminder.Kind
USUAL = ((Kind.ANSWER, 14), (Kind.AGENDA, 7), (Kind.TOMORROW, 1))


class PlanClosed(Exception):
    """The event has begun, is over or was cancelled: nothing goes any more."""


class DaysDoNotFit(Exception):
    """Not so many days before the event; *tomorrow* goes on the day before alone."""


class ReminderTaken(Exception):
    """The plan has such a reminder on that day already."""


class ReminderSent(Exception):
    """It has gone for the first day that the event has: nothing of it can be changed."""


class ReminderReworded(Exception):
    """Its own paragraph is not the one that was shown."""


class ReminderGone(Exception):
    """It was removed meanwhile."""


@transaction.atomic
def plan_as_usual(*, edition: Edition, now: datetime) -> int:
    """Add what the usual plan has and this one has not; how many those were. Raises PlanClosed."""
    current = _open(edition, now)
    return sum(_added(current, kind, days)[1] for kind, days in USUAL)


@transaction.atomic
def add_reminder(
    *, edition: Edition, kind: str, days_before: int, now: datetime
) -> PlannedReminder:
    """Add one. Raises PlanClosed, DaysDoNotFit, ReminderTaken."""
    current = _open(edition, now)
    _fit(kind, days_before)
    reminder, is_new = _added(current, kind, days_before)
    if not is_new:
        raise ReminderTaken
    return reminder


@transaction.atomic
def change_days(*, edition: Edition, pk: int, days_before: int, now: datetime) -> None:
    """Let it go on another day. Raises as `add_reminder`, and ReminderGone, ReminderSent."""
    reminder = _to_change(_open(edition, now), pk)
    _fit(reminder.kind, days_before)
    others = PlannedReminder.objects.filter(edition=edition, kind=reminder.kind).exclude(pk=pk)
    if others.filter(days_before=days_before).exists():
        raise ReminderTaken
    reminder.days_before = days_before
    reminder.save(update_fields=["days_before"])


@transaction.atomic
def switch_reminder(*, edition: Edition, pk: int, is_on: bool, now: datetime) -> None:
    """Let it go, or not. Raises PlanClosed, ReminderGone, ReminderSent."""
    reminder = _to_change(_open(edition, now), pk)
    reminder.is_on = is_on
    reminder.save(update_fields=["is_on"])


@transaction.atomic
def word_reminder(*, edition: Edition, pk: int, words: str, shown: str, now: datetime) -> None:
    """Give it a paragraph of the organiser's own, none by an empty one.

    `shown` is the mark of the one that was shown.
    Raises PlanClosed, ReminderGone, ReminderSent, ReminderReworded.
    """
    reminder = _to_change(_open(edition, now), pk)
    if reminder.words == words:
        return
    if mark_of(reminder.words) != shown:
        raise ReminderReworded
    reminder.words = words
    reminder.save(update_fields=["words"])


@transaction.atomic
def remove_reminder(*, edition: Edition, pk: int, now: datetime) -> None:
    """Take it out of the plan; removed already, nothing is left to do. Raises PlanClosed."""
    current = _open(edition, now)
    PlannedReminder.objects.filter(edition=current, pk=pk).delete()


def copy_reminders(*, edition: Edition, copy: Edition) -> None:
    """The plan of an earlier event, as if nothing of it had gone."""
    alike = ("kind", "days_before", "is_on", "words")
    rows = list(PlannedReminder.objects.filter(edition=edition))
    made = PlannedReminder.objects.bulk_create(
        PlannedReminder(edition=copy, **{name: getattr(row, name) for name in alike})
        for row in rows
    )
    copy_translations(pairs=[*zip(rows, made, strict=True)])


def _open(edition: Edition, now: datetime) -> Edition:
    current = locked_edition(edition.pk)
    if not can_plan_reminders(current, now):
        raise PlanClosed
    return current


def _to_change(edition: Edition, pk: int) -> PlannedReminder:
    found = PlannedReminder.objects.filter(edition=edition, pk=pk).first()
    if found is None:
        raise ReminderGone
    if is_reminder_sent(found, edition):
        raise ReminderSent
    return found


def _added(edition: Edition, kind: str, days_before: int) -> tuple[PlannedReminder, bool]:
    return PlannedReminder.objects.get_or_create(
        edition=edition, kind=kind, days_before=days_before
    )


def _fit(kind: str, days_before: int) -> None:
    most = 1 if kind == Kind.TOMORROW else MOST_DAYS_BEFORE
    if not 1 <= days_before <= most:
        raise DaysDoNotFit
