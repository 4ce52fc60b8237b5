"""Pages of a cluster and of a delegate say what holds now: nothing is next, free or asked for at
an event that is over or cancelled, and what happens next follows the registration.
"""

import re
import uuid
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Delegate, Edition, Registration
from matchmaking.models import AvailabilityAsk
from tests.factories.clusters import MembershipFactory
from tests.factories.delegates import with_account
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import MeetingRequestFactory
from tests.factories.schedules import Scheduled, four_managed

pytestmark = pytest.mark.django_db

NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)
TAG = re.compile(r"<[^>]*>")
OVER = {"starts_on": date(2025, 5, 4), "ends_on": date(2025, 5, 5), "state": "published"}


@pytest.fixture
def event(db: None) -> Scheduled:
    """`a` meets `b` at the first of three times; the schedule is published."""
    return Scheduled.of(
        four_managed(EditionFactory(state="published")),
        pairs=[(0, 1)],
        places=[(0, 0)],
        slots=3,
        state="published",
        published_at=NOW,
    )


def page(registration: Registration, name: str) -> str:
    browser = Client()
    browser.force_login(MembershipFactory(organisation=registration.cluster).user)
    args: list[object] = [registration.pk]
    if name.startswith("meet-"):
        args = [registration.edition.slug, registration.cluster.slug]
    return browser.get(reverse(name, args=args)).text


@pytest.mark.parametrize("state", ["cancelled", "finished"])
@pytest.mark.parametrize("name", ["meet-agenda", "meet-home"])
def test_nothing_is_next_or_free_once_an_event_is_over(
    event: Scheduled, state: str, name: str
) -> None:
    ours = event.registrations[0]
    before = page(ours, name)
    assert "Free for meetings" in before
    assert ("Next:" in before) == (name == "meet-home")
    Edition.objects.update(state=state)
    after = page(ours, name)
    assert "Free for meetings" not in after
    assert "Next:" not in after
    assert "Cluster B" in after


def test_a_delegate_has_nothing_next_at_a_cancelled_event(event: Scheduled) -> None:
    ada = Delegate.objects.create(registration=event.registrations[0], name="Ada", position=0)
    event.version.placements.get().participants.filter(registration=event.registrations[0]).update(
        delegate=ada
    )
    browser = Client()
    browser.force_login(with_account(ada).user)  # type: ignore[arg-type]
    address = reverse("delegate-agenda", args=[event.edition.slug])
    assert "Next:" in browser.get(address).text
    Edition.objects.update(state="cancelled")
    after = browser.get(address).text
    assert "The event is cancelled." in after
    assert "Next:" not in after


@pytest.mark.parametrize("state", ["cancelled", "finished"])
def test_no_time_is_asked_for_once_an_event_is_over(event: Scheduled, state: str) -> None:
    AvailabilityAsk.objects.create(
        edition=event.edition,
        registration=event.registrations[0],
        period=event.slots[1].period,
        meeting=event.meetings[0],
        asked_by=event.user,
        asked_at=NOW,
        idempotency_key=uuid.uuid4(),
    )
    words = "The organiser asks for a time"
    assert words in page(event.registrations[0], "meet-availability")
    Edition.objects.update(state=state)
    assert words not in page(event.registrations[0], "meet-availability")


def test_a_request_of_a_cancelled_event_asks_for_no_answer() -> None:
    request = MeetingRequestFactory(edition=EditionFactory(answer_days=7))
    for side, words in ((request.invitee, "Answer by"), (request.requester, "to answer.")):
        Edition.objects.update(state="requests_open")
        tab = "answer" if side == request.invitee else "sent"
        browser = Client()
        browser.force_login(MembershipFactory(organisation=side.cluster).user)
        args = [side.edition.slug, side.cluster.slug]
        address = reverse("meet-requests", args=args, query={"tab": tab})
        assert words in browser.get(address).text
        Edition.objects.update(state="cancelled")
        after = browser.get(address).text
        assert words not in after
        assert "Requests are closed" not in after


LOOKS = "The organiser looks at the registration."
ASK = "Once requests are open"
OPEN = "Requests are open"
LATER = "You get your agenda when the schedule is published."
OUT = "The schedule is published"
CANCELLED = "The event is cancelled."
ENDED = "The event is over."
WITHDRAWN = "This registration is withdrawn."
NEXT = (LOOKS, ASK, OPEN, LATER, OUT, CANCELLED, ENDED, WITHDRAWN)


@pytest.mark.parametrize(
    ("fields", "state", "said"),
    [
        ({"state": "registration_open"}, "waiting", {LOOKS, ASK, LATER}),
        ({"state": "registration_open"}, "approved", {ASK, LATER}),
        ({"state": "requests_open"}, "approved", {OPEN, LATER}),
        ({"state": "scheduling"}, "approved", {LATER}),
        ({"state": "published"}, "approved", {OUT}),
        ({"state": "requests_open"}, "withdrawn", {WITHDRAWN}),
        ({"state": "cancelled"}, "approved", {CANCELLED}),
        (OVER, "waiting", {ENDED}),
    ],
)
def test_what_happens_next_follows_the_registration_and_the_event(
    fields: dict[str, object], state: str, said: set[str]
) -> None:
    registration = RegistrationFactory(edition=EditionFactory(**fields), state=state)
    text = page(registration, "registration-next")
    assert {words for words in NEXT if words in text} == said


def test_a_registration_says_that_its_event_is_cancelled() -> None:
    registration = RegistrationFactory(edition=EditionFactory(state="cancelled"))
    text = page(registration, "registration-edit")
    assert "The event is cancelled. The registration can no longer be changed." in text


def test_a_cancelled_event_has_no_meetings_in_its_public_figures(event: Scheduled) -> None:
    addresses = ["/editions/", event.edition.get_absolute_url()]

    def figures() -> list[bool]:
        texts = (TAG.sub(" ", Client().get(address).text) for address in addresses)
        return [bool(re.search(r"\b1\s+meeting\b|\bmeetings\s+1\b", text)) for text in texts]

    assert figures() == [True, True]
    Edition.objects.update(state="cancelled")
    assert figures() == [False, False]
