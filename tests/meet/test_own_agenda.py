"""What a delegate with an account reads and does, and what stays closed."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Delegate, DelegateAccess, Registration
from matchmaking.models import (
    MeetingMessage,
    MeetingRequest,
    Placement,
    PlacementParticipant,
    ScheduleVersion,
)
from matchmaking.services.requests.cancelling import cancel_published
from matchmaking.telling.entries import refresh_marked
from notifications.models import OutboxMessage
from notifications.sealing import unsealed
from tests.factories.accounts import UserFactory
from tests.factories.delegates import asked, with_account
from tests.factories.events import EditionFactory, SessionFactory
from tests.factories.interpreting import interpreter
from tests.factories.schedules import Scheduled, four_managed
from tests.support.mails import all_sent, told
from tests.support.telling import everything_told

pytestmark = pytest.mark.django_db
NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)
ADA = "ada@example.org"


class There:
    """A sends Ada, who meets B, and Bo, who meets C; Ada has an account."""

    def __init__(self) -> None:
        registrations = four_managed(EditionFactory(state="published"))
        self.ours: Registration = registrations[0]
        self.ada, self.bo = (
            Delegate.objects.create(registration=self.ours, name=name, position=position)
            for name, position in (("Ada", 0), ("Bo", 1))
        )
        self.event = Scheduled.of(
            registrations, pairs=[(0, 1), (0, 2)], places=[(0, 0), (1, 0)], slots=3
        )
        ScheduleVersion.objects.update(state="published", published_at=NOW)
        for meeting, delegate in zip(self.event.meetings, (self.ada, self.bo), strict=True):
            seats = PlacementParticipant.objects.filter(registration=self.ours, meeting=meeting)
            seats.update(delegate=delegate)
        self.access = with_account(self.ada, user=UserFactory(email=ADA))
        self.browser = Client()
        assert self.access.user
        self.browser.force_login(self.access.user)
        self.manager = Client()
        self.manager.force_login(self.ours.cluster.memberships.get().user)

    def at(self, name: str, *more: object) -> str:
        return reverse(name, args=[self.event.edition.slug, *more])

    def page(self, name: str, *more: object, **query: str) -> str:
        answer = self.browser.get(self.at(name, *more), query)
        assert answer.status_code == 200
        return str(answer.text)


@pytest.fixture
def here() -> There:
    return There()


def test_the_agenda_has_the_programme_and_the_own_meetings_alone(here: There) -> None:
    SessionFactory(edition=here.event.edition, title="Opening", day_on="2094-06-03")
    for query in ({}, {"print": "1"}):
        said = here.page("delegate-agenda", **query)
        assert "Opening" in said
        assert ("Cluster B" in said, "Cluster C" in said) == (True, False)
        assert "Free for meetings" not in said


def test_a_cancelled_meeting_reads_as_cancelled_for_who_sat_there_alone(here: There) -> None:
    [first, _] = here.event.meetings
    everything_told(here.event.edition)
    cleo = Delegate.objects.create(registration=here.ours, name="Cleo", position=2)
    former = with_account(cleo)
    seats = PlacementParticipant.objects.filter(registration=here.ours, meeting=first)
    for delegate in (cleo, here.ada):
        seats.update(delegate=delegate)
        refresh_marked()
    browser = Client()
    assert former.user
    browser.force_login(former.user)
    page = here.at("delegate-meeting", first.pk)
    assert browser.get(page).status_code == 404, "the seat is another's"
    cancel_published(meeting=first, by=here.event.user, now=NOW)
    said = here.page("delegate-meeting", first.pk)
    assert "Cancelled" in said
    assert "Cluster B" in said
    assert browser.get(page).status_code == 404
    assert here.browser.get(f"{page.rstrip('/')}.ics").status_code == 200


def test_the_page_of_a_meeting_says_with_whom_and_reads_what_is_written(here: There) -> None:
    [first, second] = here.event.meetings
    MeetingMessage.objects.create(
        meeting=first,
        side=here.event.registrations[1],
        author=UserFactory(),
        text="We bring samples.",
        sent_at=NOW,
        idempotency_key=here.access.idempotency_key,
    )
    said = here.page("delegate-meeting", first.pk)
    assert "Cluster B" in said
    assert "We bring samples." in said
    assert "<form" not in said.partition("<main")[2].partition("</main>")[0], "it writes nothing"
    assert here.browser.get(here.at("delegate-meeting", second.pk)).status_code == 404


def test_the_page_of_a_meeting_says_who_interprets(here: There) -> None:
    [first, _] = here.event.meetings
    page = here.at("delegate-meeting", first.pk)
    assert "Interpreter:" not in here.browser.get(page).text
    someone = interpreter(here.event.edition, "Ines Costa", "es", "de")
    Placement.objects.filter(meeting=first).update(interpreter=someone)
    assert "Interpreter: Ines Costa" in here.browser.get(page).text


def test_the_clusters_own_pages_are_closed_until_a_manager_lets(here: There) -> None:
    cluster = here.ours.cluster.slug
    closed = here.at("meet-requests", cluster)
    assert here.browser.get(closed).status_code == 404
    address = reverse("delegate-acting", args=[here.ours.pk, here.ada.pk])
    here.manager.post(address, {"may_act": "on"})
    assert here.browser.get(closed).status_code == 200
    said = here.page("delegate-meeting", here.event.meetings[0].pk)
    assert here.at("meet-meeting", cluster, here.event.meetings[0].pk) in said
    here.manager.post(address)
    assert here.browser.get(closed).status_code == 404


def test_an_acting_delegate_answers_a_request(here: There) -> None:
    DelegateAccess.objects.update(may_act=True)
    request = MeetingRequest.objects.create(
        edition=here.event.edition,
        requester=here.event.registrations[3],
        invitee=here.ours,
        requested_by=UserFactory(),
        idempotency_key=here.access.idempotency_key,
    )
    here.event.edition.__class__.objects.update(state="requests_open")
    address = here.at("meet-accept", here.ours.cluster.slug, request.pk)
    here.browser.post(address, {"version": request.version, "priority": 1})
    request.refresh_from_db()
    assert (request.state, request.answered_by) == ("accepted", here.access.user)


@pytest.mark.parametrize("may_act", [True, False])
def test_no_page_of_a_delegate_leads_to_one_that_is_closed(here: There, *, may_act: bool) -> None:
    DelegateAccess.objects.update(may_act=may_act)
    seen: set[str] = set()
    waiting = [here.at("delegate-agenda"), reverse("my-home")]
    within = (here.at("delegate-agenda"), here.at("meet-home", here.ours.cluster.slug))
    while waiting:
        address = waiting.pop()
        answer = here.browser.get(address)
        assert answer.status_code == 200, address
        if address.startswith(within) or address == reverse("my-home"):
            found = re.findall(r'<a [^>]*href="(/[^"#?]*)', answer.text)
            waiting += {one for one in found if "/static/" not in one} - seen
            seen |= set(found)
    assert here.at("delegate-meeting", here.event.meetings[0].pk) in seen


def test_a_delegate_says_when_to_be_there_and_the_cluster_hears_once(here: There) -> None:
    address = here.at("delegate-particulars")
    for version in (1, 2):
        sent = {"version": version, "languages": "English", "topics": "Water"}
        here.browser.post(address, {**sent, "day-1-there": "on"})
    here.ada.refresh_from_db()
    assert (here.ada.name, here.ada.languages) == ("Ada", "English")
    assert len(here.ada.presence or ()) == 1
    assert told("delegate-said") == ["a@example.org"]
    assert "Cluster B" not in here.page("delegate-agenda", print="1"), "Bo sits there now"


def test_of_what_is_as_it_was_nobody_hears(here: There) -> None:
    address = here.at("delegate-particulars")
    sent = {"languages": "English", "topics": "Water", "day-1-there": "on"}
    here.browser.post(address, {**sent, "version": 1}, follow=True)
    all_sent(NOW)
    said = here.browser.post(address, {**sent, "version": 2}, follow=True).text
    assert "Nothing was changed." in said
    assert "are told" not in said
    assert told("delegate-said") == ["a@example.org"]
    here.ours.refresh_from_db()
    assert here.ours.version == 2


def test_what_was_changed_meanwhile_is_shown_first(here: There) -> None:
    Registration.objects.filter(pk=here.ours.pk).update(version=4)
    answer = here.browser.post(
        here.at("delegate-particulars"), {"version": 3, "languages": "Greek"}
    )
    assert answer.status_code == 409
    assert "Greek" in answer.text


def test_after_the_event_it_is_read_and_no_more_changed(here: There) -> None:
    here.event.edition.__class__.objects.update(state="finished")
    assert "Cluster B" in here.page("delegate-agenda", print="1")
    read = here.page("delegate-particulars")
    assert "or the event is over. It stays as it is." in read
    assert "<fieldset disabled" in read
    assert ">Save<" not in read
    assert reverse("delegate-leave", args=[here.event.edition.slug]) in read
    sent = {"version": here.ours.version, "languages": "Greek"}
    answer = here.browser.post(here.at("delegate-particulars"), sent)
    assert (answer.status_code, answer.context["typed"]) == (409, "Languages: Greek")


def test_who_gives_the_account_up_reads_nothing_more(here: There) -> None:
    assert "They can invite you anew" in here.page("delegate-leave")
    here.browser.post(here.at("delegate-leave"))
    assert here.browser.get(here.at("delegate-agenda")).status_code == 404
    assert told("delegate-left") == ["a@example.org"]


def invited(here: There) -> str:
    """Bo is asked in by the manager, on the page; the address that the mail links to."""
    address = reverse("delegate-invite", args=[here.ours.pk, here.bo.pk])
    key = here.manager.get(address).context["form"]["idempotency_key"].value()
    here.manager.post(address, {"email": "bo@example.org", "idempotency_key": key})
    secret = unsealed(OutboxMessage.objects.get(kind="delegate-invitation").secret)
    return secret[secret.index("/delegate-invitations") :]


def by_link(here: There, browser: Client) -> object:
    return browser.post(invited(here))


def from_the_start_page(here: There, browser: Client) -> object:
    access = asked(
        here.bo,
        here.ours.cluster.memberships.get().user,
        email="bo@example.org",
        expires_at=datetime(2095, 1, 1, tzinfo=UTC),
    )
    assert f"/delegate-invitations/{access.pk}/take/" in browser.get(reverse("my-home")).text
    return browser.post(reverse("delegate-take", args=[access.pk]))


@pytest.mark.parametrize("accept", [by_link, from_the_start_page])
def test_an_invitation_opens_the_own_agenda(
    here: There, accept: Callable[[There, Client], object]
) -> None:
    browser = Client()
    browser.force_login(UserFactory(email="bo@example.org"))
    accept(here, browser)
    said = browser.get(here.at("delegate-agenda"), {"print": "1"}).text
    assert ("Cluster B" in said, "Cluster C" in said) == (False, True)
    assert here.at("delegate-agenda") in browser.get(reverse("my-home")).text


def test_the_link_asks_to_sign_in_and_comes_back(here: There) -> None:
    link = invited(here)
    answer = Client().get(link)
    assert answer.status_code == 302
    assert link in answer["Location"]


def test_the_manager_sees_who_is_invited_and_who_has_accepted(here: There) -> None:
    invited(here)
    said = here.manager.get(reverse("registration-delegates", args=[here.ours.pk])).text
    assert f"Has an account: {ADA}" in said
    assert "Invited at bo@example.org, not accepted yet" in said


def test_an_address_of_another_delegate_is_refused_in_words(here: There) -> None:
    address = reverse("delegate-invite", args=[here.ours.pk, here.bo.pk])
    key = here.manager.get(address).context["form"]["idempotency_key"].value()
    answer = here.manager.post(address, {"email": ADA, "idempotency_key": key})
    assert answer.status_code == 422
    assert "You invited Ada at this address" in answer.text
