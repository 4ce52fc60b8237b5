"""What of a cluster's agreed meetings has a place, what not and why; and tabs that are kept."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Registration
from matchmaking.models import Meeting, MeetingRequest, ScheduleVersion, UnplacedMeeting
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import (
    MeetingRequestFactory,
    ScheduleVersionFactory,
    meeting_between,
    placed,
    tables,
    window_with_slots,
)
from tests.factories.stage import Stage
from tests.support.counting import queries_of

pytestmark = pytest.mark.django_db
PUBLISHED_AT = datetime(2094, 5, 20, 12, tzinfo=UTC)


@pytest.fixture
def ours(client: Client) -> Registration:
    """Water, whose manager is signed in."""
    registration: Registration = RegistrationFactory(
        edition=EditionFactory(state="published"), cluster=ClusterFactory(name="Water")
    )
    client.force_login(MembershipFactory(organisation=registration.cluster).user)
    return registration


@pytest.fixture
def asking(ours: Registration) -> Registration:
    """The same while requests are open."""
    ours.edition.state = "requests_open"
    ours.edition.save()
    return ours


def agreed(ours: Registration, name: str) -> Meeting:
    theirs = RegistrationFactory(edition=ours.edition, cluster=ClusterFactory(name=name))
    request = MeetingRequestFactory(
        edition=ours.edition, requester=theirs, invitee=ours, state="accepted"
    )
    meeting = meeting_between(ours, theirs)
    meeting.request = request
    meeting.save()
    return meeting


def published(ours: Registration) -> ScheduleVersion:
    version: ScheduleVersion = ScheduleVersionFactory(
        edition=ours.edition, state="published", published_at=PUBLISHED_AT
    )
    return version


def shown(client: Client, ours: Registration, name: str, **query: str) -> str:
    address = reverse(name, args=[ours.edition.slug, ours.cluster.slug])
    return " ".join(client.get(address, query).content.decode().split())


def test_a_card_says_when_and_where_an_agreed_meeting_is(
    client: Client, ours: Registration
) -> None:
    meeting = agreed(ours, "Steel")
    version = published(ours)
    placed(version, meeting, window_with_slots(ours.edition)[0], tables(ours.edition, 1)[0])
    page = shown(client, ours, "meet-requests", tab="agreed")
    assert "Thursday 3 June, 09:00, table 1" in page
    assert "no place yet" not in page


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ({"code": "tables_full"}, "All tables are taken whenever you are both free."),
        ({"code": "no_common_slot"}, "There is no time at which you are both free."),
        ({"code": "something_new"}, "The organiser found no place for it."),
        (None, "You agreed after the schedule was made."),
    ],
    ids=str,
)
def test_cards_and_agenda_say_that_a_meeting_has_no_place_and_why(
    client: Client, ours: Registration, reason: dict[str, Any] | None, words: str
) -> None:
    meeting, version = agreed(ours, "Steel"), published(ours)
    if reason:
        UnplacedMeeting.objects.create(version=version, meeting=meeting, reason=reason)
    card = shown(client, ours, "meet-requests", tab="agreed")
    assert f"Agreed, no place yet. {words}" in card
    agenda = shown(client, ours, "meet-agenda")
    assert "Agreed, no place yet" in agenda
    assert words in agenda


def test_whose_times_are_used_up_is_said_from_this_clusters_side(
    client: Client, ours: Registration
) -> None:
    meeting, version = agreed(ours, "Steel"), published(ours)
    theirs = meeting.participants.exclude(registration=ours).get().registration
    row = UnplacedMeeting.objects.create(
        version=version,
        meeting=meeting,
        reason={"code": "participant_full", "participants": [theirs.pk]},
    )
    assert "Steel has no time left for another meeting." in shown(client, ours, "meet-agenda")
    row.reason["participants"] = [ours.pk]
    row.save()
    assert "You have no time left" in shown(client, ours, "meet-agenda")


def test_before_publication_a_card_promises_the_time_and_the_agenda_nothing(
    client: Client, ours: Registration
) -> None:
    agreed(ours, "Steel")
    card = shown(client, ours, "meet-requests", tab="agreed")
    assert "You get its time and table when the schedule is published." in card
    assert "no place yet" not in shown(client, ours, "meet-agenda")


def test_cards_and_agenda_cost_the_same_with_one_meeting_and_with_three(
    client: Client, ours: Registration
) -> None:
    published(ours)
    agreed(ours, "Steel")
    addresses = [
        reverse(name, args=[ours.edition.slug, ours.cluster.slug])
        for name in ("meet-requests", "meet-agenda")
    ]
    addresses[0] += "?tab=agreed"
    for address in addresses:
        client.get(address)
    few = [queries_of(client, address) for address in addresses]
    for name in ("Textile", "Photonics"):
        agreed(ours, name)
    assert [queries_of(client, address) for address in addresses] == few
    assert max(few) <= 15, few


def test_what_i_asked_is_not_marked_as_to_answer(client: Client, asking: Registration) -> None:
    sent = MeetingRequestFactory(edition=asking.edition, requester=asking)
    partners = shown(client, asking, "meet-partners")
    assert "You asked" in partners
    assert "To answer" not in partners
    address = reverse(
        "meet-partner",
        args=[asking.edition.slug, asking.cluster.slug, sent.invitee.cluster.slug],
    )
    assert "To answer" not in client.get(address).content.decode()


def test_withdrawing_returns_to_the_tab_it_was_pressed_on(
    client: Client, asking: Registration
) -> None:
    sent: MeetingRequest = MeetingRequestFactory(edition=asking.edition, requester=asking)
    page = shown(client, asking, "meet-requests", tab="sent")
    assert '<input type="hidden" name="tab" value="sent">' in page
    address = reverse("meet-withdraw", args=[asking.edition.slug, asking.cluster.slug, sent.pk])
    answer = client.post(address, {"version": 1, "tab": "sent"})
    assert answer["Location"].endswith("/requests/?tab=sent")


def test_a_decision_on_a_registrations_page_and_its_undo_return_there(stage: Stage) -> None:
    registration = RegistrationFactory(
        edition=stage.edition, cluster=stage.cluster, state="waiting"
    )
    slug = stage.edition.slug
    own_page = reverse("organise-registration", args=[slug, registration.pk])
    form = {"chosen": registration.pk, "action": "approve", "page_of": registration.pk}
    answer = stage.organiser.post(reverse("organise-registrations-decide", args=[slug]), form)
    assert answer["Location"] == own_page
    assert (
        f'name="page_of" value="{registration.pk}"'
        in stage.organiser.get(own_page).content.decode()
    )
    undo = reverse("organise-registrations-undo", args=[slug])
    answer = stage.organiser.post(undo, {"page_of": registration.pk})
    assert answer["Location"] == own_page


def test_accepting_for_a_cluster_returns_to_the_list_it_was_pressed_on(stage: Stage) -> None:
    request = MeetingRequestFactory(edition=stage.edition)
    address = reverse("organise-accept", args=[stage.edition.slug, request.pk])
    answer = stage.organiser.post(address, {"version": 1, "state": "", "page": "2"})
    assert answer["Location"].endswith("/requests/?page=2")
