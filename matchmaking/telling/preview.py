"""Who would get which mail if the organiser told them now; nothing is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.translation import get_language

from events.models import Delegate, DelegateAccess, Edition, Registration
from events.queries.about import about
from matchmaking.models import ScheduleVersion
from matchmaking.queries.schedule import published_version
from matchmaking.queries.told import differences
from matchmaking.telling.contexts import publication_contexts, what_changed
from matchmaking.telling.foreseen import meetings_of, news_of
from matchmaking.telling.letters import MAIL, OWN, Letter, letters, letters_of, people_told
from matchmaking.telling.waiting import WAITING, what_waits
from notifications.rendering import written


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail as it would be written now, in the language of whoever looks; to a cluster, or to a
    `delegate` of it with an account.
    """

    registration: Registration
    delegate: Delegate | None
    people: int
    subject: str
    body: str
    entries: int


def drafts(
    edition: Edition, registrations: Sequence[int], reads: Sequence[str] = ()
) -> list[Draft]:
    """Of these registrations (ids) and their delegates; as many queries however many they are.

    `reads` are the languages in which whoever looks reads what others wrote.
    """
    found = differences(edition, by_itself=False, readers=registrations)
    sent = letters(edition, found)
    contexts = {letter.key: what_changed(letter) for letter in sent}
    return _written(edition, f"{MAIL}/event_changes", sent, contexts, reads)


def publication_drafts(
    version: ScheduleVersion, registration: Registration, now: datetime, reads: Sequence[str] = ()
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
        return _written(edition, WAITING, sent, contexts, reads)
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
    return _written(edition, f"{MAIL}/agenda", sent, contexts, reads)


def _written(
    edition: Edition,
    template: str,
    sent: Sequence[Letter],
    contexts: Mapping[str, dict[str, Any]],
    reads: Sequence[str],
) -> list[Draft]:
    texts = next((code for code in reads if code in edition.languages), "")
    people = people_told(sent)
    language = get_language() or settings.LANGUAGE_CODE
    told = []
    for letter in sent:
        context = _for_others(dict(contexts[letter.key]))
        whose = letter.access.delegate if letter.access else None
        words = OWN[template] if whose else template
        mail = written(words, context, language, about(edition), texts)
        count = len(people[letter.key])
        told.append(
            Draft(letter.registration, whose, count, mail.subject, mail.body, len(letter.told))
        )
    return told


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
