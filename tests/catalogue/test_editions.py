"""The page of an edition: what it shows, and to whom."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from catalogue.queries.edition_page import edition_page
from catalogue.queries.home import home
from clusters.models import Organisation, Region
from events.models import Delegate, Edition, Naming, Registration
from matchmaking.models import ScheduleVersion
from tests.catalogue.conftest import Read
from tests.factories.accounts import StaffFactory
from tests.factories.clusters import (
    ClusterFactory,
    MembershipFactory,
    RegionFactory,
)
from tests.factories.events import (
    EditionFactory,
    RegistrationFactory,
)
from tests.factories.matchmaking import (
    MeetingRequestFactory,
    ScheduleVersionFactory,
    meeting_between,
    placed,
    tables,
    window_with_slots,
)

pytestmark = pytest.mark.django_db

AHEAD = date(2099, 5, 1)


def region(code: str, name: str) -> Region:
    return RegionFactory(code=code, name=name, level=2)


def test_visitors_never_see_a_draft_and_those_who_may_do(client: Client) -> None:
    draft = EditionFactory(state=Edition.State.DRAFT, name="Secret plans")
    address = draft.get_absolute_url()

    assert "Secret plans" not in client.get("/editions/").text
    assert "Secret plans" not in client.get("/search/?q=secret").text
    assert "Secret plans" not in client.get("/").text
    assert client.get(address).status_code == 404
    assert client.get(f"/editions/{draft.slug}.ics").status_code == 404
    assert "Secret plans" not in client.get(f"/regions/{draft.host_region.code}/").text

    client.force_login(MembershipFactory().user)
    assert client.get(address).status_code == 404
    client.force_login(MembershipFactory(organisation=draft.owner).user)
    assert client.get(address).status_code == 200
    client.force_login(StaffFactory())
    assert client.get(address).status_code == 200


def test_registering_is_offered_while_registration_is_open(read: Read, client: Client) -> None:
    edition = EditionFactory(state=Edition.State.REGISTRATION_OPEN, starts_on=AHEAD, ends_on=AHEAD)

    assert "Register a delegation" in read(edition.get_absolute_url())
    assert f'href="/editions/{edition.slug}/register/"' in client.get("/").text

    Edition.objects.update(registration_closes_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert "Register a delegation" not in read(edition.get_absolute_url())


def test_demonstration_data_says_so(read: Read) -> None:
    edition = EditionFactory(is_demo=True, starts_on=AHEAD, ends_on=AHEAD)

    for address in (edition.get_absolute_url(), "/editions/", "/", "/search/?q=edition"):
        assert "Demonstration data" in read(address)


class Meeting:
    """Two clusters of Lombardy and two of Catalonia; one pair meets in a version."""

    def __init__(self, state: Edition.State, version_state: str) -> None:
        lombardy, catalonia = region("ITC4", "Lombardy"), region("ES51", "Catalonia")
        self.edition = EditionFactory(
            name="Lombardy meets Catalonia", host_region=catalonia, state=state
        )
        self.edition.guest_regions.add(lombardy)
        self.clusters: list[Organisation] = [
            ClusterFactory(name=f"{name} of {home}", region=home)
            for home in (lombardy, catalonia)
            for name in ("Air", "Water")
        ]
        self.registrations: list[Registration] = [
            RegistrationFactory(edition=self.edition, cluster=cluster) for cluster in self.clusters
        ]
        self.version = ScheduleVersionFactory(
            edition=self.edition,
            state=version_state,
            published_at=None if version_state == "draft" else datetime(2094, 5, 1, tzinfo=UTC),
        )
        self.meeting = meeting_between(self.registrations[0], self.registrations[3])
        slot, table = window_with_slots(self.edition)[0], tables(self.edition, 1)[0]
        placed(self.version, self.meeting, slot, table)


def test_who_met_whom_stands_on_the_page_after_publication(client: Client, read: Read) -> None:
    event = Meeting(Edition.State.FINISHED, ScheduleVersion.State.PUBLISHED)

    page = read(event.edition.get_absolute_url())

    assert "Who was to meet whom" in page
    assert "1 of 4 possible pairs were to meet. Whether they did is not recorded." in page
    assert "Air of Lombardy no meeting meeting" in page
    html = client.get(event.edition.get_absolute_url()).text
    assert 'Lombardy <span class="meets">meets</span> Catalonia' in html


def test_what_is_known_as_held_is_said_to_be_held_and_the_rest_is_planned(read: Read) -> None:
    event = Meeting(Edition.State.FINISHED, ScheduleVersion.State.PUBLISHED)
    event.meeting.was_held = True
    event.meeting.save()
    page = read(event.edition.get_absolute_url())
    assert "Who met whom" in page
    assert "1 of 4 possible pairs met." in page
    assert "Air of Lombardy no meeting met" in page

    other = meeting_between(event.registrations[1], event.registrations[2])
    placed(event.version, other, event.edition.slots.all()[1], event.edition.tables.get())
    page = read(event.edition.get_absolute_url())
    assert "Who was to meet whom" in page
    assert "2 of 4 possible pairs were to meet. Of 1 it is known that they did." in page


def test_meetings_and_pairs_are_alike_after_a_meeting_was_called_off(read: Read) -> None:
    event = Meeting(Edition.State.PUBLISHED, ScheduleVersion.State.PUBLISHED)
    other = meeting_between(event.registrations[1], event.registrations[2])
    placed(event.version, other, event.edition.slots.all()[1], event.edition.tables.get())
    assert figures_of(event) == (2, 2)
    other.is_cancelled = True
    other.save()
    assert figures_of(event) == (1, 1)
    assert "1 of 4 possible pairs meet." in read(event.edition.get_absolute_url())


def test_clusters_that_are_not_shown_are_counted_below_the_table(read: Read) -> None:
    event = Meeting(Edition.State.PUBLISHED, ScheduleVersion.State.PUBLISHED)
    other = meeting_between(event.registrations[1], event.registrations[2])
    placed(event.version, other, event.edition.slots.all()[1], event.edition.tables.get())
    assert "not named here" not in read(event.edition.get_absolute_url())
    Naming.objects.create(
        edition=event.edition,
        organisation=event.clusters[3],
        role=Naming.Role.DELEGATION,
        asked_at=datetime(2094, 5, 1, tzinfo=UTC),
    )
    page = read(event.edition.get_absolute_url())
    assert "1 of 2 possible pairs meet." in page
    assert "1 cluster is not named here: it has not agreed to be shown" in page


def test_who_met_whom_goes_by_the_clock(read: Read) -> None:
    event = Meeting(Edition.State.SCHEDULING, ScheduleVersion.State.PUBLISHED)
    page = {
        day: edition_page(event.edition, user=AnonymousUser(), now=day)
        for day in (datetime(2094, 5, 2, tzinfo=UTC), datetime(2094, 6, 5, tzinfo=UTC))
    }
    before, after = page.values()
    assert before.matrix is None
    assert after.matrix


def figures_of(event: Meeting) -> tuple[int, int]:
    """Meetings as the page's figures count them, and the pairs of the table."""
    shown = edition_page(event.edition, user=AnonymousUser(), now=datetime(2094, 5, 2, tzinfo=UTC))
    [meetings] = [figure.number for figure in shown.figures if figure.topic == "meetings"]
    assert shown.matrix
    return meetings or 0, shown.matrix.planned


