"""The schedule names each meeting that cannot be held as it is placed, and says why."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from clusters.models import Membership
from events.models import Registration
from events.services.registrations import withdraw
from matchmaking.models import ScheduleVersion, Table, Unavailability
from tests.factories.accounts import StaffFactory
from tests.factories.clusters import MembershipFactory
from tests.factories.events import RegistrationFactory
from tests.factories.matchmaking import MORNING, meeting_between, placed
from tests.factories.schedules import OneOfTwoPlaced
from tests.support.counting import queries_of

pytestmark = pytest.mark.django_db
PAGE = reverse("organise-schedule", args=["event"])
WHERE = "Energy × Water, Thursday 3 June, 09:00, table 1"


@pytest.fixture
def event() -> OneOfTwoPlaced:
    return OneOfTwoPlaced(slots=3, desks=8)


@pytest.fixture
def organiser(event: OneOfTwoPlaced, client: Client) -> Client:
    client.force_login(event.organiser)
    return client


def published(event: OneOfTwoPlaced) -> None:
    event.version.state, event.version.published_at = "published", MORNING
    event.version.save()
    event.edition.state = "published"
    event.edition.save()


def said_no(registration: Registration, event: OneOfTwoPlaced) -> None:
    Unavailability.objects.create(
        edition=event.edition, registration=registration, period=event.slots[0].period
    )


def somebody_left(event: OneOfTwoPlaced) -> None:
    published(event)
    withdraw(registration=event.water, now=MORNING.replace(month=5))


def one_person_in_two_places(event: OneOfTwoPlaced) -> None:
    wind = RegistrationFactory(edition=event.edition, cluster__name="Wind")
    placed(event.version, meeting_between(wind, event.aero), event.slots[0], event.tables[1])
    person = MembershipFactory(organisation=event.water.cluster).user
    Membership.objects.create(organisation=wind.cluster, user=person)


CONFLICTS: dict[str, Callable[[OneOfTwoPlaced], object]] = {
    "One side does not take part any more": somebody_left,
    "The table is out of use": lambda event: Table.objects.update(is_closed=True),
    "One side takes part online, and this is at a table": lambda event: Registration.objects.filter(
        pk=event.water.pk
    ).update(takes_part="online"),
    "Somebody is in another meeting then": one_person_in_two_places,
    "Somebody is not available": lambda event: said_no(event.water, event),
}


def text(client: Client, address: str = PAGE) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", client.get(address).text).split())


@pytest.mark.parametrize("why", CONFLICTS)
def test_what_is_in_conflict_is_named_with_the_reason_and_marked_in_the_grid(
    event: OneOfTwoPlaced, organiser: Client, why: str
) -> None:
    assert "In conflict" not in text(organiser)
    CONFLICTS[why](event)
    assert f"{why}: {WHERE}" in text(organiser)
    marked = "One side is online" if "online" in why else "In conflict"
    assert marked in text_of_card(organiser, event)


def text_of_card(client: Client, event: OneOfTwoPlaced) -> str:
    """What stands in the grid at the first place."""
    place = f'data-place="{event.slots[0].pk}-{event.tables[0].pk}"'
    return client.get(PAGE).text.partition(place)[2].partition("</td>")[0]


def test_the_figure_says_what_it_counts(event: OneOfTwoPlaced, organiser: Client) -> None:
    assert "meetings in conflict 0" in text(organiser)
    said_no(event.water, event)
    assert "meeting in conflict 1" in text(organiser)
    assert text(organiser).count("In conflict 1") == 1


def test_one_chooses_it_to_be_moved_where_the_schedule_can_be_changed(
    event: OneOfTwoPlaced, organiser: Client
) -> None:
    said_no(event.water, event)
    address = f"{reverse('organise-version', args=['event', 1])}?"
    link = f'href="{address}day=2094-06-03&amp;moving={event.first.pk}">'
    assert link in organiser.get(PAGE).text
    staff = Client()
    staff.force_login(StaffFactory())
    assert f"Somebody is not available: {WHERE}" in text(staff)
    assert "Move by hand" not in staff.get(PAGE).text


def test_many_come_part_by_part_and_ask_no_more(event: OneOfTwoPlaced, organiser: Client) -> None:
    said_no(event.water, event)
    few = queries_of(organiser, PAGE)
    for desk in event.tables[1:]:
        pair = RegistrationFactory.create_batch(2, edition=event.edition)
        placed(event.version, meeting_between(*pair), event.slots[0], desk)
        said_no(pair[0], event)
    assert queries_of(organiser, PAGE) == few
    shown = text(organiser)
    assert "In conflict 8" in shown
    assert shown.count("Somebody is not available") == 6
    assert "conflicts=2#h-conflicts" in organiser.get(PAGE).text
    assert text(organiser, f"{PAGE}?conflicts=2").count("Somebody is not available") == 2
    assert ScheduleVersion.objects.get().state == "draft"
