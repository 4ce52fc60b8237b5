"""The mails that remind clusters of an event and of their agenda there."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Min

from clusters.queries import people_by_organisation
from events.models import Edition, Registration
from events.queries.about import about
from matchmaking.models import PlannedReminder
from matchmaking.queries.schedule import published_seats
from notifications.services import Mail, tell_each, withdraw_each

Kind = PlannedReminder.Kind
KINDS = {
    Kind.AGENDA: "reminder-agenda",
    Kind.FOLLOW_UP: "reminder-follow-up",
    Kind.TOMORROW: "reminder-tomorrow",
}


def remind_of_event(
    reminder: PlannedReminder, edition: Edition, readers: Sequence[Registration], now: datetime
) -> None:
    """One mail to each member of these clusters; the same reminder for the same day, once."""
    assert edition.starts_on is not None  # noqa: S101 - else it was not due
    kind = KINDS[Kind(reminder.kind)]
    people = people_by_organisation(row.cluster_id for row in readers)
    meetings = _meetings(edition)
    mails = [
        Mail(
            kind=kind,
            object_key=_key(registration.pk),
            version=edition.starts_on.toordinal() * 100 + reminder.days_before,
            recipients=tuple(people.get(registration.cluster_id, ())),
            template=f"matchmaking/mail/{kind.replace('-', '_')}",
            context={
                "edition": edition.name,
                "edition_slug": edition.slug,
                "cluster": registration.cluster.called,
                "cluster_slug": registration.cluster.slug,
                "registration": registration.pk,
                "day": edition.starts_on,
                **meetings.get(registration.pk, {"meetings": 0, "first": None}),
            },
            about=about(edition),
        )
        for registration in readers
    ]
    tell_each(mails, now)


def withdraw_reminders(edition: Edition) -> None:
    """What waits to say when the event is would say what is no longer true."""
    keys = [_key(pk) for pk in edition.registrations.values_list("pk", flat=True)]
    for kind in KINDS.values():
        withdraw_each(kind=kind, object_keys=keys)


def _meetings(edition: Edition) -> dict[int, dict[str, object]]:
    """How many meetings each registration has in the published schedule, and when the first is."""
    rows = (
        published_seats().filter(version__edition=edition).order_by().values_list("registration_id")
    )
    found = rows.annotate(Count("meeting", distinct=True), Min("slot__period__startswith"))
    return {
        pk: {"meetings": count, "first": first.astimezone(edition.zone)}
        for pk, count, first in found
    }


def _key(registration: int) -> str:
    return f"registration:{registration}"
