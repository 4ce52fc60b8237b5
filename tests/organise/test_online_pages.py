"""Online meetings on pages: the event's form, the registration's question, the grid, addresses."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from events.models import Edition, Registration
from events.online import is_online_pattern
from matchmaking.models import OnlineRoom, Placement
from matchmaking.queries.plan import Plan
from matchmaking.services import placing
from organise.queries.board import MOST_ONLINE
from organise.queries.lanes import lanes
from organise.words.tables import TABLES, cells
from tests.factories.accounts import StaffFactory
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory, delegates
from tests.factories.matchmaking import MORNING, meeting_between, placed
from tests.factories.schedules import Scheduled, four_managed
from tests.factories.stage import Stage, page
from tests.support.browsers import signed_in

PATTERN = "https://meet.example.org/{secret}"
Way = Registration.TakesPart

pytestmark = pytest.mark.django_db


def organiser_of(event: Scheduled) -> Client:
    return signed_in(MembershipFactory(organisation=event.edition.owner).user)


def online_event(state: str = "draft", **version: Any) -> Scheduled:
    """A is online and meets B at the first time; C and D meet then at the first table."""
    edition_state = "published" if state == "published" else "scheduling"
    edition = EditionFactory(state=edition_state, meets_online=True, online_pattern=PATTERN)
    registrations = four_managed(edition)
    Registration.objects.filter(pk=registrations[0].pk).update(takes_part=Way.ONLINE)
    event = Scheduled.of(
        registrations, pairs=[(0, 1), (2, 3)], places=[], slots=3, state=state, **version
    )
    placed(event.version, event.meetings[0], event.slots[0], None)
    placed(event.version, event.meetings[1], event.slots[0], event.tables[0])
    return event


# The event's form --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("http://meet.example.org/{secret}", "begins with https"),
        ("https://meet.example.org/room", "once"),
        ("https://meet.example.org/{secret}/{secret}", "once"),
        ("https://{secret}.example.org/", "after the name of the server"),
        ("https://me:word@meet.example.org/{secret}", "after the name of the server"),
        ("https://meet example.org/{secret}", "no address"),
        ("https:///{secret}", "no address"),
    ],
)
def test_a_pattern_that_makes_no_addresses_is_refused_in_words(pattern: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        is_online_pattern(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        PATTERN,
        "https://meet.example.org:8443/a/{secret}?lang=en",
        "https://meet.example.org/?room={secret}#in",
    ],
)
def test_a_pattern_with_a_part_that_nobody_guesses_is_taken(pattern: str) -> None:
    is_online_pattern(pattern)


def fields_of(stage: Stage, **changed: str) -> dict[str, Any]:
    form = stage.organiser.get(page("organise-edit", stage.edition)).context["form"]
    sent = {
        name: bound.value() for name in form.fields if (bound := form[name]).value() is not None
    }
    sent.pop("meets_online", None)
    return {**sent, **changed}


def test_an_organiser_lets_clusters_take_part_online_and_ends_it_once_none_does(
    stage: Stage,
) -> None:
    address = page("organise-edit", stage.edition)
    wrong = fields_of(stage, meets_online="on", online_pattern="http://meet.example.org/{secret}")
    assert (
        "Enter an address that begins with https://." in stage.organiser.post(address, wrong).text
    )
    right = fields_of(stage, meets_online="on", online_pattern=PATTERN)
    assert stage.organiser.post(address, right).status_code == 302
    edition = Edition.objects.get(pk=stage.edition.pk)
    assert (edition.meets_online, edition.online_pattern) == (True, PATTERN)
    here = RegistrationFactory(edition=edition, takes_part=Way.BOTH)
    gone = RegistrationFactory(edition=edition, takes_part=Way.ONLINE, state="withdrawn")
    answer = stage.organiser.post(address, fields_of(stage)).text
    assert "1 cluster takes part online, or may. Ask it to change that first." in answer
    Registration.objects.filter(pk=here.pk).update(takes_part=Way.ON_SITE)
    assert stage.organiser.post(address, fields_of(stage)).status_code == 302
    gone.refresh_from_db()
    assert gone.takes_part == Way.ON_SITE


# The registration's question ---------------------------------------------------------------------


def test_a_cluster_is_asked_how_it_takes_part_only_where_it_may_be_online(stage: Stage) -> None:
    address = reverse("edition-register", args=[stage.edition.slug])
    sent = {
        "idempotency_key": str(uuid.uuid4()),
        "cluster": stage.cluster.slug,
        "seats": "1",
        "takes_part": "online",
    }
    assert "How you take part" not in stage.manager.get(address).text
    Edition.objects.filter(pk=stage.edition.pk).update(meets_online=True)
    assert "How you take part" in stage.manager.get(address).text
    assert stage.manager.post(address, sent).status_code == 302
    row = Registration.objects.get(cluster=stage.cluster)
    assert row.takes_part == Way.ONLINE
    shown = stage.organiser.get(page("organise-registration", stage.edition, row.pk)).text
    assert "<dt>Takes part</dt><dd>Online</dd>" in shown
    edit = reverse("registration-edit", args=[row.pk])
    change = {"seats": "1", "takes_part": "both", "version": str(row.version)}
    assert stage.manager.post(edit, change).status_code == 302
    row.refresh_from_db()
    assert row.takes_part == Way.BOTH


def test_the_organiser_enters_it_for_a_late_cluster(stage: Stage) -> None:
    Edition.objects.filter(pk=stage.edition.pk).update(meets_online=True)
    address = page("organise-registration-create-for", stage.edition, stage.cluster.slug)
    assert "How it takes part" in stage.organiser.get(address).text
    sent = {"idempotency_key": str(uuid.uuid4()), "seats": "1", "takes_part": "online"}
    assert stage.organiser.post(address, sent).status_code == 302
    assert Registration.objects.get(cluster=stage.cluster).takes_part == Way.ONLINE


# The grid ----------------------------------------------------------------------------------------


def grid_of(event: Scheduled, **asked: str | int) -> str:
    address = page("organise-version", event.edition, 1)
    return organiser_of(event).get(address, asked).text


def test_the_grid_has_a_lane_for_what_is_online_and_offers_it_places_there() -> None:
    event = online_event()
    shown = grid_of(event)
    assert '<th scope="col" role="columnheader">Online</th>' in shown
    assert f'id="m-{event.meetings[0].pk}"' in shown
    chosen = grid_of(event, moving=event.meetings[0].pk)
    assert f'value="{event.slots[1].pk}-online"' in chosen
    assert f'value="{event.slots[1].pk}-{event.tables[0].pk}"' not in chosen
    at_table = grid_of(event, moving=event.meetings[1].pk)
    assert f'value="{event.slots[1].pk}-{event.tables[0].pk}"' in at_table
    assert f'value="{event.slots[1].pk}-online"' not in at_table
    assert "Swap" not in at_table


def test_without_online_meetings_the_grid_is_as_it_was() -> None:
    event = online_event()
    Placement.objects.filter(table=None).delete()
    Edition.objects.update(meets_online=False)
    assert "Online" not in grid_of(event)


def test_a_meeting_is_moved_online_by_hand_and_to_the_first_free_time() -> None:
    event = online_event()
    browser = organiser_of(event)
    sent = {
        "meeting": event.meetings[0].pk,
        "place": f"{event.slots[2].pk}-online",
        "revision": 0,
        "idempotency_key": uuid.uuid4(),
    }
    answer = browser.post(page("organise-move", event.edition, 1), sent, follow=True)
    assert "Moved Cluster A × Cluster B to Thursday 3 June, 10:00, online." in answer.text
    place = f"{event.slots[1].pk}-{event.tables[1].pk}"
    sent |= {"place": place, "revision": 1, "idempotency_key": uuid.uuid4()}
    answer = browser.post(page("organise-move", event.edition, 1), sent, follow=True)
    assert answer.status_code == 409
    assert "A meeting is online where one side takes part online" in answer.text
    first = {"meeting": event.meetings[0].pk, "revision": 1, "idempotency_key": uuid.uuid4()}
    browser.post(page("organise-first-place", event.edition, 1), first)
    row = Placement.objects.get(meeting=event.meetings[0])
    assert (row.slot, row.table) == (event.slots[0], None)


def test_many_online_meetings_of_one_time_have_a_view_of_their_own() -> None:
    event = online_event()
    Registration.objects.update(takes_part=Way.ONLINE)
    for _ in range(MOST_ONLINE):
        pair = [RegistrationFactory(edition=event.edition, takes_part=Way.ONLINE) for _ in "ab"]
        placed(event.version, meeting_between(*pair), event.slots[0], None)
    beside = grid_of(event)
    assert "1 more<span" in beside
    alone = grid_of(event, view="online")
    assert alone.count('class="m"') == MOST_ONLINE + 1


def test_who_changes_the_way_of_taking_part_leaves_a_warning_in_grid_and_re_plan() -> None:
    event = online_event("published", published_at=MORNING)
    Registration.objects.filter(pk=event.registrations[0].pk).update(takes_part=Way.ON_SITE)
    Registration.objects.filter(pk=event.registrations[3].pk).update(takes_part=Way.ONLINE)
    shown = grid_of(event)
    assert "Both can be on site" in shown
    assert "One side is online" in shown
    told = organiser_of(event).get(page("organise-replan", event.edition)).text
    assert "Cluster A × Cluster B can be on site now, and it is online" in told
    assert "A side of Cluster C × Cluster D takes part online, and it is at a table" in told


def test_a_lane_marks_what_is_online_beside_a_table() -> None:
    """A meets B online and E at the second table at one time."""
    event = online_event()
    one, partner, *_ = event.registrations
    other = RegistrationFactory(edition=event.edition, cluster__name="Cluster E")
    Registration.objects.filter(pk=one.pk).update(takes_part=Way.BOTH, seats=2)
    delegates(one)
    Registration.objects.filter(pk=partner.pk).update(takes_part=Way.ONLINE)
    placing.put(
        version=event.version,
        meeting=meeting_between(one, other).pk,
        slot=event.slots[0].pk,
        table=event.tables[1].pk,
        user=event.user,
        key=uuid.uuid4(),
        now=MORNING - timedelta(days=1),
    )
    [lane] = [
        lane
        for lane in lanes(Plan(event.edition, event.version), MORNING.date())
        if lane.party.registration == one.pk
    ]
    first = lane.cells[0]
    assert (first.tables, first.is_online, first.partners) == ("2", True, "Cluster E, Cluster B")
    shown = grid_of(event)
    assert '<span class="visually-hidden">Table </span>2' in shown
    assert 'Online</span><span aria-hidden="true">@</span>' in shown
    by_cluster = grid_of(event, view="cluster")
    cell = by_cluster.split("Cluster E, Cluster B")[1].split("</td>")[0]
    assert "Table 2" in cell
    assert "Online" in cell


def test_an_export_says_what_is_online_and_no_address() -> None:
    event = online_event()
    secret = OnlineRoom.objects.get().secret
    rows = list(cells(TABLES["meetings"], TABLES["meetings"].columns, event.edition))
    at = [str(heading) for heading in rows[0]].index("On site or online")
    assert [row[at] for row in rows[1:]] == ["On site", "Online"]
    everything = [list(cells(table, table.columns, event.edition)) for table in TABLES.values()]
    assert secret not in str(everything)


# Who sees the address ----------------------------------------------------------------------------


def test_only_the_two_sides_see_the_address_of_their_meeting() -> None:
    event = online_event("published", published_at=MORNING)
    meeting, edition = event.meetings[0], event.edition
    address = PATTERN.replace("{secret}", OnlineRoom.objects.get().secret)
    managers = [
        User.objects.get(memberships__organisation=one.cluster) for one in event.registrations
    ]
    pages = ("meet-meeting", "meet-agenda", "meet-agenda-calendar", "meet-meeting-calendar")

    def said(browser: Client, name: str, side: Registration, **asked: str) -> str:
        of_meeting = [meeting.pk] if name.startswith("meet-meeting") else []
        where = reverse(name, args=[edition.slug, side.cluster.slug, *of_meeting])
        return browser.get(where, asked).text.replace("\r\n ", "")

    for side, manager in zip(event.registrations[:2], managers[:2], strict=True):
        for name in pages:
            assert address in said(signed_in(manager), name, side), name
        assert address in said(signed_in(manager), "meet-agenda", side, print="1")
    organiser, ours = organiser_of(event), event.registrations[0]
    for browser in (organiser, signed_in(StaffFactory()), signed_in(managers[2]), Client()):
        for name in pages:
            assert address not in said(browser, name, ours)
    backstage = organiser.get(page("organise-meeting", edition, meeting.pk)).text
    assert "online" in backstage
    assert address not in backstage


def test_a_side_reads_that_there_is_no_address_yet() -> None:
    event = online_event("published", published_at=MORNING)
    Edition.objects.update(online_pattern="")
    one = event.registrations[0]
    manager = User.objects.get(memberships__organisation=one.cluster)
    address = reverse(
        "meet-meeting", args=[event.edition.slug, one.cluster.slug, event.meetings[0].pk]
    )
    assert "The organiser has not entered where" in signed_in(manager).get(address).text


def test_other_times_of_an_online_meeting_need_no_table() -> None:
    event = online_event("published", published_at=MORNING)
    for table in event.tables:
        table.is_closed = True
        table.save()
    one = event.registrations[0]
    manager = User.objects.get(memberships__organisation=one.cluster)
    address = reverse(
        "meet-meeting-times", args=[event.edition.slug, one.cluster.slug, event.meetings[0].pk]
    )
    shown = signed_in(manager).get(address).text
    assert "Offer these times" in shown
