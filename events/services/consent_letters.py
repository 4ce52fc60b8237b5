"""The mails of a consent: who is asked, and what is answered.

They leave after the quiet interval: what is undone before then is told to nobody.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.queries import administrators
from clusters.queries import people_by_organisation, people_of
from events.models import Consent, Edition, EditionOrganiser, Naming, SeriesAsk
from events.queries.about import about, called
from events.queries.editions import organisers_to_tell
from notifications.recipients import Recipient
from notifications.services import (
    Mail,
    settled_at,
    still_to_tell,
    tell,
    tell_each,
    withdraw,
    withdraw_each,
)

ASKED, ANSWERED = "consent-asked", "consent-answered"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: for a body, in which role it is named, or for a series, each by its name.

    `asked` and `answered` are the keys of its mails, `version` is that of its row.
    """

    asked: str
    answered: str
    version: int
    state: str
    members: Sequence[Recipient]
    body: str = ""
    series: str = ""
    role: str = EditionOrganiser.Role.CO_ORGANISER
    # Which of the questions under this key it is.
    number: int = 1
    is_for_others: bool = True

    @property
    def recipients(self) -> Sequence[Recipient]:
        """Who acts for the body, or whose series it is; administrators where they answer for it."""
        if self.members or not self.is_for_others:
            return self.members
        return [Recipient(person.email, person.language) for person in administrators()]


def of_body(row: EditionOrganiser) -> Question:
    """Whether a body is a co-organiser; the row comes with its organisation."""
    key, members = f"organiser:{row.pk}", people_of(row.organisation_id)
    return Question(
        asked=key,
        answered=f"{key}:answer",
        version=row.version,
        state=row.state,
        members=members,
        body=row.organisation.called,
        is_for_others=False,
    )


def of_naming(row: Naming, members: Sequence[Recipient] | None = None) -> Question:
    """Whether an organisation is shown; the row comes with it, perhaps with its `members`."""
    return Question(
        asked=f"naming:{row.edition_id}:{row.organisation_id}:{row.role}",
        answered=f"naming:{row.pk}",
        version=row.version,
        state=row.state,
        members=people_of(row.organisation_id) if members is None else members,
        body=row.organisation.called,
        role=row.role,
        number=row.pk,
    )


def of_series(ask: SeriesAsk) -> Question:
    """Whether an edition may be in a series; the row comes with it."""
    body = ask.series.organiser_id
    return Question(
        asked=f"series-ask:{ask.pk}:asked",
        answered=f"series-ask:{ask.pk}",
        version=ask.version,
        state=ask.state,
        members=people_of(body) if body else [],
        series=ask.series.name,
        number=ask.version,
    )


def take_back(question: Question) -> None:
    """The question is not asked any more: what waits about it is not sent."""
    take_back_each([question])


def take_back_each(questions: Collection[Question]) -> None:
    """The same of several."""
    withdraw_each(kind=ASKED, object_keys=[one.asked for one in questions])
    withdraw_each(kind=ANSWERED, object_keys=[one.answered for one in questions])


def tell_asked(edition: Edition, question: Question, now: datetime) -> None:
    """Whoever decides is asked."""
    tell_each([_asking(edition, question, question.recipients, now)], now)


def tell_named(namings: Sequence[Naming], now: datetime) -> None:
    """Whoever decides for each of these organisations is asked."""
    people = people_by_organisation(row.organisation_id for row in namings)
    others = [Recipient(person.email, person.language) for person in administrators()]
    tell_each(
        [
            _asking(row.edition, of_naming(row, ()), people.get(row.organisation_id, others), now)
            for row in namings
        ],
        now,
    )


def tell_administrators(namings: Sequence[Naming], now: datetime) -> None:
    """They are asked for those of the organisations that nobody speaks for."""
    people = people_by_organisation(row.organisation_id for row in namings)
    readers = [Recipient(person.email, person.language) for person in administrators()]
    tell_each(
        [
            _asking(row.edition, of_naming(row, ()), readers, now)
            for row in namings
            if row.organisation_id not in people
        ],
        now,
    )


def _asking(
    edition: Edition, question: Question, recipients: Iterable[Recipient], now: datetime
) -> Mail:
    return Mail(
        kind=ASKED,
        object_key=question.asked,
        version=question.number,
        recipients=tuple(recipients),
        template="events/mail/consent_asked",
        context={
            "edition": called(edition),
            "owner": edition.owner.called if edition.owner else "",
            "body": question.body,
            "series": question.series,
            "role": question.role,
        },
        due_at=settled_at(now),
        about=about(edition),
    )


def tell_answered(edition: Edition, question: Question, before: str, now: datetime) -> None:
    """The organisers learn of the answer, and nobody is asked any more. `before` is its state."""
    withdraw(kind=ASKED, object_key=question.asked)
    known = still_to_tell(object_key=question.answered, before=before, after=question.state)
    if known is None:
        return
    tell(
        kind=ANSWERED,
        object_key=question.answered,
        version=question.version,
        recipients=organisers_to_tell(edition),
        template="events/mail/consent_answered",
        context={
            "edition": called(edition),
            "edition_slug": edition.slug,
            "body": question.body,
            "series": question.series,
            "role": question.role,
            "accepts": question.state == Consent.ACCEPTED,
        },
        now=now,
        due_at=settled_at(now),
        known=known,
        about=about(edition),
    )
