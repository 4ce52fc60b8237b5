"""Many people translate one text at once: one is stored, and nobody's words are lost.

Twenty in `make test`, two hundred in `make drills`.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from events.models import Edition, Session
from events.queries.programme import session_fingerprint
from events.services.programme import SessionEntry, change_session
from events.services.translating import translate
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory, SessionFactory
from tests.factories.matchmaking import MORNING
from tests.faults.site import Site, Visitor, at_once
from tests.support.racing import raced
from translations.models import Translation
from translations.queries import made_of, pair_of
from translations.services import Entry, TextsChanged

TIMES = 20
CONSTRAINT = "translation_once"


@dataclass
class Race:
    """A talk of an event in English, also in Catalan, and who translates it."""

    talk: Session
    organiser: User
    people: int

    def run(self, site: Site) -> list[tuple[int, int, str]]:
        """The number, status and page of each of them, who type different words."""
        visitor = Visitor(site, self.organiser)
        name = f"events.session-{self.talk.pk}-title"
        seen = pair_of(self.talk, "title", "ca").seen
        address = reverse("organise-language", args=[self.talk.edition.slug, "ca"])

        def write(number: int) -> tuple[int, int, str]:
            sent = {f"text-{name}": f"Paraules {number}.", f"seen-{name}": seen}
            status, _, page = visitor.post(address, **sent)
            return number, status, page

        return at_once(self.people, write)


@pytest.fixture(params=[20, pytest.param(200, marks=pytest.mark.drill)])
def race(transactional_db: None, request: pytest.FixtureRequest) -> Race:
    edition: Edition = EditionFactory(languages=["en", "ca"])
    organiser = MembershipFactory(organisation=edition.owner).user
    return Race(SessionFactory(edition=edition, title="Good practice"), organiser, request.param)


def check(answers: list[tuple[int, int, str]]) -> None:
    assert Counter(status for _, status, _ in answers) == {302: 1, 409: len(answers) - 1}
    [winner] = [number for number, status, _ in answers if status == 302]
    assert Translation.objects.get().text == f"Paraules {winner}."
    kept = [f"Paraules {number}." in page for number, status, page in answers if status == 409]
    assert all(kept)


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_of_all_who_translate_a_text_at_once_one_is_stored(race: Race, site: Site) -> None:
    site.start_web(workers=2)
    check(race.run(site))


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_the_database_lets_one_through_even_without_the_lock(race: Race, site: Site) -> None:
    site.start_web("tests.faults.unlocked_texts")
    check(race.run(site))


@pytest.fixture
def unconstrained(transactional_db: None) -> Iterator[None]:
    """The test database without the constraint that a text has one row in each language."""
    table = Translation._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [CONSTRAINT]
        )
        (definition,) = cursor.fetchone()
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {CONSTRAINT}")
        yield
        Translation.objects.all().delete()
        cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {CONSTRAINT} {definition}")


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_without_lock_and_constraint_the_same_race_stores_several(
    race: Race, unconstrained: None, site: Site
) -> None:
    site.start_web("tests.faults.unlocked_texts")
    winners = [status for _, status, _ in race.run(site)].count(302)
    assert winners >= 2
    assert Translation.objects.count() == winners


@pytest.mark.django_db(transaction=True)
def test_a_translation_of_an_original_that_changes_meanwhile_is_refused_or_stale(
    race: Race,
) -> None:
    talk, now = race.talk, timezone.now()
    for number in range(TIMES):
        Translation.objects.all().delete()
        talk = Session.objects.select_related("edition").get(pk=talk.pk)
        entry = SessionEntry(
            talk.kind, f"Title {number}", MORNING.date(), MORNING, MORNING.replace(hour=12)
        )
        shown = [Entry(talk, "title", f"Títol {number}", pair_of(talk, "title", "ca").seen)]
        told: dict[str, Any] = {
            "edition": talk.edition,
            "language": "ca",
            "entries": shown,
            "written_in": {},
        }
        seen = session_fingerprint(talk)
        acts: list[Callable[[], int | None]] = [
            partial(translate, **told, now=now),
            partial(change_session, session=talk, entry=entry, seen=seen, now=now),
        ]
        answer, changed = raced(acts)
        assert changed is None, changed
        rows = list(Translation.objects.values_list("text", "made_of"))
        if isinstance(answer, TextsChanged):
            assert rows == []
        else:
            assert answer == 1
            assert rows == [(f"Títol {number}", made_of(talk.title))]
            assert pair_of(Session.objects.get(), "title", "ca").is_stale