def test_a_cancelled_edition_does_not_count_among_the_editions() -> None:
    held = EditionFactory(state=Edition.State.FINISHED)
    EditionFactory(series=held.series, state=Edition.State.CANCELLED)
    assert list(Edition.objects.counted()) == [held]
    assert home(today=AHEAD, now=datetime(2099, 5, 1, tzinfo=UTC)).totals.editions == 1


def test_who_meets_whom_of_a_large_event_is_shown_in_blocks(client: Client) -> None:
    event = Meeting(Edition.State.PUBLISHED, ScheduleVersion.State.PUBLISHED)
    more = Organisation.objects.bulk_create(
        Organisation(slug=f"c-{number}", name=f"Cluster {number:03}", kind="cluster")
        for number in range(116)
    )
    Registration.objects.bulk_create(
        Registration(
            edition=event.edition,
            cluster=cluster,
            state="approved",
            registered_by=event.registrations[0].registered_by,
            idempotency_key=uuid4(),
        )
        for cluster in more
    )
    first = client.get(event.edition.get_absolute_url()).text
    assert "1 of 7,140 possible pairs meet." in " ".join(first.split())
    assert first.count('<td role="cell"') <= 15 * 15 + 1
    assert "Air of Lombardy – Cluster" in " ".join(first.split())
    last = client.get(event.edition.get_absolute_url(), {"rows": "8", "columns": "1"}).text
    assert "Cluster 115" in last.split('id="who"')[1]
    for wrong, status in (("0", 200), ("99", 200), ("x", 200), ("9" * 5000, 400)):
        answer = client.get(event.edition.get_absolute_url(), {"rows": wrong})
        assert answer.status_code == status


