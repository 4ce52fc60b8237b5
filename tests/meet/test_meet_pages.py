"""The manager's pages and the organiser's watch over requests, as a browser meets them."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from clusters.models import Organisation
from events.models import Edition, Registration
from matchmaking.models import Meeting, MeetingRequest, Need, Offer
from matchmaking.services.requests import accept
from notifications.models import OutboxMessage
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.clusters import (
    ClusterFactory,
    MembershipFactory,
    OrganisationFactory,
    SectorFactory,
)
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import (
    MeetingRequestFactory,
    ScheduleVersionFactory,
    placed,
    tables,
    window_with_slots,
)
from tests.support.counting import queries_of

pytestmark = pytest.mark.django_db
State = MeetingRequest.State


def manager_of(registration: Registration) -> User:
    user: User = MembershipFactory(organisation=registration.cluster).user
    return user


def organiser_of(edition: Edition) -> User:
    assert edition.owner is not None
    user: User = MembershipFactory(organisation=edition.owner).user
    return user


def page(name: str, registration: Registration, *more: Any) -> str:
    return reverse(name, args=[registration.edition.slug, registration.cluster.slug, *more])


def received(**fields: Any) -> MeetingRequest:
    """A request to the registration whose manager looks at it."""
    request: MeetingRequest = MeetingRequestFactory(message="Heat pumps?", **fields)
    return request


def text(client: Client, address: str, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()


class TestStartPage:
    def test_shows_my_clusters_their_events_and_what_is_open(self, client: Client) -> None:
        registration = RegistrationFactory()
        opening = EditionFactory(state="registration_open", name="Next year")
        client.force_login(manager_of(registration))
        shown = text(client, reverse("my-home"))
        assert registration.cluster.name in shown
        assert page("meet-home", registration) in shown
        assert reverse("edition-register", args=[opening.slug]) in shown
        assert reverse("edition-register", args=[registration.edition.slug]) not in shown

    def test_an_organiser_finds_the_events_of_the_body(self, client: Client) -> None:
        edition = EditionFactory()
        client.force_login(organiser_of(edition))
        assert reverse("organise-overview", args=[edition.slug]) in text(client, reverse("my-home"))

    def test_a_new_organiser_is_not_told_to_claim_a_place(self, client: Client) -> None:
        client.force_login(MembershipFactory(organisation=OrganisationFactory()).user)
        shown = text(client, reverse("my-home"))
        assert "Create an event" in shown
        assert reverse("claim-create") not in shown

    def test_somebody_without_a_place_is_told_how_to_get_one(self, client: Client) -> None:
        client.force_login(UserFactory())
        assert reverse("claim-create") in text(client, reverse("my-home"))


class TestHome:
    def test_shows_requests_tasks_and_recommended_partners(self, client: Client) -> None:
        request = received()
        ours = request.invitee
        fitting = RegistrationFactory(edition=ours.edition)
        Need.objects.create(cluster=ours.cluster, text="District heating")
        Offer.objects.create(cluster=fitting.cluster, text="District heating sensors")
        window_with_slots(ours.edition)
        client.force_login(manager_of(ours))
        shown = text(client, page("meet-home", ours))
        assert "Heat pumps?" in shown
        assert "4 free times" in shown
        assert "You need <strong>District heating</strong>" in shown
        assert "1 left" in shown

    def test_after_publication_nobody_is_sent_to_answer_requests(self, client: Client) -> None:
        ours = received(edition__state="published").invitee
        client.force_login(manager_of(ours))
        shown = text(client, page("meet-home", ours))
        assert "1 left" not in shown
        assert "Closed, 1 not answered" in shown
        assert "Requests are closed" in shown
        assert "Requests are closed" in text(client, page("meet-requests", ours))

    @pytest.mark.parametrize(
        "name", ["meet-home", "meet-requests", "meet-partners", "meet-availability", "meet-agenda"]
    )
    def test_strangers_find_nothing_organisers_and_staff_read_without_messages(
        self, client: Client, name: str
    ) -> None:
        request = received()
        address = page(name, request.invitee)
        client.force_login(manager_of(RegistrationFactory(edition=request.edition)))
        assert client.get(address).status_code == 404
        for reader in (StaffFactory(), organiser_of(request.edition)):
            client.force_login(reader)
            assert "Heat pumps?" not in text(client, address)

    @pytest.mark.parametrize("name", ["home", "requests", "partners", "availability", "agenda"])
    def test_organisers_find_no_way_to_what_managers_alone_may_open(
        self, client: Client, name: str
    ) -> None:
        registration = RegistrationFactory()
        window_with_slots(registration.edition)
        closed = [
            reverse("cluster-profile-edit", args=[registration.cluster.slug]),
            reverse("registration-edit", args=[registration.pk]),
            page("meet-organiser", registration),
        ]
        client.force_login(organiser_of(registration.edition))
        shown = text(client, page(f"meet-{name}", registration))
        assert [address for address in closed if f'href="{address}"' in shown] == []
        client.force_login(manager_of(registration))
        shown = text(client, page(f"meet-{name}", registration))
        assert f'href="{closed[0]}"' in shown
        assert f'href="{closed[2]}"' in shown

    def test_signed_out_people_are_asked_to_sign_in(self, client: Client) -> None:
        assert client.get(page("meet-home", RegistrationFactory())).status_code == 302

    def test_a_registration_that_waits_says_so(self, client: Client) -> None:
        registration = RegistrationFactory(state="waiting")
        client.force_login(manager_of(registration))
        assert "waits for the organiser" in text(client, page("meet-home", registration))


class TestRequests:
    def act(self, client: Client, verb: str, request: MeetingRequest, **data: Any) -> Any:
        address = page(f"meet-{verb}", request.invitee, request.pk)
        return client.post(address, {"version": request.version, **data})

    def test_tabs_count_and_hold_what_they_say(self, client: Client) -> None:
        request = received()
        ours = request.invitee
        MeetingRequestFactory(edition=ours.edition, requester=ours)
        MeetingRequestFactory(edition=ours.edition, invitee=ours, state="declined")
        client.force_login(manager_of(ours))
        tabs = text(client, page("meet-requests", ours))
        counts = {"To answer": 1, "Sent": 1, "Agreed": 0, "Declined": 1}
        for label, count in counts.items():
            assert f'{label} <span class="count">{count}</span>' in tabs
        assert "Heat pumps?" not in text(client, page("meet-requests", ours), tab="sent")

    def test_accepting_shows_it_with_an_undo_that_survives_a_reload(self, client: Client) -> None:
        request = received()
        client.force_login(manager_of(request.invitee))
        self.act(client, "accept", request, priority=10)
        request.refresh_from_db()
        assert (request.state, request.invitee_priority) == (State.ACCEPTED, 10)
        for _ in range(2):
            shown = text(client, page("meet-requests", request.invitee))
            assert page("meet-undo", request.invitee, request.pk) in shown
        self.act(client, "undo", request)
        request.refresh_from_db()
        assert request.state == State.PENDING

    def test_declining_keeps_the_reason(self, client: Client) -> None:
        request = received()
        client.force_login(manager_of(request.invitee))
        assert self.act(client, "decline", request, reply="No capacity").status_code == 302
        request.refresh_from_db()
        assert (request.state, request.reply) == (State.DECLINED, "No capacity")

    def test_the_requester_withdraws(self, client: Client) -> None:
        request = received()
        client.force_login(manager_of(request.requester))
        address = page("meet-withdraw", request.requester, request.pk)
        assert client.post(address, {"version": 1}).status_code == 302
        request.refresh_from_db()
        assert request.state == State.WITHDRAWN

    @pytest.mark.parametrize("verb", ["accept", "decline", "undo"])
    def test_only_the_invited_cluster_answers(self, client: Client, verb: str) -> None:
        request = received()
        client.force_login(manager_of(request.requester))
        assert self.act(client, verb, request).status_code == 404
        own = page(f"meet-{verb}", request.requester, request.pk)
        assert client.post(own, {"version": 1}).status_code == 404
        request.refresh_from_db()
        assert request.state == State.PENDING

    @pytest.mark.parametrize("verb", ["accept", "decline", "undo", "withdraw"])
    def test_staff_do_not_act(self, client: Client, verb: str) -> None:
        request = received()
        client.force_login(StaffFactory())
        assert self.act(client, verb, request).status_code == 403

    @pytest.mark.parametrize("verb", ["accept", "decline", "undo", "withdraw"])
    def test_a_request_of_others_is_not_found(self, client: Client, verb: str) -> None:
        request, own = received(), RegistrationFactory()
        client.force_login(manager_of(own))
        address = page(f"meet-{verb}", own, request.pk)
        assert client.post(address, {"version": 1}).status_code == 404

    def test_what_changed_meanwhile_is_told_in_words(self, client: Client) -> None:
        request = received()
        client.force_login(manager_of(request.invitee))
        MeetingRequest.objects.update(state="withdrawn", version=2)
        answer = self.act(client, "accept", request)
        assert answer.status_code == 409
        assert "answered or withdrawn meanwhile" in answer.content.decode()

    def test_a_published_meeting_is_not_undone(self, client: Client) -> None:
        request = received()
        client.force_login(manager_of(request.invitee))
        self.act(client, "accept", request)
        request.refresh_from_db()
        version = ScheduleVersionFactory(
            edition=request.edition, state="published", published_at=datetime.now(UTC)
        )
        [slot], [table] = window_with_slots(request.edition, slots=1), tables(request.edition, 1)
        placed(version, request.meeting, slot, table)
        answer = self.act(client, "undo", request)
        assert answer.status_code == 409
        assert "has its time" in answer.content.decode()

    def test_a_form_without_its_version_is_refused(self, client: Client) -> None:
        request = received()
        client.force_login(manager_of(request.invitee))
        assert client.post(page("meet-accept", request.invitee, request.pk)).status_code == 422

    def test_as_many_queries_for_one_request_as_for_three(self, client: Client) -> None:
        ours = received().invitee
        client.force_login(manager_of(ours))
        address = page("meet-requests", ours)
        client.get(address)
        few = queries_of(client, address)
        MeetingRequestFactory.create_batch(2, edition=ours.edition, invitee=ours)
        assert queries_of(client, address) == few


class TestPartners:
    def test_search_sector_and_region_narrow_the_list(self, client: Client) -> None:
        ours = RegistrationFactory()
        health = SectorFactory(name="Health")
        lyon = ClusterFactory(name="Biotech Lyon", region__code="FRK26")
        lyon.sectors.add(health)
        Offer.objects.create(cluster=lyon, text="Clinical trials")
        RegistrationFactory(edition=ours.edition, cluster=lyon)
        RegistrationFactory(edition=ours.edition, cluster__name="Wood Navarra")
        RegistrationFactory(edition=ours.edition, cluster__name="Not yet", state="waiting")
        client.force_login(manager_of(ours))
        address = page("meet-partners", ours)
        everything = text(client, address)
        assert "2 clusters" in everything
        assert "Not yet" not in everything
        queries = ({"q": "clinical"}, {"sector": "Health"}, {"region": "FRK26"})
        for query in queries:
            narrowed = text(client, address, **query)
            assert "Biotech Lyon" in narrowed
            assert "Wood Navarra" not in narrowed

    def test_asking_makes_a_request_once(self, client: Client) -> None:
        ours = RegistrationFactory()
        other = RegistrationFactory(edition=ours.edition)
        client.force_login(manager_of(ours))
        address = page("meet-partner", ours, other.cluster.slug)
        assert "Ask to meet" in text(client, address)
        data = {"priority": 10, "message": "Heat pumps?", "idempotency_key": uuid.uuid4()}
        for _ in range(2):
            assert client.post(address, data)["Location"].endswith("?tab=sent")
        request = MeetingRequest.objects.get()
        assert (request.requester, request.invitee, request.priority) == (ours, other, 10)

    def test_asking_in_a_closed_edition_is_refused_in_words(self, client: Client) -> None:
        ours = RegistrationFactory(edition__state="published")
        other = RegistrationFactory(edition=ours.edition)
        client.force_login(manager_of(ours))
        address = page("meet-partner", ours, other.cluster.slug)
        closed = text(client, address)
        assert 'name="message"' not in closed
        assert "Requests are closed for this event." in closed
        answer = client.post(address, {"priority": 1, "idempotency_key": uuid.uuid4()})
        assert answer.status_code == 409
        assert "Requests are closed" in answer.content.decode()

    def test_whoever_cannot_ask_is_told_why(self, client: Client) -> None:
        ours = RegistrationFactory(state="waiting")
        other = RegistrationFactory(edition=ours.edition)
        client.force_login(manager_of(ours))
        address = page("meet-partner", ours, other.cluster.slug)
        assert "once your registration is approved" in text(client, address)
        Registration.objects.update(state="approved")
        MeetingRequestFactory(edition=ours.edition, requester=ours, invitee=other, state="declined")
        assert "They declined your request." in text(client, address)

    def test_a_wrong_priority_is_told_and_the_message_kept(self, client: Client) -> None:
        ours = RegistrationFactory()
        other = RegistrationFactory(edition=ours.edition)
        client.force_login(manager_of(ours))
        address = page("meet-partner", ours, other.cluster.slug)
        answer = client.post(address, {"priority": 5, "message": "Heat pumps?"})
        assert answer.status_code == 422
        assert "Heat pumps?" in answer.content.decode()

    def test_only_approved_clusters_of_the_same_edition_are_partners(self, client: Client) -> None:
        ours = RegistrationFactory()
        client.force_login(manager_of(ours))
        waiting = RegistrationFactory(edition=ours.edition, state="waiting")
        for other in (waiting, RegistrationFactory(), ours):
            address = page("meet-partner", ours, other.cluster.slug)
            assert client.get(address).status_code == 404

    def test_staff_do_not_ask(self, client: Client) -> None:
        ours = RegistrationFactory()
        other = RegistrationFactory(edition=ours.edition)
        client.force_login(StaffFactory())
        address = page("meet-partner", ours, other.cluster.slug)
        assert "Only the cluster's own managers ask" in text(client, address)
        answer = client.post(address, {"priority": 1, "idempotency_key": uuid.uuid4()})
        assert answer.status_code == 403

    @pytest.mark.parametrize("name", ["meet-partners", "meet-home"])
    def test_as_many_queries_for_3_partners_as_for_300(self, client: Client, name: str) -> None:
        ours = RegistrationFactory()
        client.force_login(manager_of(ours))
        address = page(name, ours)
        for cluster in ClusterFactory.create_batch(3):
            Offer.objects.create(cluster=cluster, text="Sensors")
            RegistrationFactory(edition=ours.edition, cluster=cluster)
        client.get(address)
        few = queries_of(client, address)
        region, by = ours.cluster.region, ours.registered_by
        clusters = ClusterFactory.create_batch(297, region=region)
        Offer.objects.bulk_create(Offer(cluster=cluster, text="Sensors") for cluster in clusters)
        Registration.objects.bulk_create(
            Registration(
                edition=ours.edition,
                cluster=cluster,
                state="approved",
                registered_by=by,
                idempotency_key=uuid.uuid4(),
            )
            for cluster in clusters
        )
        assert queries_of(client, address) == few


class TestProfile:
    def address(self, registration: Registration) -> str:
        return reverse("cluster-profile-edit", args=[registration.cluster.slug])

    def typed(self, registration: Registration, **changes: str) -> dict[str, str]:
        version = str(registration.cluster.version)
        return {"version": version, "summary": "Heat", "offer-0-text": "Pumps"} | changes

    def test_offers_and_needs_are_saved_with_their_sectors(self, client: Client) -> None:
        registration, sector = RegistrationFactory(), SectorFactory()
        client.force_login(manager_of(registration))
        typed = self.typed(
            registration, **{"offer-0-sectors": str(sector.pk), "need-0-text": "Wood"}
        )
        answer = client.post(self.address(registration), typed, follow=True)
        assert "Profile saved." in answer.content.decode()
        offer = Offer.objects.get()
        assert (offer.text, list(offer.sectors.all())) == ("Pumps", [sector])
        assert Need.objects.get().text == "Wood"

    def test_an_emptied_line_is_gone_and_the_others_keep_their_row(self, client: Client) -> None:
        registration = RegistrationFactory()
        kept = Offer.objects.create(cluster=registration.cluster, text="Pumps")
        Offer.objects.create(cluster=registration.cluster, text="Pipes")
        client.force_login(manager_of(registration))
        typed = self.typed(registration, **{"offer-1-text": ""})
        client.post(self.address(registration), typed)
        assert Offer.objects.get() == kept

    def test_a_line_written_twice_is_told(self, client: Client) -> None:
        registration = RegistrationFactory()
        client.force_login(manager_of(registration))
        typed = self.typed(registration, **{"offer-1-text": "Pumps"})
        answer = client.post(self.address(registration), typed)
        assert answer.status_code == 422
        assert "there already" in answer.content.decode()

    def test_a_profile_saved_meanwhile_is_not_overwritten(self, client: Client) -> None:
        registration = RegistrationFactory()
        client.force_login(manager_of(registration))
        client.post(self.address(registration), self.typed(registration))
        late = self.typed(registration, summary="Cold")
        answer = client.post(self.address(registration), late)
        assert answer.status_code == 409
        page = answer.content.decode()
        assert "Somebody else saved this meanwhile" in page
        assert "In one sentence: Heat" in page
        assert "Cold" in page
        registration.cluster.refresh_from_db()
        assert registration.cluster.summary == "Heat"

    def test_the_same_submission_again_is_answered_alike(self, client: Client) -> None:
        registration = RegistrationFactory()
        client.force_login(manager_of(registration))
        typed = self.typed(registration)
        answers = [client.post(self.address(registration), typed) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [302] * 3

    def test_only_members_find_the_form(self, client: Client) -> None:
        registration = RegistrationFactory()
        for stranger in (UserFactory(), StaffFactory()):
            client.force_login(stranger)
            assert client.get(self.address(registration)).status_code == 404
            typed = self.typed(registration)
            assert client.post(self.address(registration), typed).status_code == 404


class TestOrganiser:
    def address(self, edition: Edition, name: str = "organise-requests", *more: int) -> str:
        return reverse(name, args=[edition.slug, *more])

    @pytest.mark.parametrize("view", ["list", "matrix", "clusters"])
    def test_every_view_shows_who_asked_whom_without_messages(
        self, client: Client, view: str
    ) -> None:
        request = received()
        for reader in (organiser_of(request.edition), StaffFactory()):
            client.force_login(reader)
            shown = text(client, self.address(request.edition), view=view)
            assert request.requester.cluster.name in shown
            assert "Heat pumps?" not in shown

    @pytest.mark.parametrize(
        ("role", "leads_to"),
        [("reception", "meet-requests"), ("viewer", "organise-registration")],
    )
    def test_the_figures_of_a_cluster_lead_to_a_page_that_the_role_may_open(
        self, client: Client, role: str, leads_to: str
    ) -> None:
        registration = RegistrationFactory()
        edition = registration.edition
        reader = MembershipFactory(organisation=edition.owner, role=role).user
        client.force_login(reader)
        shown = text(client, reverse("organise-requests", args=[edition.slug]), view="clusters")
        addresses = {
            "meet-requests": page("meet-requests", registration),
            "organise-registration": reverse(
                "organise-registration", args=[edition.slug, registration.pk]
            ),
        }
        led = [name for name, address in addresses.items() if f'href="{address}"' in shown]
        assert led == [leads_to]
        assert client.get(addresses[leads_to]).status_code == 200

    def test_matrix_says_in_words_who_stands_how_to_whom(self, client: Client) -> None:
        request = received()
        alone = RegistrationFactory(edition=request.edition)
        client.force_login(organiser_of(request.edition))
        shown = text(client, self.address(request.edition), view="matrix")
        for asked in (request.requester, request.invitee):
            assert f'data-label="{asked.cluster.called}"' in shown
        assert shown.count('class="words"> To answer') == 2
        assert f'data-label="{alone.cluster.called}"' not in shown
        row = f'{alone.cluster.called} <span class="words">No requests</span>'
        assert row in " ".join(shown.split())

    def crowd(self, edition: Edition, many: int) -> list[Registration]:
        """So many approved clusters, each of which asked ten others."""
        clusters = Organisation.objects.bulk_create(
            Organisation(slug=f"crowd-{number}", name=f"Crowd {number:03}", kind="cluster")
            for number in range(many)
        )
        person = UserFactory()
        rows = Registration.objects.bulk_create(
            Registration(
                edition=edition,
                cluster=cluster,
                state="approved",
                registered_by=person,
                idempotency_key=uuid.uuid4(),
            )
            for cluster in clusters
        )
        MeetingRequest.objects.bulk_create(
            MeetingRequest(
                edition=edition,
                requester=row,
                invitee=rows[(number + step) % many],
                requested_by=person,
                idempotency_key=uuid.uuid4(),
            )
            for number, row in enumerate(rows)
            for step in range(1, 11)
        )
        return rows

    @pytest.mark.parametrize("view", ["list", "matrix", "clusters"])
    def test_of_400_clusters_every_view_is_bounded(self, client: Client, view: str) -> None:
        edition = EditionFactory()
        self.crowd(edition, 400)
        client.force_login(organiser_of(edition))
        address = f"{self.address(edition)}?view={view}"
        client.get(address)
        assert queries_of(client, address) <= 15
        assert len(client.get(address).content) <= 100_000

    def test_the_matrix_shows_the_clusters_that_are_asked_for(self, client: Client) -> None:
        edition = EditionFactory()
        self.crowd(edition, 45)
        client.force_login(organiser_of(edition))
        shown = text(client, self.address(edition), view="matrix", rows="3", columns="2")
        assert shown.count('role="rowheader"') == 5
        assert 'data-label="Crowd 030"' in shown
        assert 'data-label="Crowd 001"' not in shown
        assert '<option value="3" selected>' in shown

    def test_accepting_for_a_cluster_is_logged(self, client: Client) -> None:
        request = received()
        organiser = organiser_of(request.edition)
        client.force_login(organiser)
        address = self.address(request.edition, "organise-accept", request.pk)
        assert client.post(address, {"version": 1}).status_code == 302
        request.refresh_from_db()
        assert (request.state, request.answered_by) == (State.ACCEPTED, organiser)
        assert f"by {organiser}" in text(client, self.address(request.edition))

    def test_what_the_organiser_accepted_for_a_cluster_can_be_undone(self, client: Client) -> None:
        request = received()
        manager_of(request.invitee)
        manager_of(request.requester)
        client.force_login(organiser_of(request.edition))
        client.post(self.address(request.edition, "organise-accept", request.pk), {"version": 1})
        OutboxMessage.objects.update(state="sent", sent_at=datetime.now(UTC))
        undo = self.address(request.edition, "organise-accept-undo", request.pk)
        assert undo in text(client, self.address(request.edition))
        for _ in range(2):
            assert client.post(undo, {"version": 2}).status_code == 302
        request.refresh_from_db()
        assert (request.state, request.answered_by) == (State.PENDING, None)
        assert not Meeting.objects.filter(request=request, is_cancelled=False).exists()
        told = OutboxMessage.objects.filter(kind="request-pending")
        assert told.count() == 2, "both sides"

    def test_the_organiser_takes_no_clusters_own_answer_back(self, client: Client) -> None:
        request = received()
        manager = manager_of(request.invitee)
        accept(request=request, version=1, by=manager, now=datetime.now(UTC))
        client.force_login(organiser_of(request.edition))
        undo = self.address(request.edition, "organise-accept-undo", request.pk)
        assert client.post(undo, {"version": 2}).status_code == 409
        assert undo not in text(client, self.address(request.edition))

    def test_accepting_what_was_answered_meanwhile_is_told(self, client: Client) -> None:
        request = received(state="withdrawn", version=2)
        client.force_login(organiser_of(request.edition))
        address = self.address(request.edition, "organise-accept", request.pk)
        assert client.post(address, {"version": 1}).status_code == 409

    def test_reminders_go_once_a_day_to_those_who_have_not_answered(self, client: Client) -> None:
        request = received()
        manager = manager_of(request.invitee)
        manager_of(request.requester)
        client.force_login(organiser_of(request.edition))
        noon = datetime.now(UTC).replace(hour=12)
        for days, mails in ((0, 1), (0, 1), (1, 2)):
            with time_machine.travel(noon + timedelta(days=days), tick=False):
                client.post(self.address(request.edition, "organise-remind"))
            assert OutboxMessage.objects.count() == mails
        told = set(OutboxMessage.objects.values_list("kind", "recipient"))
        assert told == {("requests-reminder", manager.email)}

    def test_the_answer_says_whom_a_reminder_reached_and_else_why_nobody(
        self, client: Client
    ) -> None:
        request = received()
        client.force_login(organiser_of(request.edition))
        address = self.address(request.edition, "organise-remind")

        def said() -> str:
            answer = client.post(address, follow=True)
            return " ".join(answer.text.split())

        assert "nobody speaks here yet for the clusters that have to answer." in said()
        manager_of(request.invitee)
        assert "1 cluster gets a reminder, at most one a day." in said()
        again = said()
        assert "No reminder was sent: everybody who has to answer got one today." in again
        assert "gets a reminder" not in again
        MeetingRequest.objects.update(state="accepted")
        assert "No reminder was sent: nobody has a request to answer." in said()

    def test_the_button_counts_whom_a_reminder_reaches_now(self, client: Client) -> None:
        request, page = received(), "organise-requests"
        address = self.address(request.edition, page)
        others = [received(edition=request.edition, requester=request.requester) for _ in range(2)]
        client.force_login(organiser_of(request.edition))
        for one in (request, *others[:1]):
            manager_of(one.invitee)
        noon = datetime.now(UTC).replace(hour=12)
        with time_machine.travel(noon, tick=False):
            assert "Remind 2 clusters" in text(client, address)
            client.post(self.address(request.edition, "organise-remind"))
            shown = text(client, address)
            assert "Remind 2" not in shown
            assert "Nobody to remind now" in shown
            manager_of(others[1].invitee)
            assert "Remind 1 cluster" in text(client, address)
        with time_machine.travel(noon + timedelta(days=1), tick=False):
            assert "Remind 3 clusters" in text(client, address)

    def test_no_reminders_once_requests_are_closed(self, client: Client) -> None:
        request = received(edition__state="published")
        client.force_login(organiser_of(request.edition))
        answer = client.post(self.address(request.edition, "organise-remind"))
        assert answer.status_code == 409
        assert not OutboxMessage.objects.exists()

    @pytest.mark.parametrize("name", ["organise-accept", "organise-remind"])
    def test_strangers_find_nothing_and_staff_do_not_act(self, client: Client, name: str) -> None:
        request = received()
        more = [request.pk] if name == "organise-accept" else []
        address = self.address(request.edition, name, *more)
        client.force_login(UserFactory())
        assert client.post(address, {"version": 1}).status_code == 404
        client.force_login(StaffFactory())
        assert client.post(address, {"version": 1}).status_code == 403

    def test_a_request_of_another_edition_is_not_found(self, client: Client) -> None:
        request, edition = received(), EditionFactory()
        client.force_login(organiser_of(edition))
        address = self.address(edition, "organise-accept", request.pk)
        assert client.post(address, {"version": 1}).status_code == 404

    @pytest.mark.parametrize("view", ["list", "matrix", "clusters"])
    def test_as_many_queries_for_one_request_as_for_three(self, client: Client, view: str) -> None:
        request = received()
        client.force_login(organiser_of(request.edition))
        address = f"{self.address(request.edition)}?view={view}"
        client.get(address)
        few = queries_of(client, address)
        MeetingRequestFactory.create_batch(2, edition=request.edition)
        assert queries_of(client, address) == few
