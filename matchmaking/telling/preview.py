"""Who would get which mail if the organiser told them now; nothing is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from clusters.queries import people_by_organisation
from events.models import Edition, Registration
from events.queries.about import about
from matchmaking.queries.told import differences
from matchmaking.telling.letters import MAIL, letters, what_changed
from notifications.rendering import written


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail as it would be written now, in the language of whoever looks."""

    registration: Registration
    people: int
    subject: str
    body: str
    entries: int


def drafts(edition: Edition, registrations: Sequence[int]) -> list[Draft]:
    """Of these registrations (ids); three queries, however many they are."""
    found = differences(edition, by_itself=False, readers=registrations)
    sent = letters(edition, found)
    people = people_by_organisation(letter.registration.cluster_id for letter in sent)
    language = get_language() or settings.LANGUAGE_CODE
    told = []
    for letter in sent:
        context = _for_others(what_changed(letter))
        mail = written(f"{MAIL}/event_changes", context, language, about(edition))
        those = people.get(letter.registration.cluster_id, ())
        told.append(
            Draft(letter.registration, len(those), mail.subject, mail.body, len(letter.told))
        )
    return told


def _for_others(context: dict[str, Any]) -> dict[str, Any]:
    """The same for one who is no side of these meetings: without the addresses of online ones."""
    for change in context["changes"]:
        for said in (change["now"], change["before"]):
            if said.get("address"):
                said |= {"address": "", "is_kept_back": True}
    return context
