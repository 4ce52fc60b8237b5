"""Who would get which mail if the organiser told them now; nothing is sent."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef

from clusters.languages import languages_named
from events.models import Delegate, DelegateAccess, Edition, Registration
from events.queries.about import about
from matchmaking.models import ScheduleVersion
from matchmaking.queries.schedule import published_version
from matchmaking.queries.told import differences
from matchmaking.telling.contexts import publication_contexts, what_changed
from matchmaking.telling.foreseen import meetings_of, news_of
from matchmaking.telling.letters import MAIL, OWN, Letter, letters, letters_of, people_told
from matchmaking.telling.offers import with_offers
from matchmaking.telling.waiting import WAITING, what_waits
from notifications.recipients import Recipient
from notifications.rendering import written


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail as it would be written now to those who read alike, of a cluster, or to a `delegate`
    of it with an account.

    Its sentences are in `language`, what others wrote in that of `texts`.
    """

    registration: Registration
    delegate: Delegate | None
    people: int
    language: str
    texts: str
    subject: str
    body: str
    entries: int

    @property
    def texts_named(self) -> str:
        """The language of the event's texts, where that is not the leading one."""
        leading = self.registration.edition.languages[0]
        return "" if self.texts == leading else languages_named([self.texts])[0]


def drafts(edition: Edition, registrations: Sequence[int], now: datetime) -> list[Draft]:
    """Of these registrations (ids) and their delegates; as many queries however many they are."""
    found = differences(edition, by_itself=False, readers=registrations)
    sent = letters(edition, found)
    contexts = with_offers({letter.key: what_changed(letter) for letter in sent}, sent, now)
    return _written(edition, f"{MAIL}/event_changes", sent, contexts)


def publication_drafts(
    version: ScheduleVersion, registration: Registration, now: datetime
) -> list[Draft]:
    """The mails that publishing a draft would send to a registration that takes part and to its
    delegates, as the entries are up to date; none where nothing is news to them.

    The registration comes with its cluster, the version with its edition.
    """
    edition, former = version.edition, published_version(version.edition)
    registration.edition = edition
    is_first = former is None or former.is_opening
    if registration.state != Registration.State.APPROVED:
        sent = [Letter(registration, ())] if is_first else []
        contexts = {letter.key: what_waits(edition, registration) for letter in sent}
        return _written(edition, WAITING, sent, contexts)
    apart = DelegateAccess.objects.apart().filter(pk=OuterRef("pk"))
    rows = DelegateAccess.objects.taken_up().filter(registration=registration)
    rows = rows.annotate(is_apart=Exists(apart)).select_related("user", "delegate")
    accesses = list(rows.order_by("delegate__position", "pk"))
    sent = letters_of(registration, news_of(version, registration, now), accesses)
    if is_first:
        told_apart = [row for row in accesses if getattr(row, "is_apart", False)]
        every = [Letter(registration, (), access) for access in (None, *told_apart)]
        keys = {letter.key for letter in sent}
        sent += [letter for letter in every if letter.key not in keys]
    contexts = publication_contexts(
        sent,
        version,
        is_first=is_first,
        agenda=meetings_of(version, registration, now),
        of=registration,
    )
    return _written(edition, f"{MAIL}/agenda", sent, with_offers(contexts, sent, now))


def _written(
    edition: Edition,
    template: str,
    sent: Sequence[Letter],
    contexts: Mapping[str, dict[str, Any]],
) -> list[Draft]:
    people = people_told(sent)
    told = []
    for letter in sent:
        context = _for_others(dict(contexts[letter.key]))
        whose = letter.access.delegate if letter.access else None
        words = OWN[template] if whose else template
        for (language, texts), count in _readings(people[letter.key], edition).items():
            mail = written(words, context, language, about(edition), texts)
            told.append(
                Draft(
                    registration=letter.registration,
                    delegate=whose,
                    people=count,
                    language=language,
                    texts=texts,
                    subject=mail.subject,
                    body=mail.body,
                    entries=len(letter.told),
                )
            )
    return told


def _readings(people: Iterable[Recipient], edition: Edition) -> Mapping[tuple[str, str], int]:
    """How many read a mail in which language, and the event's texts in which; somebody always."""
    told = {one.email.lower(): one for one in people if one.is_somebody}
    languages = edition.languages
    found = Counter(
        (one.reads, one.texts if one.texts in languages else languages[0]) for one in told.values()
    )
    return found or {(settings.LANGUAGE_CODE, languages[0]): 0}


def _for_others(context: dict[str, Any]) -> dict[str, Any]:
    """The same for one who is no side of these meetings: without the addresses of online ones."""
    for change in context.get("changes", ()):
        for said in (change["now"], change["before"]):
            if said.get("address"):
                said |= {"address": "", "is_kept_back": True}
    for day in context.get("days", ()):
        for meeting in day["meetings"]:
            if meeting["address"]:
                meeting |= {"address": "", "is_kept_back": True}
    return context
