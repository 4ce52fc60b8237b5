"""How fair a schedule is: what is counted, what is said, and who may read it."""

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.urls import reverse

from events.models import Edition, Registration
from matchmaking.models import Meeting, ScheduleVersion, Slot
from matchmaking.queries.fairness import Fairness, Tally, breaks_of, fairness
from matchmaking.services.fairness import FairnessChanged, NothingToShow, show_fairness
from matchmaking.words.fairness import differences, percent
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.clusters import ClusterFactory, MembershipFactory, RegionFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import (
    MORNING,
    MeetingRequestFactory,
    MeetingWindowFactory,
    ScheduleVersionFactory,
    meeting_between,
)
from tests.factories.schedules import Scheduled
from tests.support.counting import queries_of

pytestmark = pytest.mark.django_db


class Published(Scheduled):
    """Catalonia's A and B (in a part of it), Lombardy's C; A meets B at 9 and C at 10."""

    @property
    def page(self) -> str:
        return reverse("edition-fairness", args=[self.edition.slug])

    @property
    def desk(self) -> str:
        return reverse("organise-fairness", args=[self.edition.slug])


@pytest.fixture
def event() -> Published:
    catalonia = RegionFactory(code="ES51", name="Catalonia")
    lombardy = RegionFactory(code="ITC4", name="Lombardy")
    edition = EditionFactory(host_region=catalonia, state="published")
    edition.guest_regions.add(lombardy)
    regions = [catalonia, RegionFactory(code="ES511"), lombardy]
    registrations: list[Registration] = [
        RegistrationFactory(
            edition=edition, cluster=ClusterFactory(name=f"Cluster {name}", region=region)
        )
        for name, region in zip("ABC", regions, strict=True)
    ]
    return Published.of(
        registrations,
        pairs=[(0, 1), (0, 2), (1, 2)],
        places=[(0, 0), (2, 0)],
        slots=3,
        state="published",
        published_at=MORNING,
    )


@pytest.fixture
def organiser(event: Published) -> Client:
    client = Client()
    client.force_login(MembershipFactory(organisation=event.edition.owner).user)
    return client


def figures(tallies: tuple[Tally, ...]) -> dict[str, tuple[int, int, int, int]]:
    return {one.name: (one.requested, one.accepted, one.placed, one.breaks) for one in tallies}


def test_clusters_and_regions_are_tallied(event: Published) -> None:
    a, b, c = event.registrations
    MeetingRequestFactory(edition=event.edition, requester=c, invitee=a, state="declined")
    MeetingRequestFactory(edition=event.edition, requester=c, invitee=b, state="withdrawn")
    found = fairness(event.edition, event.version)
    assert figures(found.clusters) == {
        "Cluster A": (3, 2, 2, 1),
        "Cluster B": (2, 2, 1, 0),
        "Cluster C": (3, 2, 1, 0),
    }
    # A meets B within Catalonia: once for the region, though for both clusters.
    assert figures(found.regions) == {"Catalonia": (4, 3, 2, 1), "Lombardy": (3, 2, 1, 0)}
    assert [(one.name, one.mark, one.clusters) for one in found.regions] == [
        ("Catalonia", "a", 2),
        ("Lombardy", "b", 1),
    ]
    assert [one.share for one in found.clusters] == [100, 50, 50]
    assert found.regions[0].breaks_each == 0.5


def test_more_than_two_regions_are_not_marked(event: Published) -> None:
    RegistrationFactory(edition=event.edition, cluster__region=RegionFactory(code="DK"))
    found = fairness(event.edition, event.version)
    assert {one.mark for one in (*found.clusters, *found.regions)} == {""}
    assert found.regions[0].name == "Catalonia"


def test_meeting_that_was_called_off_counts_no_more(event: Published) -> None:
    Meeting.objects.filter(pk=event.meetings[1].pk).update(is_cancelled=True)
    found = fairness(event.edition, event.version)
    assert figures(found.clusters)["Cluster A"] == (1, 1, 1, 0)


def test_break_is_a_run_of_idle_slots_within_one_window(event: Published) -> None:
    afternoon = DateTimeTZRange(MORNING + timedelta(hours=8), MORNING + timedelta(hours=9))
    window = MeetingWindowFactory(edition=event.edition, period=afternoon)
    Slot.objects.filter(pk=event.slots[2].pk).update(window=window, period=afternoon)
    assert breaks_of(event.version) == {}


def test_cluster_that_left_is_not_listed(event: Published) -> None:
    Registration.objects.filter(pk=event.registrations[2].pk).update(state="withdrawn")
    found = fairness(event.edition, event.version)
    assert [one.name for one in found.clusters] == ["Cluster A", "Cluster B"]


def test_largest_differences_in_words(event: Published) -> None:
    breaks, shares, region_breaks, region_shares = differences(
        fairness(event.edition, event.version)
    )
    assert breaks == (
        "Between two clusters the number of breaks differs by 1 at most: 1 break for Cluster A, "
        "no break for Cluster B and Cluster C. The rule of this edition allows 2."
    )
    assert shares == (
        "Between two clusters the share of agreed meetings that are placed differs by "
        "50 percentage points at most: 50% for Cluster B and Cluster C, 100% for Cluster A."
    )
    assert region_breaks == (
        "Between two regions the breaks per cluster differ most for Catalonia (0.5) and "
        "Lombardy (0)."
    )
    assert region_shares == (
        "Between two regions the share of agreed meetings that are placed differs by "
        "17 percentage points at most: 50% for Lombardy, 67% for Catalonia."
    )


