"""A field that looks among thousands: without JavaScript, bounded, nothing typed is lost."""

import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clusters.models import Claim, Organisation, RegionName
from events.models import Edition
from matchmaking.telling.entries import refresh_marked
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, OrganisationFactory, RegionFactory
from tests.factories.stage import Stage, page

pytestmark = pytest.mark.django_db


def session_answers(**fields: Any) -> dict[str, Any]:
    return {
        "idempotency_key": str(uuid.uuid4()),
        "kind": "talk",
        "title": "Opening",
        "day": "2094-06-03",
        "start": "09:30",
        "end": "10:15",
        **fields,
    }


def offered(html: str, name: str) -> list[str]:
    """The values that may be chosen for a field, in their order."""
    found = re.findall(r'<input type="(?:radio|checkbox)"\s+name="([^"]+)" value="(\d+)"', html)
    return [value for field, value in found if field == name]


def test_find_shows_whom_the_words_fit_and_keeps_what_was_typed(stage: Stage) -> None:
    solartys = ClusterFactory(name="Cluster for Solar Energy", short_name="Solartys")
    ClusterFactory(name="Water")
    address = page("organise-session-create", stage.edition)
    sent = session_answers(
        title="", place="Room 7", find="speaker-0-organisation", **{"speaker-0-organisation": ""}
    )
    answer = stage.organiser.post(address, {**sent, "speaker-0-organisation-words": "solartis"})
    shown = answer.content.decode()

    assert answer.status_code == 200
    assert offered(shown, "speaker-0-organisation") == [str(solartys.pk)]
    assert "Solartys" in shown
    assert "Cluster for Solar Energy" in shown
    assert 'value="Room 7"' in shown
    assert "Fill in" not in shown
    assert not stage.edition.sessions.exists()


def test_what_is_chosen_stays_while_something_else_is_looked_for(stage: Stage) -> None:
    first, second = ClusterFactory(name="First"), ClusterFactory(name="Second")
    address = page("organise-session-create", stage.edition)
    rows = {
        "speaker-0-organisation": first.pk,
        "speaker-0-organisation-words": "second",
        "find": "speaker-0-organisation",
    }
    shown = stage.organiser.post(address, session_answers(**rows)).content.decode()

    assert offered(shown, "speaker-0-organisation") == [str(first.pk), str(second.pk)]
    assert re.search(rf'value="{first.pk}"\s+checked', shown)


def test_words_that_fit_just_one_are_enough(stage: Stage) -> None:
    only = ClusterFactory(name="Solartys")
    address = page("organise-session-create", stage.edition)
    answer = stage.organiser.post(
        address,
        session_answers(
            **{"visited-0-organisation-words": "solartys", "visited-0-organisation": ""}
        ),
    )

    assert answer.status_code == 302
    assert list(stage.edition.sessions.get().visited.all()) == [only]


@pytest.mark.parametrize(
    ("words", "said"),
    [("solar", "Choose one of those found for “solar”."), ("qqqq", "Nothing is called “qqqq”.")],
)
def test_words_that_fit_several_or_none_are_told(stage: Stage, words: str, said: str) -> None:
    for name in ("Solar One", "Solar Two"):
        ClusterFactory(name=name)
    address = page("organise-session-create", stage.edition)
    rows = {"speaker-0-organisation": "", "speaker-0-organisation-words": words}
    answer = stage.organiser.post(address, session_answers(**rows))

    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_claim_finds_its_organisation(client: Client) -> None:
    body = OrganisationFactory(name="Agència Catalana", short_name="AC")
    person = UserFactory()
    client.force_login(person)
    address = reverse("claim-create")
    looked = {"organisation": "", "organisation-words": "agencia", "find": "organisation"}
    shown = client.post(address, looked).content.decode()
    assert offered(shown, "organisation") == [str(body.pk)]

    answers = {
        "idempotency_key": str(uuid.uuid4()),
        "organisation": body.pk,
        "reason": "I work there.",
    }
    assert client.post(address, answers).status_code == 302
    assert Claim.objects.get().organisation == body


def test_regions_are_found_by_names_in_other_languages(stage: Stage) -> None:
    basque = RegionFactory(code="ES21", name="País Vasco", level=2)
    RegionName.objects.create(region=basque, language="en", name="Basque Country")
    sent = {"guest_regions-words": "basque", "find": "guest_regions", "name": "Ours"}
    shown = stage.organiser.post(page("organise-edit", stage.edition), sent).content.decode()

    assert offered(shown, "guest_regions") == [str(basque.pk)]
    assert 'value="Ours"' in shown
    assert Edition.objects.get(pk=stage.edition.pk).name != "Ours"


def test_with_3000_organisations_each_page_stays_small(stage: Stage) -> None:
    Organisation.objects.bulk_create(
        Organisation(slug=f"many-{number}", kind="agency", name=f"Agency for Clusters {number}")
        for number in range(3000)
    )
    words = {
        "organise-session-create": "speaker-0-organisation",
        "organise-edit": "co_organisers",
        "claim-create": "organisation",
    }
    for name, field in words.items():
        address = reverse(name, args=[] if name == "claim-create" else [stage.edition.slug])
        assert len(stage.organiser.get(address).content) <= 100_000
        refresh_marked()
        with CaptureQueriesContext(connection) as made:
            answer = stage.organiser.post(
                address, {field: "", f"{field}-words": "agency", "find": field}
            )
        assert answer.status_code == 200
        assert len(offered(answer.content.decode(), field)) == 20
        assert len(answer.content) <= 100_000
        assert len(made) <= 15


def test_a_session_with_many_speakers_asks_for_their_organisations_once(stage: Stage) -> None:
    address = page("organise-session-create", stage.edition)
    bodies = ClusterFactory.create_batch(12)
    rows = {f"speaker-{row}-organisation": body.pk for row, body in enumerate(bodies)}
    assert stage.organiser.post(address, session_answers(**rows)).status_code == 302
    session = stage.edition.sessions.get()
    with CaptureQueriesContext(connection) as made:
        shown = stage.organiser.get(page("organise-session-edit", stage.edition, session.pk))

    assert len(made) <= 15
    assert bodies[11].name in shown.content.decode()


@pytest.mark.parametrize("name", ["organise-create", "organise-edit", "claim-create"])
def test_the_list_follows_the_typing_where_scripts_run(stage: Stage, name: str) -> None:
    address = reverse(name, args=[stage.edition.slug] if name == "organise-edit" else [])

    assert "htmx.min.js" in stage.organiser.get(address).content.decode()
