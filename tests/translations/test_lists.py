"""Lists, agendas and heads of pages name events and sessions in their reader's language."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archive.models import Award
from clusters.models import Role
from events.models import Edition, Registration, Session, Speaker
from tests.factories.accounts import UserFactory
from tests.factories.clusters import MembershipFactory, SourceFactory
from tests.factories.delegates import with_account
from tests.factories.events import (
    EditionFactory,
    RegistrationFactory,
    SeriesFactory,
    SessionFactory,
    delegates,
)
from tests.factories.matchmaking import MORNING
from tests.factories.texts import translated

pytestmark = pytest.mark.django_db
NAME = '<span lang="ca">Jornades de la mar</span>'


class There:
    """An event in Spanish, also in Catalan, with all that lists show around it."""

    def __init__(self) -> None:
        self.edition: Edition = EditionFactory(
            languages=["es", "ca"], name="Jornadas del mar", series=SeriesFactory(), summary="Dos."
        )
        translated(self.edition, "ca", name="Jornades de la mar", summary="Dos dies a Reus.")
        self.session: Session = SessionFactory(
            edition=self.edition,
            title="Ponencia",
            place="Sala azul",
            day_on=MORNING.date(),
            period=DateTimeTZRange(MORNING, MORNING + timedelta(hours=1)),
        )
        translated(self.session, "ca", title="Ponència", place="Sala blava")
        self.registration: Registration = RegistrationFactory(edition=self.edition)
        self.cluster = self.registration.cluster
        self.manager = self._browser(self.cluster)
        self.organiser = self._browser(self.edition.owner)
        self.visitor = Client(headers={"accept-language": "ca"})

    def _browser(self, body: Any) -> Client:
        browser = Client()
        user = UserFactory(language="ca")
        MembershipFactory(organisation=body, role=Role.OWNER, user=user)
        browser.force_login(user)
        return browser

    def ours(self, name: str) -> str:
        return reverse(name, args=[self.edition.slug, self.cluster.slug])


@pytest.fixture
def there() -> There:
    return There()


def read(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def test_public_lists_name_events_in_the_readers_language(there: There) -> None:
    region, series = there.edition.host_region, there.edition.series
    assert region
    assert series
    for address in (
        reverse("home"),
        reverse("edition-list"),
        series.get_absolute_url(),
        region.get_absolute_url(),
        there.cluster.get_absolute_url(),
    ):
        assert NAME in read(there.visitor, address), address
        assert '<span lang="es">Jornadas del mar</span>' in read(Client(), address), address


def test_what_a_list_says_by_the_way_is_in_the_readers_language(there: There) -> None:
    Speaker.objects.create(session=there.session, name="Ada", organisation=there.cluster)
    Award.objects.create(
        edition=there.edition, name="Prize", source=SourceFactory(), passage="p", year=2020
    )
    other = EditionFactory(series=there.edition.series)
    assert 'Spoke: <span lang="ca">Ponència</span>' in read(
        there.visitor, there.cluster.get_absolute_url()
    )
    assert f">{NAME}</a>" in read(there.visitor, other.get_absolute_url())
    assert f'At: <a href="{there.edition.get_absolute_url()}">{NAME}</a>' in read(
        there.visitor, reverse("home")
    )


def test_caches_are_told_of_lists_with_a_choice_and_of_no_other(there: There) -> None:
    assert "Accept-Language" in there.visitor.get(reverse("edition-list"))["Vary"]
    Edition.objects.update(languages=["es"])
    answer = there.visitor.get(reverse("edition-list"))
    assert "Accept-Language" not in answer.get("Vary", "")


@pytest.mark.parametrize("words", ["jornadas del mar", "jornades", "dies a Reus"])
def test_the_search_finds_an_event_by_any_language_and_names_it_in_the_readers(
    there: There, words: str
) -> None:
    shown = read(there.visitor, f"{reverse('search')}?q={words}")
    link = f'<a href="{there.edition.get_absolute_url()}">Jornades de la mar</a>'
    assert f'<h3 lang="ca"> {link}</h3>' in shown


def test_a_translation_of_a_draft_is_found_by_nobody_else(there: There) -> None:
    Edition.objects.update(state=Edition.State.DRAFT)
    assert "Jornad" not in read(there.visitor, f"{reverse('search')}?q=jornades")


def test_the_start_page_and_the_organisers_list_are_in_the_readers_language(there: There) -> None:
    assert NAME in read(there.manager, reverse("my-home"))
    assert NAME in read(there.organiser, reverse("my-home"))
    assert NAME in read(there.organiser, reverse("organise-list"))
    overview = read(there.organiser, reverse("organise-overview", args=[there.edition.slug]))
    assert f"<h1>{NAME}</h1>" in overview
    assert "– Jornades de la mar – clustermeet</title>" in overview


@pytest.mark.parametrize("query", ["", "?print=1"])
def test_agendas_on_screen_and_on_paper_are_in_the_readers_language(
    there: There, query: str
) -> None:
    shown = read(there.manager, there.ours("meet-agenda") + query)
    assert NAME in shown
    assert '<span lang="ca">Ponència</span>' in shown
    assert '<span lang="ca">Sala blava</span>' in shown
    assert "Ponencia" not in shown


def test_the_home_of_a_cluster_says_what_is_next_in_the_readers_language(there: There) -> None:
    shown = read(there.manager, there.ours("meet-home"))
    assert '<span lang="ca">Ponència</span></strong>' in shown
    assert '· <span lang="ca">Sala blava</span>' in shown
    assert "Ponencia" not in shown


def test_a_delegates_own_agenda_is_in_the_delegates_language(there: There) -> None:
    [ada] = delegates(there.registration, 1)
    access = with_account(ada, user=UserFactory(language="ca"))
    browser = Client()
    assert access.user
    browser.force_login(access.user)
    shown = read(browser, reverse("delegate-agenda", args=[there.edition.slug]))
    assert NAME in shown
    assert '<span lang="ca">Ponència</span>' in shown
    assert "Ponencia" not in shown


def test_long_lists_take_no_query_more(there: There) -> None:
    def queries(browser: Client, address: str) -> int:
        with CaptureQueriesContext(connection) as made:
            read(browser, address)
        return len(made)

    pages = [
        (there.visitor, reverse("home")),
        (there.visitor, reverse("edition-list")),
        (there.manager, reverse("my-home")),
        (there.organiser, reverse("organise-list")),
        (there.manager, there.ours("meet-agenda")),
    ]
    before = [queries(*visited) for visited in pages]
    for number in range(3):
        more = EditionFactory(
            languages=["es", "ca"], owner=there.edition.owner, name=f"Otras {number}"
        )
        translated(more, "ca", name=f"Altres {number}")
        RegistrationFactory(edition=more, cluster=there.cluster, idempotency_key=uuid4())
        session = SessionFactory(edition=there.edition, day_on=MORNING.date())
        translated(session, "ca", title=f"Títol {number}")
    assert [queries(*visited) for visited in pages] == before
    assert "Altres 2" in read(there.visitor, reverse("edition-list"))
