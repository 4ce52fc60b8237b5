"""A list needs as many queries for thirty rows as for three."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from clusters.models import Claim
from events.models import Delegate, Edition, Registration
from matchmaking.models import ScheduleRun, Slot, Table
from tests.factories.accounts import AdministratorFactory
from tests.factories.clusters import (
    ClusterFactory,
    MembershipFactory,
    OrganisationFactory,
    ProjectFactory,
    RegionFactory,
    SectorFactory,
    SourceFactory,
)
from tests.factories.events import (
    EditionFactory,
    RecordedEditionFactory,
    RegistrationFactory,
    SeriesFactory,
    SessionFactory,
)
from tests.factories.matchmaking import (
    MeetingRequestFactory,
    ScheduleRunFactory,
    ScheduleVersionFactory,
    TableFactory,
    meeting_between,
    placed,
    window_with_slots,
)
from tests.support.counting import MANY, Growing

pytestmark = pytest.mark.django_db

List = Callable[[], Growing]


def browser_of(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def public(name: str, add: Callable[[], object]) -> List:
    return lambda: Growing(Client(), reverse(name), add)


def past_edition() -> None:
    edition = RecordedEditionFactory(series=SeriesFactory())
    edition.guest_regions.add(RegionFactory())


def cluster() -> None:
    ClusterFactory().sectors.add(SectorFactory())


def claims() -> Growing:
    def claim() -> None:
        Claim.objects.create(
            user=MembershipFactory().user,
            organisation=ClusterFactory(),
            reason="They know me.",
            idempotency_key=uuid4(),
        )

    return Growing(browser_of(AdministratorFactory()), reverse("claim-list"), claim)


def members() -> Growing:
    body = ClusterFactory()
    browser = browser_of(MembershipFactory(organisation=body).user)
    address = reverse("member-list", args=[body.slug])
    return Growing(browser, address, lambda: MembershipFactory(organisation=body))


def start_page() -> Growing:
    """Of somebody who manages many clusters, each at an event of its own."""
    user = MembershipFactory().user

    def registration() -> None:
        row = RegistrationFactory(edition=EditionFactory())
        MembershipFactory(user=user, organisation=row.cluster)

    return Growing(browser_of(user), reverse("my-home"), registration)


def organised(name: str, add: Callable[[Edition], object], *numbers: int) -> List:
    """A page of an edition's organiser."""

    def growing() -> Growing:
        edition: Edition = EditionFactory()
        browser = browser_of(MembershipFactory(organisation=edition.owner).user)
        address = reverse(name, args=[edition.slug, *numbers])
        return Growing(browser, address, lambda: add(edition))

    return growing


def registration(edition: Edition) -> Registration:
    row: Registration = RegistrationFactory(edition=edition, cluster__region=RegionFactory())
    row.cluster.sectors.add(SectorFactory())
    Delegate.objects.create(registration=row, name="Ada")
    return row


def session(edition: Edition) -> None:
    row = SessionFactory(edition=edition, day_on=edition.starts_on)
    row.speakers.create(name="Ada", organisation=ClusterFactory())


def run(edition: Edition) -> None:
    ScheduleRunFactory(
        edition=edition,
        number=edition.runs.count() + 1,
        state=ScheduleRun.State.CANCELLED,
        finished_at=timezone.now(),
    )


def window(edition: Edition) -> None:
    """The first gets the times, each a table."""
    if not edition.slots.exists():
        window_with_slots(edition, slots=2)
    TableFactory(edition=edition, number=edition.tables.count() + 1)


def placed_meeting(edition: Edition) -> None:
    """In version 1, each at a table of its own at the one time there is."""
    window(edition)
    version = edition.versions.first() or ScheduleVersionFactory(edition=edition, number=1)
    meeting = meeting_between(registration(edition), registration(edition))
    slot, table = Slot.objects.filter(edition=edition)[0], Table.objects.filter(edition=edition)
    placed(version, meeting, slot, table.order_by("-number")[0])


def managed(name: str, add: Callable[[Registration], object]) -> List:
    """A page of a cluster at an edition."""

    def growing() -> Growing:
        row: Registration = RegistrationFactory()
        browser = browser_of(MembershipFactory(organisation=row.cluster).user)
        address = reverse(name, args=[row.edition.slug, row.cluster.slug])
        return Growing(browser, address, lambda: add(row))

    return growing


def received_request(row: Registration) -> None:
    MeetingRequestFactory(edition=row.edition, invitee=row, requester=registration(row.edition))


LISTS: dict[str, List] = {
    "past editions": public("edition-list", past_edition),
    "home": public("home", past_edition),
    "series": public("series-list", past_edition),
    "regions": public("region-list", cluster),
    "clusters": public("cluster-list", cluster),
    "other organisations": public("organisation-list", OrganisationFactory),
    "projects": public("project-list", ProjectFactory),
    "sources": public("source-list", SourceFactory),
    "claims": claims,
    "members": members,
    "start page": start_page,
    "registrations": organised("organise-registrations", registration),
    "programme": organised("organise-programme", session),
    "requests": organised(
        "organise-requests", lambda edition: MeetingRequestFactory(edition=edition)
    ),
    "runs": organised("organise-runs", run),
    "times and tables": organised("organise-times", window),
    "schedule": organised("organise-schedule", placed_meeting),
    "overview": organised("organise-overview", placed_meeting),
    "fairness": organised("organise-fairness", placed_meeting),
    "requests of a cluster": managed("meet-requests", received_request),
    "partners": managed("meet-partners", lambda row: registration(row.edition)),
    "cluster's start page": managed("meet-home", received_request),
}


@pytest.mark.parametrize("growing", LISTS.values(), ids=LISTS)
def test_a_list_needs_no_query_for_each_row(growing: List) -> None:
    few, many = growing().queries()
    assert many == few, f"{few} queries for three rows, {many} for {MANY}"
