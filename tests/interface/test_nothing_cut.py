"""Lists that a page shows in part say so, and the rest is a link away."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import Edition, InvitationRound
from matchmaking.models import Import
from matchmaking.queries import log
from meet.views import log as of_meet
from organise.views import log as of_organise
from tests.factories.calls import CallFactory
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.lists import looked_at
from tests.factories.matchmaking import ScheduleRunFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    edition: Edition = EditionFactory()
    return edition


@pytest.fixture
def organiser(edition: Edition) -> Client:
    client = Client()
    client.force_login(MembershipFactory(organisation=edition.owner).user)
    return client


def at(edition: Edition, name: str, query: str = "") -> str:
    return reverse(f"organise-{name}", args=[edition.slug]) + query


def test_what_was_asked_long_ago_is_on_the_next_page(edition: Edition, organiser: Client) -> None:
    for number in range(1, 22):
        ScheduleRunFactory(
            edition=edition,
            number=number,
            kind="what_if",
            state="done",
            finished_at=timezone.now(),
            question=[],
        )
    first = organiser.get(at(edition, "what-if")).text
    assert "21 what-ifs, the newest first" in first
    assert ">Run 21</a>" in " ".join(first.split()).replace("> ", ">").replace(" <", "<")
    assert "?earlier=2" in first
    assert "Run 1<" in organiser.get(at(edition, "what-if", "?earlier=2")).text


def test_every_run_can_be_compared(edition: Edition, organiser: Client) -> None:
    for number in range(1, 28):
        ScheduleRunFactory(edition=edition, number=number, state="done", finished_at=timezone.now())
    for number in range(28, 54):
        ScheduleRunFactory(
            edition=edition,
            number=number,
            kind="what_if",
            state="done",
            finished_at=timezone.now(),
            question=[],
        )
    page = organiser.get(at(edition, "runs-compare", "?run=27")).text
    assert 'value="27"' in page
    assert 'value="1"' not in page
    further = organiser.get(at(edition, "runs-compare", "?run=27&offered=2")).text
    assert 'value="1"' in further
    assert further.count('value="27" checked') == 1


def test_every_partner_can_be_compared_with(edition: Edition) -> None:
    ours, first, *others = RegistrationFactory.create_batch(16, edition=edition)
    client = Client()
    client.force_login(MembershipFactory(organisation=ours.cluster).user)
    address = reverse("meet-compare", args=[edition.slug, ours.cluster.slug, first.cluster.slug])
    pages = client.get(address).text + client.get(address + "?offered=2").text
    assert [row for row in others if f"?with={row.cluster.slug}" not in pages] == []


def test_every_list_that_was_brought_in_is_there(edition: Edition, organiser: Client) -> None:
    user = MembershipFactory(organisation=edition.owner).user
    organiser.force_login(user)
    lists: list[Import] = [looked_at(edition, user) for _ in range(11)]
    pages = [organiser.get(at(edition, "import", query)).text for query in ("", "?former=2")]
    wanted = [reverse("organise-import-list", args=[edition.slug, one.pk]) for one in lists]
    assert [address for address in wanted if not any(address in page for page in pages)] == []


def test_every_prepared_invitation_is_there(edition: Edition, organiser: Client) -> None:
    user = MembershipFactory(organisation=edition.owner).user
    for number in range(6):
        InvitationRound.objects.create(
            edition=edition,
            author=user,
            text=f"Come, {number}",
            choice={},
            idempotency_key=uuid.uuid4(),
        )
    pages = [organiser.get(at(edition, "invitations", query)).text for query in ("", "?prepared=2")]
    assert all(any(f"Come, {number}" in page for page in pages) for number in range(6))


def test_every_open_call_is_found_from_the_home_pages() -> None:
    now = timezone.now()
    calls = [
        CallFactory(opens_at=None, closes_at=now + timedelta(days=number + 1))
        for number in range(6)
    ]
    person = MembershipFactory(organisation=ClusterFactory()).user
    reader = Client()
    reader.force_login(person)
    for client, address in ((Client(), "/"), (reader, reverse("my-home"))):
        pages = client.get(address).text + client.get(f"{address}?calls=2").text
        assert [call for call in calls if call.get_absolute_url() not in pages] == []


def test_a_log_says_that_it_goes_back_so_far(
    edition: Edition, organiser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "Older ones are found by their dates."
    assert words not in organiser.get(at(edition, "log")).text
    for module in (log, of_meet, of_organise):
        monkeypatch.setattr(module, "MOST_ENTRIES", 1)
    assert words in organiser.get(at(edition, "log")).text
