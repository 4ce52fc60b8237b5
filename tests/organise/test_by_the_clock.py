"""Pages go by the clock: no beat has written yet that an event is over, or answering closed."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clusters.models import Role
from events.models import Edition, Registration
from matchmaking.models import MeetingRequest
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory
from tests.factories.matchmaking import (
    MeetingRequestFactory,
    ScheduleRunFactory,
    ScheduleVersionFactory,
)

pytestmark = pytest.mark.django_db

OVER = {"starts_on": date(2025, 5, 4), "ends_on": date(2025, 5, 5)}
DISCARDING = ("organise-what-if", "organise-fairness", "organise-run", "organise-replan-preview")


def organised(name: str, edition: Edition, *more: object, query: str = "") -> str:
    browser = Client()
    member = MembershipFactory(organisation=edition.owner, role=Role.OWNER)
    browser.force_login(member.user)
    address = reverse(name, args=[edition.slug, *more])
    answer = browser.get(address, QUERY_STRING=query)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


@pytest.mark.parametrize("is_over", [False, True], ids=["coming", "over"])
@pytest.mark.parametrize("name", DISCARDING)
def test_a_draft_is_discarded_until_the_event_is_over(name: str, *, is_over: bool) -> None:
    edition = EditionFactory(state="published")
    now = timezone.now()
    run = ScheduleRunFactory(edition=edition, state="done", started_at=now, finished_at=now)
    ScheduleVersionFactory(edition=edition, number=1, state="published", published_at=now)
    draft = ScheduleVersionFactory(edition=edition, number=2, state="draft", run=run)
    if is_over:
        Edition.objects.update(**OVER)
    more = {"organise-run": [run.number], "organise-replan-preview": [draft.number]}
    page = organised(name, edition, *more.get(name, []), query="draft=1")
    assert ("Discard draft 2" in page) is not is_over


@pytest.mark.parametrize(("dates", "words"), [({}, "To do"), (OVER, "Not done")])
def test_nothing_is_to_do_once_an_event_is_over(dates: dict[str, date], words: str) -> None:
    edition = EditionFactory(state="published", **dates)
    page = organised("organise-overview", edition)
    assert words in page
    assert ("To do" in page) is (words == "To do")


@pytest.fixture
def asked() -> MeetingRequest:
    """One that waits, and that nobody has ended yet."""
    return MeetingRequestFactory(edition=EditionFactory(state="published"))


def managed(registration: Registration, name: str, *more: object, query: str = "") -> str:
    browser = Client()
    browser.force_login(MembershipFactory(organisation=registration.cluster).user)
    args = [registration.edition.slug, registration.cluster.slug, *more]
    return " ".join(browser.get(reverse(name, args=args), QUERY_STRING=query).text.split())


@pytest.mark.parametrize("side", ["requester", "invitee"])
@pytest.mark.parametrize("name", ["meet-partners", "meet-partner", "meet-compare"])
def test_a_partner_who_did_not_answer_is_shown_so(
    asked: MeetingRequest, name: str, side: str
) -> None:
    ours, theirs = asked.requester, asked.invitee
    if side == "invitee":
        ours, theirs = theirs, ours
    more = [] if name == "meet-partners" else [theirs.cluster.slug]
    assert "Expired" in managed(ours, name, *more)
    assert "You asked" not in managed(ours, name, *more)
    assert "To answer" not in managed(ours, name, *more)
    Edition.objects.update(state="requests_open")
    before = managed(ours, name, *more)
    assert ("You asked" if side == "requester" else "To answer") in before


def test_requests_that_waited_are_with_what_was_not_agreed(asked: MeetingRequest) -> None:
    page = managed(asked.invitee, "meet-requests", query="tab=declined")
    assert 'To answer <span class="count">0</span>' in page
    assert "You did not answer in time." in page
    assert "No requests to answer." in managed(asked.invitee, "meet-requests")
    sent = managed(asked.requester, "meet-requests", query="tab=declined")
    assert "They did not answer in time." in sent
    Edition.objects.update(state="requests_open")
    assert 'To answer <span class="count">1</span>' in managed(asked.invitee, "meet-requests")


def test_one_for_free_times_waits_while_the_schedule_is_changed_in_place(
    asked: MeetingRequest,
) -> None:
    Edition.objects.update(instant_meetings=True)
    MeetingRequest.objects.update(is_instant=True)
    page = managed(asked.requester, "meet-requests", query="tab=sent")
    assert 'Sent <span class="count">1</span>' in page


@pytest.mark.parametrize(
    ("query", "before", "after"),
    [
        ("state=pending", 1, 0),
        ("state=expired", 0, 1),
    ],
)
def test_the_organisers_list_has_them_as_expired(
    asked: MeetingRequest, query: str, before: int, after: int
) -> None:
    edition, name = asked.edition, str(asked.requester.cluster)
    row = f'role="rowheader">{name}</th>'
    assert organised("organise-requests", edition, query=query).count(row) == after
    assert "Expired" in organised("organise-request", edition, asked.pk)
    assert "To answer" not in organised("organise-request", edition, asked.pk)
    Edition.objects.update(state="scheduling")
    assert organised("organise-requests", edition, query=query).count(row) == before
    assert "To answer" in organised("organise-request", edition, asked.pk)


def test_so_have_matrix_and_figures(asked: MeetingRequest) -> None:
    edition = asked.edition
    figure = 'class="num" data-label="To answer">{}<'
    assert figure.format(1) not in organised("organise-requests", edition, query="view=clusters")
    assert "Expired" in organised("organise-requests", edition, query="view=matrix")
    Edition.objects.update(state="scheduling")
    assert figure.format(1) in organised("organise-requests", edition, query="view=clusters")


def test_a_run_that_was_published_over_leaves_no_request_to_be_answered(
    asked: MeetingRequest,
) -> None:
    version = ScheduleVersionFactory(edition=asked.edition, number=1, state="draft")
    words = "1 request is not answered yet."
    after = organised("organise-publish", asked.edition, version.number)
    Edition.objects.update(state="scheduling")
    before = organised("organise-publish", asked.edition, version.number)
    assert (words in before, words in after) == (True, False)
