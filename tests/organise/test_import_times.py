"""A time in a matrix is kept: the two are to meet in the meeting windows that have it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from events.models import Edition, Registration
from matchmaking.models import Import, Meeting, MeetingRequest, MeetingWindow
from matchmaking.queries.requests import windows_of
from matchmaking.services import requests
from matchmaking.tasks import carry_out_import
from organise.words.imports import FAULTS
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import MORNING, MeetingWindowFactory, window_with_slots
from tests.factories.stage import page
from tests.support.mails import mail_to

pytestmark = pytest.mark.django_db


class Event:
    """Water and Wind come; there is a morning from nine, and an afternoon of the next day."""

    def __init__(self) -> None:
        self.edition: Edition = EditionFactory(state="requests_open")
        self.olga: User = MembershipFactory(organisation=self.edition.owner).user
        self.browser = Client()
        self.browser.force_login(self.olga)
        self.water, self.wind = (self._comes(name) for name in ("Water", "Wind"))
        self.morning = window_with_slots(self.edition)[0].window
        later = MORNING + timedelta(hours=31)
        self.afternoon: MeetingWindow = MeetingWindowFactory(
            edition=self.edition,
            name="Afternoon",
            period=DateTimeTZRange(later, later + timedelta(hours=2)),
        )

    def _comes(self, name: str) -> Registration:
        row: Registration = RegistrationFactory(
            edition=self.edition, cluster=ClusterFactory(name=name, short_name="")
        )
        MembershipFactory(organisation=row.cluster, user__email=f"{name.lower()}@example.org")
        return row

    def brings(self, data: str) -> str:
        """What the page says of the list before it is imported; then it is."""
        file = SimpleUploadedFile("list.csv", data.encode())
        sent = {"file": file, "layout": "matrix"}
        there = self.browser.post(page("organise-import", self.edition), sent)["Location"]
        shown = self.browser.get(there).text
        self.browser.post(there, {"layout": "matrix"})
        carry_out_import(Import.objects.latest("pk").pk)
        return shown

    def asked(self, time: str = "09:30") -> MeetingRequest:
        self.brings(f",Wind\nWater,{time}\n")
        return MeetingRequest.objects.get()

    def accept(self, request: MeetingRequest, *windows: MeetingWindow) -> MeetingRequest:
        return requests.accept(
            request=request,
            version=request.version,
            by=self.wind.registered_by,
            now=timezone.now(),
            windows=[window.pk for window in windows],
        )

    def as_manager(self, registration: Registration, name: str, *more: object) -> str:
        browser = Client()
        browser.force_login(registration.cluster.memberships.get().user)
        at = reverse(name, args=[self.edition.slug, registration.cluster.slug, *more])
        tabs = (browser.get(at, {"tab": tab}).text for tab in ("answer", "sent", "agreed"))
        return "".join(tabs)


@pytest.fixture
def event(db: None) -> Event:
    return Event()


def limits(request: MeetingRequest) -> set[MeetingWindow]:
    return {row.window for row in request.windows.select_related("window")}


def agreed(request: MeetingRequest) -> set[int] | None:
    """What the scheduler and the organiser's hands keep to."""
    meeting = Meeting.objects.get(request=request).pk
    found = windows_of([meeting]).get(meeting)
    return None if found is None else set(found)


def take_back(request: MeetingRequest) -> MeetingRequest:
    return requests.undo_answer(request=request, version=request.version, now=timezone.now())


def test_a_time_asks_for_its_windows_and_both_sides_and_the_organiser_read_which(
    event: Event,
) -> None:
    shown = event.brings(",Wind\nWater,09:30\n")
    assert str(FAULTS["time_not_placed"]) in shown
    request = MeetingRequest.objects.get()
    assert (request.priority, request.asks_for_windows) == (10, True)
    assert limits(request) == {event.morning}
    for name in ("water", "wind"):
        body = mail_to(f"{name}@example.org").body
        assert "The meeting is to be in one of these meeting windows only:" in body
        assert "Morning, from Thursday" in body
        assert "Afternoon" not in body
    for side in (event.water, event.wind):
        assert "Asked for these times only:" in event.as_manager(side, "meet-requests")
    theirs = event.browser.get(page("organise-request", event.edition, request.pk)).text
    assert "In these meeting windows only" in theirs
    assert "Morning" in theirs


def test_a_plain_yes_is_for_these_windows_and_so_is_one_after_it_was_taken_back(
    event: Event,
) -> None:
    before = event.asked()
    request = event.accept(before)
    assert agreed(request) == {event.morning.pk}
    assert "Agreed for these times only:" in event.as_manager(event.wind, "meet-requests")
    # The same click again.
    assert event.accept(before).version == request.version
    taken_back = take_back(request)
    assert (taken_back.state, limits(taken_back)) == ("pending", {event.morning})
    assert agreed(event.accept(taken_back)) == {event.morning.pk}


def test_who_is_asked_may_say_otherwise(event: Event) -> None:
    request = event.accept(event.asked(), event.afternoon)
    assert agreed(request) == {event.afternoon.pk}
    taken_back = take_back(request)
    assert (taken_back.is_limited, limits(taken_back)) == (False, set())
    assert agreed(event.accept(taken_back)) is None


def test_the_form_for_some_times_begins_with_those_that_are_asked_for(event: Event) -> None:
    request = event.asked()
    shown = event.as_manager(event.wind, "meet-answer", request.pk)
    boxes = [box for box in shown.split("<input") if 'name="windows"' in box]
    ticked = {box for box in boxes if "checked" in box}
    assert ticked
    assert all(f'value="{event.morning.pk}"' in box for box in ticked)
    assert len(ticked) < len(set(boxes))


def test_two_who_ask_each_other_in_one_list_agree_for_the_window_of_the_time(
    event: Event,
) -> None:
    event.brings(",Water,Wind\nWater,,x\nWind,09:30,\n")
    request = MeetingRequest.objects.get()
    assert (request.state, request.is_limited) == ("accepted", True)
    assert agreed(request) == {event.morning.pk}


@pytest.mark.parametrize(
    ("time", "code", "is_limited"),
    [
        ("09:00", "time_not_placed", True),
        ("08:59", "time_outside", False),
        ("11:00", "time_outside", False),
        ("2094-06-03 09:30", "time_not_placed", True),
        ("2094-06-04 09:30", "time_outside", False),
    ],
)
def test_a_time_that_no_window_has_is_said_and_the_request_is_a_must_without(
    event: Event, time: str, code: str, is_limited: bool
) -> None:
    assert str(FAULTS[code]) in event.brings(f",Wind\nWater,{time}\n")
    request = MeetingRequest.objects.get()
    assert (request.priority, request.is_limited) == (10, is_limited)


def test_the_same_list_again_says_the_same_and_another_time_is_too_late(event: Event) -> None:
    event.asked()
    assert str(FAULTS["time_not_placed"]) in event.brings(",Wind\nWater,09:30\n")
    for state in ("pending", "accepted"):
        MeetingRequest.objects.update(state=state)
        assert str(FAULTS["time_too_late"]) in event.brings(",Wind\nWater,16:30\n")
    assert limits(MeetingRequest.objects.get()) == {event.morning}


def test_a_window_that_goes_meanwhile_refuses_the_request(event: Event) -> None:
    with pytest.raises(requests.RequestChanged):
        requests.ask(
            requester=event.water,
            invitee=event.wind,
            wish=requests.Wish(),
            by=event.olga,
            key=uuid4(),
            now=timezone.now(),
            by_organiser=True,
            windows=[0],
        )
    assert not MeetingRequest.objects.exists()
