"""One person who speaks for two clusters of an edition is never in two meetings at once."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from events.models import Edition, Registration
from events.services.registrations import change
from events.services.wishes import Wishes
from matchmaking.models import Meeting, MeetingRequest, Placement, Priority, ScheduleVersion
from matchmaking.queries.names import names
from matchmaking.queries.plan import Plan
from matchmaking.records import Reason
from matchmaking.runs.built import participant_id
from matchmaking.runs.problem import build
from matchmaking.services import placing, requests
from matchmaking.services.drafts import discard
from matchmaking.services.placing import PersonBusy, Place
from matchmaking.services.publishing import PeopleInTwoPlaces, publish
from matchmaking.services.requests.entering import enter
from matchmaking.services.restoring import bring_back
from matchmaking.words.reasons import reason
from organise.queries.board import rows
from organise.queries.disturbances import disturbances
from organise.words import edits
from organise.words.replans import disturbed
from tests.factories.accounts import UserFactory
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory, delegates
from tests.factories.matchmaking import (
    MeetingRequestFactory,
    ScheduleVersionFactory,
    meeting_between,
    placed,
    tables,
    window_with_slots,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2094, 3, 1, 9, 0, tzinfo=UTC)


@dataclass
class Shared:
    """Ada speaks for Water and for Wind, which meet one other each; two times, three tables."""

    edition: Edition
    ada: User
    water: Registration
    wind: Registration
    of_water: Meeting
    of_wind: Meeting
    version: ScheduleVersion

    def put(self, meeting: Meeting, slot: int, table: int) -> Any:
        return placing.put(
            version=self.version,
            meeting=meeting.pk,
            slot=self.edition.slots.all()[slot].pk,
            table=self.edition.tables.order_by("number")[table].pk,
            user=self.ada,
            key=uuid.uuid4(),
            now=NOW,
        )

    def place(self, meeting: Meeting, slot: int, table: int) -> Place:
        slots, at = self.edition.slots.all(), self.edition.tables.order_by("number")
        return Place(meeting.pk, slots[slot].pk, at[table].pk)

    def with_colleague(self) -> None:
        Registration.objects.filter(pk=self.wind.pk).update(sends_colleague=True)


@pytest.fixture
def shared() -> Shared:
    edition = EditionFactory(state="scheduling")
    window_with_slots(edition, slots=2)
    tables(edition, 3)
    ada = UserFactory()
    water = RegistrationFactory(edition=edition, cluster__name="Water", cluster__short_name="")
    wind = RegistrationFactory(edition=edition, cluster__name="Wind", cluster__short_name="")
    for registration in (water, wind):
        MembershipFactory(organisation=registration.cluster, user=ada)
    others = [RegistrationFactory(edition=edition, cluster__name=name) for name in ("Aero", "Bio")]
    return Shared(
        edition=edition,
        ada=ada,
        water=water,
        wind=wind,
        of_water=meeting_between(water, others[0]),
        of_wind=meeting_between(wind, others[1]),
        version=ScheduleVersionFactory(edition=edition, number=1),
    )


def test_the_problem_keeps_them_apart(shared: Shared) -> None:
    problem = build(shared.edition).problem
    ids = [participant.id for participant in problem.participants]
    water, wind = (
        ids.index(participant_id(shared.water.pk)),
        ids.index(participant_id(shared.wind.pk)),
    )
    assert problem.apart == ((water, wind),)
    shared.with_colleague()
    assert build(shared.edition).problem.apart == ()


def test_by_hand_the_second_meeting_of_the_person_is_refused_in_words(shared: Shared) -> None:
    shared.put(shared.of_water, 0, 0)
    with pytest.raises(PersonBusy) as refused:
        shared.put(shared.of_wind, 0, 1)
    assert edits.refusal(names(shared.edition), refused.value) == (
        "One person speaks for Wind and Water, and is in a meeting then (Aero × Water). "
        "Choose another time."
    )
    shared.put(shared.of_wind, 1, 1)
    assert Placement.objects.count() == 2


def test_where_a_colleague_comes_both_are_held_at_one_time(shared: Shared) -> None:
    shared.with_colleague()
    shared.put(shared.of_water, 0, 0)
    shared.put(shared.of_wind, 0, 1)
    assert Placement.objects.count() == 2


def test_a_meeting_of_both_has_no_place(shared: Shared) -> None:
    both = meeting_between(shared.water, shared.wind)
    with pytest.raises(PersonBusy) as refused:
        shared.put(both, 0, 0)
    assert edits.refusal(names(shared.edition), refused.value) == (
        "One person speaks for both sides: Water and Wind. This meeting has no place."
    )


def test_what_is_undone_does_not_bring_the_person_to_two_places(shared: Shared) -> None:
    shared.put(shared.of_wind, 0, 1)
    moved = shared.put(shared.of_wind, 1, 1)
    shared.with_colleague()
    shared.put(shared.of_water, 0, 0)
    Registration.objects.filter(pk=shared.wind.pk).update(sends_colleague=False)
    shared.version.edits.exclude(pk=moved.pk).filter(number__gt=moved.number).delete()
    with pytest.raises(PersonBusy):
        placing.undo(version=shared.version, number=moved.number, now=NOW)


def test_a_run_cannot_bring_the_person_to_two_places(shared: Shared) -> None:
    places = [shared.place(shared.of_water, 0, 0), shared.place(shared.of_wind, 0, 1)]
    with pytest.raises(PersonBusy):
        placing.fill(version=shared.version, places=places)
    apart = [shared.place(shared.of_water, 0, 0), shared.place(shared.of_wind, 1, 1)]
    placing.fill(version=shared.version, places=apart)
    assert Placement.objects.count() == 2


def at_once(shared: Shared) -> None:
    """Both placed at one time, as they were before Ada spoke for both."""
    shared.with_colleague()
    shared.put(shared.of_water, 0, 0)
    shared.put(shared.of_wind, 0, 1)
    Registration.objects.filter(pk=shared.wind.pk).update(sends_colleague=False)


def test_a_copy_of_what_stands_is_made_and_shows_the_conflict(shared: Shared) -> None:
    at_once(shared)
    ScheduleVersion.objects.update(state="published", published_at=NOW)
    draft = placing.start_draft(edition=shared.edition, now=NOW)
    assert draft.placements.count() == 2
    plan = Plan(shared.edition, draft)
    assert [row.meeting_id for row in plan.conflicts()] == [shared.of_water.pk, shared.of_wind.pk]


def test_before_publishing_it_is_said_who_would_be_in_two_places(
    shared: Shared, client: Client
) -> None:
    client.force_login(MembershipFactory(organisation=shared.edition.owner).user)
    page = reverse("organise-publish", args=[shared.edition.slug, shared.version.number])
    shared.put(shared.of_water, 0, 0)
    shared.put(shared.of_wind, 1, 1)
    assert "nobody is in two places at once" in words_of(client, page)
    Placement.objects.all().delete()
    at_once(shared)
    shown = words_of(client, page)
    assert "nobody is in two places at once" not in shown
    assert IN_TWO_PLACES in shown
    assert "Somebody is in another meeting" not in shown
    assert '<button class="btn btn-primary" type="submit" disabled>' in shown
    shared.version.refresh_from_db()
    sent = client.post(page, {"revision": shared.version.revision})
    assert sent.status_code == 409
    assert IN_TWO_PLACES in sent.content.decode()


def test_the_preview_of_a_replan_leads_to_what_stands_in_the_way(
    shared: Shared, client: Client
) -> None:
    client.force_login(MembershipFactory(organisation=shared.edition.owner).user)
    ScheduleVersion.objects.update(state="published", published_at=NOW)
    Edition.objects.update(state="published")
    draft = placing.new_version(edition=shared.edition, based_on=shared.version)
    page = reverse("organise-replan-preview", args=[shared.edition.slug, draft.number])
    assert "See what stands in the way" not in words_of(client, page)
    for meeting, table in ((shared.of_water, 0), (shared.of_wind, 1)):
        slot, at = shared.edition.slots.all()[0], shared.edition.tables.all()[table]
        placed(draft, meeting, slot, at)
    shown = words_of(client, page)
    assert "See what stands in the way" in shown
    assert "Publish and tell" not in shown


IN_TWO_PLACES = (
    "One person speaks for Water and Wind, and would be in two meetings at once: Aero × Water and "
    "Bio × Wind, Thursday 3 June, 09:00. Move or remove one of the meetings, or let one of the "
    "clusters say in its registration that a colleague comes, then publish."
)


def published(shared: Shared, version: ScheduleVersion) -> ScheduleVersion:
    version.refresh_from_db()
    return publish(version=version, revision=version.revision, user=shared.ada, now=NOW)


def test_publishing_brings_nobody_to_two_places(shared: Shared) -> None:
    at_once(shared)
    with pytest.raises(PeopleInTwoPlaces):
        published(shared, shared.version)
    assert not ScheduleVersion.objects.filter(state="published").exists()
    placing.remove(
        version=shared.version,
        meeting=shared.of_wind.pk,
        user=shared.ada,
        key=uuid.uuid4(),
        now=NOW,
    )
    assert published(shared, shared.version).state == "published"


def test_what_stands_so_already_keeps_nothing_else_from_being_published(shared: Shared) -> None:
    at_once(shared)
    ScheduleVersion.objects.update(state="published", published_at=NOW)
    draft = placing.start_draft(edition=shared.edition, now=NOW)
    assert published(shared, draft).state == "published"


def test_a_draft_that_comes_back_is_not_published_with_a_person_in_two_places(
    shared: Shared,
) -> None:
    at_once(shared)
    shared.version.refresh_from_db()
    discard(version=shared.version, revision=shared.version.revision, now=NOW)
    bring_back(version=shared.version, now=NOW)
    with pytest.raises(PeopleInTwoPlaces):
        published(shared, shared.version)


def test_of_two_meetings_in_one_slot_the_new_one_is_refused(shared: Shared) -> None:
    """Water has two seats: one meeting stood so before, another one is news."""
    delegates(shared.water)
    at_once(shared)
    ScheduleVersion.objects.update(state="published", published_at=NOW)
    another = meeting_between(shared.water, RegistrationFactory(edition=shared.edition))
    stood = [shared.place(shared.of_water, 0, 0), shared.place(shared.of_wind, 0, 1)]
    version = placing.new_version(edition=shared.edition, based_on=shared.version)
    for places in ([*stood, shared.place(another, 0, 2)], [shared.place(another, 0, 2), *stood]):
        with pytest.raises(PersonBusy):
            placing.fill(version=version, places=places)


def words_of(client: Client, page: str) -> str:
    return " ".join(client.get(page).content.decode().split())


def test_what_has_become_two_places_at_once_is_told_on_the_replan_page(shared: Shared) -> None:
    at_once(shared)
    ScheduleVersion.objects.update(state="published", published_at=NOW)
    shared.version.refresh_from_db()
    plan = Plan(shared.edition, shared.version)
    said = disturbed(plan.names, disturbances(plan, NOW))
    assert len(said) == 2
    assert said[0].startswith("Who comes to Aero × Water is in another meeting then, for another")


def test_the_grid_offers_no_time_at_which_the_person_is_busy(shared: Shared) -> None:
    shared.put(shared.of_water, 0, 0)
    plan = Plan(shared.edition, shared.version)
    offered = rows(plan, plan.days[0], shared.of_wind.pk)
    assert [row.cells[1].offer for row in offered] == ["no", "free"]


@pytest.mark.parametrize("act", ["ask", "accept", "enter"])
def test_a_request_between_the_two_is_refused(shared: Shared, act: str) -> None:
    acts: dict[str, Callable[[Shared], Callable[[], Any]]] = {
        "ask": ask,
        "accept": accept,
        "enter": entered,
    }
    state = {"ask": "requests_open", "accept": "requests_open", "enter": "published"}[act]
    Edition.objects.update(state=state)
    run = acts[act](shared)
    with pytest.raises(requests.SamePerson):
        run()
    shared.with_colleague()
    run()
    assert MeetingRequest.objects.count() == 1


def ask(shared: Shared) -> Callable[[], Any]:
    return lambda: requests.ask(
        requester=Registration.objects.get(pk=shared.water.pk),
        invitee=Registration.objects.get(pk=shared.wind.pk),
        wish=requests.Wish(),
        by=shared.ada,
        key=uuid.uuid4(),
        now=NOW,
    )


def accept(shared: Shared) -> Callable[[], Any]:
    asked = MeetingRequestFactory(
        edition=shared.edition, requester=shared.water, invitee=shared.wind
    )
    return lambda: requests.accept(request=asked, version=asked.version, by=shared.ada, now=NOW)


def entered(shared: Shared) -> Callable[[], Any]:
    return lambda: enter(
        first=Registration.objects.get(pk=shared.water.pk),
        second=Registration.objects.get(pk=shared.wind.pk),
        priority=Priority.WOULD_LIKE,
        by=shared.ada,
        key=uuid.uuid4(),
        now=NOW,
    )


def test_why_a_meeting_has_no_place_is_said(shared: Shared) -> None:
    known, both = names(shared.edition), (shared.water.pk, shared.wind.pk)
    assert reason(known, Reason("apart", participants=both)) == (
        "One person speaks for both sides: Water and Wind."
    )
    slots = tuple(shared.edition.slots.values_list("pk", flat=True))
    assert reason(known, Reason("apart", participants=both, slots=slots)) == (
        "One person speaks for Water and Wind, and is in a meeting of one of them whenever Water "
        "is available."
    )
    assert reason(known, Reason("apart")) == (
        "One person speaks for several clusters, and has no time left for this meeting."
    )


def test_the_flag_is_kept_with_the_registration(shared: Shared) -> None:
    change(
        registration=shared.wind,
        wishes=Wishes(seats=1, sends_colleague=True),
        version=shared.wind.version,
        now=NOW,
    )
    shared.wind.refresh_from_db()
    assert shared.wind.sends_colleague