def test_where_nothing_differs_that_is_said(event: Published) -> None:
    alike = [Tally(name, "/", "b", 1, 2, 2, 2, 0) for name in "ABCD"]
    words = differences(Fairness(event.edition, event.version, tuple(alike), tuple(alike[:2])))
    assert words == [
        "No cluster has a break.",
        "Every cluster has all of its agreed meetings placed.",
        "Every region has all of its agreed meetings placed.",
    ]
    assert differences(Fairness(event.edition, event.version, (), ())) == []


@pytest.mark.parametrize(
    ("share", "words"), [(0, "0%"), (0.2, "1%"), (66.7, "67%"), (99.8, "99%"), (100, "100%")]
)
def test_share_is_never_rounded_to_all_or_nothing(share: float, words: str) -> None:
    assert percent(share) == words


def test_page_is_closed_until_the_organiser_opens_it(event: Published, organiser: Client) -> None:
    visitor = Client()
    assert visitor.get(event.page).status_code == 404
    organiser.post(event.desk, {"is_public": "1", "version": event.edition.version})
    answer = visitor.get(event.page)
    assert answer.status_code == 200
    assert "Cluster A" in answer.text
    assert "differs by 50 percentage points" in answer.text
    assert event.page in visitor.get(event.edition.get_absolute_url()).text
    organiser.post(event.desk, {"is_public": "0", "version": event.edition.version + 1})
    assert visitor.get(event.page).status_code == 404
    assert event.page not in visitor.get(event.edition.get_absolute_url()).text


def test_the_switch_says_from_when_everybody_can_read(event: Published, organiser: Client) -> None:
    now = organiser.post(event.desk, {"is_public": "1", "version": 1}, follow=True)
    assert "Everybody can read the page of the published schedule now." in now.text
    ScheduleVersion.objects.update(state="replaced")
    later = organiser.post(event.desk, {"is_public": "1", "version": 2}, follow=True)
    assert "as soon as a schedule is published" in later.text


@pytest.mark.parametrize("state", ["draft", "requests_open", "scheduling", "cancelled"])
def test_page_is_closed_before_publication(event: Published, state: str) -> None:
    Edition.objects.update(is_fairness_public=True, state=state)
    assert Client().get(event.page).status_code == 404


def test_page_is_closed_without_a_published_version(event: Published) -> None:
    Edition.objects.update(is_fairness_public=True)
    ScheduleVersion.objects.update(state="replaced")
    assert Client().get(event.page).status_code == 404


def test_public_page_names_no_people(event: Published) -> None:
    Edition.objects.update(is_fairness_public=True)
    registration = event.registrations[0]
    person = MembershipFactory(organisation=registration.cluster).user
    registration.delegates.create(name="Delegated Person")
    text = Client().get(event.page).text
    assert person.email not in text
    assert "Delegated Person" not in text


def test_organiser_sees_published_and_draft(event: Published, organiser: Client) -> None:
    assert "Only organisers and staff" in organiser.get(event.desk).text
    ScheduleVersionFactory(edition=event.edition, number=2)
    assert "Version 1, published" in organiser.get(event.desk).text
    assert '<span class="tag info">Draft 2</span>' in organiser.get(f"{event.desk}?draft=1").text


def test_page_without_any_schedule_says_so(organiser: Client, event: Published) -> None:
    ScheduleVersion.objects.all().delete()
    assert "There is no schedule yet" in organiser.get(event.desk).text


def test_staff_reads_and_does_not_switch(event: Published) -> None:
    client = Client()
    client.force_login(StaffFactory())
    assert "Show it to everybody" not in client.get(event.desk).text
    assert client.post(event.desk, {"is_public": "1", "version": 1}).status_code == 403


def test_stranger_finds_nothing(event: Published) -> None:
    client = Client()
    client.force_login(UserFactory())
    assert client.get(event.desk).status_code == 404
    assert client.post(event.desk, {"is_public": "1", "version": 1}).status_code == 404
    assert not Edition.objects.get().is_fairness_public


@pytest.mark.parametrize("data", [{"is_public": "1", "version": "99"}, {"is_public": "2"}, {}])
def test_stale_or_garbled_switch_changes_nothing(
    event: Published, organiser: Client, data: dict[str, str]
) -> None:
    assert organiser.post(event.desk, data).status_code == 409
    assert not Edition.objects.get().is_fairness_public


def test_cancelled_edition_has_nothing_to_show(event: Published) -> None:
    event.edition.state = "cancelled"
    with pytest.raises(NothingToShow):
        show_fairness(edition=event.edition, is_public=True, version=1)


def test_switching_twice_is_once(event: Published) -> None:
    for _ in range(2):
        show_fairness(edition=event.edition, is_public=True, version=1)
    edition = Edition.objects.get()
    assert (edition.is_fairness_public, edition.version) == (True, 2)
    with pytest.raises(FairnessChanged):
        show_fairness(edition=event.edition, is_public=False, version=1)


def test_number_of_queries_does_not_grow_with_the_clusters(
    event: Published, organiser: Client
) -> None:
    Edition.objects.update(is_fairness_public=True)
    visitor = Client()
    few = queries_of(visitor, event.page), queries_of(organiser, event.desk)
    for _ in range(3):
        one = RegistrationFactory(edition=event.edition, cluster__region=RegionFactory())
        meeting_between(one, event.registrations[0])
        MeetingRequestFactory(edition=event.edition, requester=one)
    assert (queries_of(visitor, event.page), queries_of(organiser, event.desk)) == few
