"""The mails that tell clusters and delegates what changed, with the entries of exactly that."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from clusters.queries import people_by_organisation
from events.models import DelegateAccess, Edition, Registration
from events.models.registrations import TAKING_PART
from events.queries.about import about
from matchmaking.models import Telling
from matchmaking.queries.told import Difference, days_of_event
from matchmaking.telling.files import changed_file
from matchmaking.telling.texts import Wordings
from notifications.recipients import Recipient
from notifications.services import Mail

MAIL = "matchmaking/mail"
# In other words where it is told to a delegate.
OWN = {
    f"{MAIL}/agenda": f"{MAIL}/own_agenda",
    f"{MAIL}/meeting_changes": f"{MAIL}/own_changes",
    f"{MAIL}/event_changes": f"{MAIL}/own_changes",
    "events/mail/edition_cancelled": "events/mail/delegate_event_cancelled",
}


@dataclass(frozen=True, slots=True)
class Letter:
    """What one registration (with its edition and cluster) is told, or a delegate of it with an
    account, by the own `access`.
    """

    registration: Registration
    told: tuple[Difference, ...]
    access: DelegateAccess | None = None

    @property
    def is_over(self) -> bool:
        """Whether it tells a delegate whose cluster does not come."""
        return self.access is not None and self.registration.state not in TAKING_PART

    @property
    def key(self) -> str:
        return key_of(self.registration.pk, self.access.pk if self.access else None)


@dataclass(frozen=True, slots=True)
class Attached:
    """The calendar file of what a letter tells, for who reads texts in the language given."""

    letter: Letter
    now: datetime

    def __call__(self, texts: str) -> str:
        letter = self.letter
        return changed_file(letter.registration, letter.told, self.now, texts)


OWN_KEY = DelegateAccess.KEY
# To a delegate whose cluster does not come: what was in the calendar is gone.
OVER = "agenda-over"


def key_of(registration: int, access: int | None = None) -> str:
    """Whom a mail tells, in the outbox."""
    return f"{OWN_KEY}{access}" if access else f"registration:{registration}"


def letters(edition: Edition, found: Iterable[Difference]) -> list[Letter]:
    """One for each registration and each delegate that something is told, by the names of their
    clusters, the clusters themselves first. What they say is in all languages of the event.
    """
    told = _by_reader(edition, found)
    registrations = Registration.objects.filter(pk__in={reader for reader, _ in told})
    rows = registrations.select_related("cluster").order_by("cluster__sort_name", "pk")
    accesses = accesses_by_registration(access for _, access in told if access)
    return _letters(edition, told, rows, accesses)


def letters_of(
    registration: Registration, found: Iterable[Difference], accesses: Sequence[DelegateAccess]
) -> list[Letter]:
    """The same of one registration, with its edition and cluster, and these delegates of it."""
    edition = registration.edition
    told = _by_reader(edition, found)
    return _letters(edition, told, [registration], {registration.pk: accesses})


_Told = dict[tuple[int, int | None], tuple[Difference, ...]]


def _by_reader(edition: Edition, found: Iterable[Difference]) -> _Told:
    wordings = Wordings([edition])
    return {
        reader: tuple(_in_words(one, edition, wordings) for one in some)
        for reader, some in groupby(found, key=lambda one: (one.reader, one.access))
    }


def _letters(
    edition: Edition,
    told: _Told,
    rows: Iterable[Registration],
    accesses: Mapping[int, Sequence[DelegateAccess]],
) -> list[Letter]:
    found_letters = []
    for registration in rows:
        registration.edition = edition
        whose = [None, *accesses.get(registration.pk, ())]
        keyed = ((registration.pk, access.pk if access else None) for access in whose)
        found_letters += [
            Letter(registration, told[key], access)
            for key, access in zip(keyed, whose, strict=True)
            if key in told
        ]
    return found_letters


def _in_words(one: Difference, edition: Edition, wordings: Wordings) -> Difference:
    says = wordings.said(edition.pk, one.about, one.key, one.says)
    said = one.said and wordings.said(edition.pk, one.about, one.key, one.said)
    return replace(one, says=says, said=said)


def accesses_by_registration(accesses: Iterable[int]) -> dict[int, list[DelegateAccess]]:
    """Delegates with accounts, with user and delegate; no query for none."""
    found: dict[int, list[DelegateAccess]] = {}
    rows = DelegateAccess.objects.filter(pk__in=set(accesses))
    for access in rows.select_related("user", "delegate").order_by("delegate__position", "pk"):
        found.setdefault(access.registration_id, []).append(access)
    return found


def next_telling(edition: Edition, now: datetime, by: Any = None) -> Telling:
    """Count one more; call it with the entries held."""
    last = Telling.objects.filter(edition=edition).values_list("number", flat=True).first()
    return Telling.objects.create(edition=edition, number=(last or 0) + 1, told_by=by, told_at=now)


def mails(
    sent: Sequence[Letter],
    *,
    kind: str,
    template: str,
    version: int,
    contexts: Mapping[str, Mapping[str, Any]],
    now: datetime,
) -> list[Mail]:
    """Each letter to the members of its cluster, or to its delegate, in words of their own.

    `contexts` is what the template says to each, by the key of the letter.
    """
    people = people_told(sent)
    return [
        Mail(
            kind=OVER if letter.is_over else kind,
            object_key=letter.key,
            version=version,
            recipients=people[letter.key],
            template=OWN[template] if letter.access else template,
            context=contexts[letter.key],
            calendar=Attached(letter, now) if letter.told else None,
            about=about(letter.registration.edition),
            concerns_at=_concerns_at(letter, now),
        )
        for letter in sent
    ]


def people_told(sent: Sequence[Letter]) -> dict[str, tuple[Recipient, ...]]:
    """Who gets each letter, by its key."""
    clusters = people_by_organisation(
        letter.registration.cluster_id for letter in sent if not letter.access
    )
    found = {}
    for letter in sent:
        user = letter.access.user if letter.access else None
        own = [Recipient(user.email, user.language)] if user else []
        cluster = clusters.get(letter.registration.cluster_id, ())
        found[letter.key] = tuple(own if letter.access else cluster)
    return found


def _concerns_at(letter: Letter, now: datetime) -> datetime | None:
    begins = [begins_of(one, letter.registration.edition, now) for one in letter.told]
    return min((at for at in begins if at), default=None)


def begins_of(one: Difference, edition: Edition, now: datetime) -> datetime | None:
    """When that begins, as it is now or as its reader knows it: what was moved away from tomorrow
    concerns tomorrow. What is over concerns nobody.
    """
    if one.about == "edition":
        spans = [_span(says, edition) for says in (one.says, one.said or {})]
    else:
        spans = [(one.begins, one.ends), (one.began, one.ended)]
    return min((begins for begins, ends in spans if begins and ends and now < ends), default=None)


def _span(says: Mapping[str, Any], edition: Edition) -> tuple[datetime | None, datetime | None]:
    first, last = says.get("starts_on"), says.get("ends_on")
    return days_of_event(first, last, says.get("zone"), edition) if first and last else (None, None)
