"""The mails that remind clusters and delegates of an event and of their agenda there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from django.db.models import Count, Min

from clusters.queries import people_by_organisation
from events.models import DelegateAccess, Edition, Registration
from events.queries.about import about, called
from events.queries.filling import filled_wording
from matchmaking.models import PlannedReminder
from matchmaking.queries.reminders import REMINDER, reminded_on, reminder_key
from matchmaking.queries.requests import to_answer_counts
from matchmaking.queries.schedule import published_seats
from matchmaking.telling.letters import OWN_KEY
from notifications.recipients import Recipient
from notifications.services import Mail, tell_each, told_before, withdraw_each
from notifications.texts import Wording
from translations.queries import wording

Kind = PlannedReminder.Kind
KINDS = {
    Kind.AGENDA: "reminder-agenda",
    Kind.FOLLOW_UP: "reminder-follow-up",
    Kind.TOMORROW: "reminder-tomorrow",
}


NONE: dict[str, object] = {"meetings": 0, "first": None}


def remind_of_event(
    reminder: PlannedReminder, edition: Edition, readers: Sequence[Registration], now: datetime
) -> None:
    """One mail to each member of these clusters; the same reminder for the same day, once."""
    tell_each(mails_of_event(reminder, edition, readers), now)


def mails_of_event(
    reminder: PlannedReminder, edition: Edition, readers: Sequence[Registration]
) -> list[Mail]:
    """What is told to each of these clusters."""
    people = people_by_organisation(row.cluster_id for row in readers)
    meetings, words = _meetings(edition, "registration_id"), own_words(reminder, edition)
    return [
        _mail(
            reminder,
            edition,
            key=reminder_key(registration.pk),
            to=tuple(people.get(registration.cluster_id, ())),
            says=_says(words, registration) | meetings.get(registration.pk, NONE),
        )
        for registration in readers
    ]


def remind_delegates(
    reminder: PlannedReminder, edition: Edition, readers: Sequence[DelegateAccess], now: datetime
) -> None:
    """The same to delegates with accounts (each with user, registration and cluster), of what is
    their own.
    """
    meetings = _meetings(edition, "delegate_id") if readers else {}
    words = own_words(reminder, edition)
    mails = [
        _mail(
            reminder,
            edition,
            key=f"{OWN_KEY}{access.pk}",
            to=(Recipient(access.user.email, access.user.language),),
            says=_says(words, access.registration) | meetings.get(access.delegate_id, NONE),
        )
        for access in readers
        if access.user
    ]
    tell_each(mails, now)


def _mail(
    reminder: PlannedReminder,
    edition: Edition,
    *,
    key: str,
    to: tuple[Recipient, ...],
    says: Mapping[str, object],
) -> Mail:
    assert edition.starts_on is not None  # noqa: S101 - else it was not due
    kind = KINDS[Kind(reminder.kind)]
    whose = "own_" if key.startswith(OWN_KEY) else ""
    return Mail(
        kind=kind,
        object_key=key,
        version=edition.starts_on.toordinal() * 100 + reminder.days_before,
        recipients=to,
        template=f"matchmaking/mail/{whose}{kind.replace('-', '_')}",
        context={
            "edition": called(edition),
            "edition_slug": edition.slug,
            "day": edition.starts_on,
            **says,
        },
        about=about(edition),
    )


def own_words(reminder: PlannedReminder, edition: Edition) -> Wording:
    """The paragraph of the organiser's own, in each language that it is in."""
    reminder.edition = edition
    return wording(reminder, "words")


def _says(words: Wording, registration: Registration) -> dict[str, object]:
    return {
        "message": filled_wording(words, registration),
        "cluster": registration.cluster.called,
        "cluster_slug": registration.cluster.slug,
        "registration": registration.pk,
    }


def remind_each(
    edition: Edition, registrations: Iterable[Registration], now: datetime, words: Wording = ""
) -> int:
    """Remind clusters that come to an edition of what each has to answer; how many are reminded.

    Nobody is reminded twice on one day. `words` are the organiser's own.
    """
    mails = list(reminders_to_answer(edition, registrations, now, words))
    keys = [mail.object_key for mail in mails]
    told = told_before(kind=REMINDER, object_keys=keys, version=reminded_on(edition, now))
    people = tell_each((mail for mail in mails if mail.object_key not in told), now)
    return sum(count > 0 for count in people.values())


def reminders_to_answer(
    edition: Edition, registrations: Iterable[Registration], now: datetime, words: Wording = ""
) -> Iterator[Mail]:
    """The mail to the members of each of these clusters, which come to the edition."""
    to = list(registrations)
    people, waiting = (
        people_by_organisation(row.cluster_id for row in to),
        to_answer_counts(edition),
    )
    today = reminded_on(edition, now)
    for registration in to:
        registration.edition = edition
        yield Mail(
            kind=REMINDER,
            object_key=reminder_key(registration.pk),
            version=today,
            recipients=tuple(people.get(registration.cluster_id, ())),
            template="matchmaking/mail/requests_reminder",
            context={
                "edition": called(edition),
                "edition_slug": edition.slug,
                "waiting": waiting[registration.pk],
                **_says(words, registration),
            },
            about=about(edition),
        )


def withdraw_reminders(edition: Edition) -> None:
    """What waits to say when the event is would say what is no longer true."""
    accesses = DelegateAccess.objects.filter(edition=edition).values_list("pk", flat=True)
    keys = [reminder_key(pk) for pk in edition.registrations.values_list("pk", flat=True)]
    keys += [f"{OWN_KEY}{pk}" for pk in accesses]
    for kind in KINDS.values():
        withdraw_each(kind=kind, object_keys=keys)


def _meetings(edition: Edition, whose: str) -> dict[int, dict[str, object]]:
    """How many meetings each has in the published schedule, and when the first is; `whose` is
    "registration_id" or "delegate_id".
    """
    seats = published_seats().filter(version__edition=edition, **{f"{whose}__isnull": False})
    rows = seats.order_by().values_list(whose)
    found = rows.annotate(Count("meeting", distinct=True), Min("slot__period__startswith"))
    return {
        pk: {"meetings": count, "first": first.astimezone(edition.zone)}
        for pk, count, first in found
    }
