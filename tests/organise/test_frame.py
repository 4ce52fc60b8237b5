"""The frame around an organiser's pages: the menu, where one is in it, and its figures."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, reverse

from accounts.models import User
from events.models import Circular, Edition, Question
from events.services.circulars import write_to_several
from matchmaking.models import ClusterGroup, PlannedReminder, ScheduleRun
from matchmaking.telling.entries import refresh_marked
from organise.templatetags.organiser import organiser_frame, section_of
from organise.urls import urlpatterns
from tests.factories.clusters import ClusterFactory
from tests.factories.events import RegistrationFactory, SessionFactory, delegates
from tests.factories.interpreting import interpreter
from tests.factories.lists import handed_over, looked_at
from tests.factories.matchmaking import (
    MORNING,
    MeetingRequestFactory,
    ScheduleRunFactory,
    ScheduleVersionFactory,
    meeting_between,
    window_with_slots,
)
from tests.factories.stage import Stage

pytestmark = pytest.mark.django_db

FILES = ("organise-run-problem", "organise-run-solution", "organise-export-file")
# Only a draft is deleted, and nobody is invited to what is published.
REFUSED = ("organise-delete", "organise-invitation-new")
OF_A_QUESTION = ("organise-question", "organise-question-remove", "organise-question-answers")
OF_AN_INTERPRETER = (
    "organise-interpreter",
    "organise-interpreter-edit",
    "organise-interpreter-remove",
)
# What stands in such an address is seen in `tests/doors/`.
ELSEWHERE = {"call", "language", "question", "token"}
NO_EDITION = (
    "organise-list",
    "organise-create",
    "organise-lists",
    "organise-consents",
    "organise-series-delete",
    "organise-calls",
    "organise-call-create",
    "review-list",
    "staff-labels",
    "staff-label",
    "staff-log",
    "staff-mails",
)


class Pages:
    """Everything of an edition that an address of the face can name, once."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        assert edition.owner
        organiser = edition.owner.memberships.get().user
        window_with_slots(edition)
        self.request = MeetingRequestFactory(edition=edition, state="accepted")
        meeting = meeting_between(self.request.requester, self.request.invitee)
        session = SessionFactory(edition=edition)
        ended = {"state": "done", "started_at": MORNING, "finished_at": MORNING}
        run = ScheduleRunFactory(edition=edition, **ended)
        what_if = ScheduleRunFactory(edition=edition, kind=ScheduleRun.Kind.WHAT_IF, **ended)
        version = ScheduleVersionFactory(edition=edition)
        self.numbers = {"organise-what-if-run": what_if.number, "organise-run": run.number}
        self.version = version.number
        asked = Question.objects.create(
            edition=edition, kind="text", words="What do you hope for?", idempotency_key=uuid4()
        )
        [self.delegate] = delegates(self.request.requester, 1)
        self.pks = {
            "organise-session-edit": session.pk,
            "organise-registration": self.request.requester_id,
            "organise-registration-edit": self.request.requester_id,
            "organise-delegate-replace": self.request.requester_id,
            "organise-request": self.request.pk,
            "organise-thread": self.request.requester_id,
            "organise-circular": self._circular(organiser).pk,
            "organise-remedy": meeting.pk,
            "organise-reminder": self._reminder().pk,
            "organise-meeting": meeting.pk,
            **dict.fromkeys(OF_A_QUESTION, asked.pk),
            **dict.fromkeys(OF_AN_INTERPRETER, interpreter(edition, "Ada", "es", "de").pk),
            "organise-group": ClusterGroup.objects.create(edition=edition, name="Buyers").pk,
            "organise-export-made": handed_over(edition, organiser).pk,
            "organise-import-list": looked_at(edition, organiser).pk,
        }

    def _reminder(self) -> PlannedReminder:
        return PlannedReminder.objects.create(edition=self.edition, kind="agenda", days_before=60)

    def _circular(self, by: User) -> Circular:
        return write_to_several(
            edition=self.edition,
            registrations=[self.request.requester],
            choice={},
            by=by,
            text="Welcome.",
            key=uuid4(),
            now=MORNING,
        )

    def address(self, pattern: URLPattern) -> str:
        name = str(pattern.name)
        values = {
            "slug": self.edition.slug,
            "number": self.numbers.get(name, self.version),
            "pk": self.pks.get(name, 1),
            "cluster": ClusterFactory().slug,
            "delegate": self.delegate.pk,
        }
        wanted = pattern.pattern.converters
        return reverse(name, kwargs={key: values[key] for key in wanted})


def pages_of(browser: Client, edition: Edition) -> dict[str, str]:
    """Every page of the face that is read, by the name of its address."""
    pages, found = Pages(edition), {}
    for pattern in urlpatterns:
        # A call has pages of its own, whatever it is for.
        if not ELSEWHERE.isdisjoint(pattern.pattern.converters) or pattern.name in (
            *FILES,
            *NO_EDITION,
            *REFUSED,
        ):
            continue
        answer = browser.get(pages.address(pattern))
        if answer.status_code != 405:
            assert answer.status_code == 200, pattern.name
            found[str(pattern.name)] = answer.text
    return found


def menu(page: str) -> str:
    found = re.search(r'<div class="side">.*?</nav>', page, re.DOTALL)
    assert found
    return found[0]


def test_every_page_shows_the_menu_with_its_figures(stage: Stage) -> None:
    RegistrationFactory.create_batch(3, edition=stage.edition)
    Edition.objects.update(state=Edition.State.PUBLISHED)  # with Re-plan in the menu
    stage.edition.refresh_from_db()
    found = pages_of(stage.organiser, stage.edition)
    counts = [str(stage.edition.registrations.count()), str(stage.edition.requests.count())]
    assert len(found) >= 22
    for name, page in found.items():
        assert re.findall(r'<span class="count">(\d+)</span>', menu(page)) == counts, name
        assert menu(page).count('aria-current="page"') == 1, name


@pytest.mark.parametrize(
    ("name", "section"),
    [
        ("organise-overview", "overview"),
        ("organise-edit", "overview"),
        ("organise-session-create", "programme"),
        ("organise-own-table", "times"),
        ("organise-remind", "requests"),
        ("organise-runs-compare", "schedule"),
        ("organise-draft", "schedule"),
        ("organise-replan-meeting", "replan"),
        ("organise-what-if", "what-if"),
    ],
)
def test_pages_stand_under_their_place_in_the_menu(stage: Stage, name: str, section: str) -> None:
    address = reverse(name, args=[stage.edition.slug])
    assert section_of(stage.edition, address) == section


def test_figures_of_the_menu_take_one_query(stage: Stage) -> None:
    refresh_marked()
    edition = Edition.objects.asked_by(stage.manager_user).get(pk=stage.edition.pk)
    with CaptureQueriesContext(connection) as queries:
        frame = organiser_frame(edition, stage.manager_user, "/")
    assert len(queries) == 1
    assert frame.registrations == stage.edition.registrations.count()