def test_who_met_whom_is_not_shown_before_publication(read: Read) -> None:
    event = Meeting(Edition.State.SCHEDULING, ScheduleVersion.State.DRAFT)

    page = read(event.edition.get_absolute_url())

    assert "possible pairs" not in page
    assert "Air of Lombardy" in page
    assert "Meeting partners" not in read(event.clusters[0].get_absolute_url())


def test_a_meeting_that_was_not_held_is_no_meeting(read: Read) -> None:
    event = Meeting(Edition.State.FINISHED, ScheduleVersion.State.PUBLISHED)
    event.meeting.was_held = False
    event.meeting.save()

    assert "possible pairs" not in read(event.edition.get_absolute_url())
    assert "Meeting partners" not in read(event.clusters[0].get_absolute_url())


def test_meetings_inside_a_region_make_the_table_one_of_all_against_all(read: Read) -> None:
    event = Meeting(Edition.State.PUBLISHED, ScheduleVersion.State.PUBLISHED)
    meeting = meeting_between(*event.registrations[:2])
    slot = event.edition.slots.all()[1]
    placed(event.version, meeting, slot, event.edition.tables.get())

    assert "2 of 6 possible pairs meet." in read(event.edition.get_absolute_url())


def test_a_clusters_page_names_the_partners_it_met(read: Read) -> None:
    event = Meeting(Edition.State.FINISHED, ScheduleVersion.State.PUBLISHED)

    page = read(event.clusters[0].get_absolute_url())

    assert "Water of Catalonia Catalonia 1 meeting" in page
    assert "Air of Catalonia" not in page


def test_delegates_messages_and_mail_addresses_are_on_no_public_page(client: Client) -> None:
    event = Meeting(Edition.State.PUBLISHED, ScheduleVersion.State.PUBLISHED)
    one, other = event.registrations[:2]
    one.message = "Please seat us near the door"
    one.save()
    Delegate.objects.create(registration=one, name="Delegate Unnamed")
    request = MeetingRequestFactory(
        edition=event.edition, requester=one, invitee=other, message="Our secret valve"
    )
    rows = [event.edition, event.edition.host_region, one.cluster]

    for address in [row.get_absolute_url() for row in rows] + ["/", "/search/?q=secret"]:
        page = client.get(address).text
        assert "Delegate Unnamed" not in page
        assert "near the door" not in page
        assert "Our secret valve" not in page
        assert request.requested_by.email not in page
        assert one.registered_by.email not in page


def test_only_approved_clusters_are_listed(read: Read) -> None:
    edition = EditionFactory()
    RegistrationFactory(edition=edition, cluster__name="Approved one")
    for state in ("waiting", "waitlisted", "declined", "withdrawn"):
        RegistrationFactory(edition=edition, cluster__name=f"Cluster {state}", state=state)

    page = read(edition.get_absolute_url())

    assert "Approved one" in page
    assert "Cluster w" not in page
    assert "Cluster declined" not in page
