"""Who would get which mail if the organiser told them now; nothing is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from events.models import Delegate, Edition, Registration
from events.queries.about import about
from matchmaking.queries.told import differences
from matchmaking.telling.contexts import what_changed
from matchmaking.telling.letters import MAIL, OWN, letters, people_told
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
    texts = next((code for code in reads if code in edition.languages), "")
    found = differences(edition, by_itself=False, readers=registrations)
    sent = letters(edition, found)
    people = people_told(sent)
    language = get_language() or settings.LANGUAGE_CODE
    told = []
    for letter in sent:
        context = _for_others(what_changed(letter))
        template = f"{MAIL}/event_changes"
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
    for change in context["changes"]:
        for said in (change["now"], change["before"]):
            if said.get("address"):
                said |= {"address": "", "is_kept_back": True}
    return context
