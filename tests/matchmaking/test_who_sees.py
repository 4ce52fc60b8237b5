"""Requests, runs and versions: those concerned see them, and staff; others do not."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from matchmaking.models import MeetingRequest, ScheduleRun, ScheduleVersion
from tests.factories.accounts import AdministratorFactory, StaffFactory, UserFactory
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import (
    MeetingRequestFactory,
    ScheduleRunFactory,
    ScheduleVersionFactory,
)

pytestmark = pytest.mark.django_db

Someone = User | AnonymousUser


@pytest.fixture
def request_() -> MeetingRequest:
    request: MeetingRequest = MeetingRequestFactory()
    return request


def member(organisation: object) -> User:
    user: User = MembershipFactory(organisation=organisation).user
    return user


def of_no_party(request: MeetingRequest) -> User:
    """Manager of a third cluster at the same edition."""
    return member(RegistrationFactory(edition=request.edition).cluster)


EVERYWHERE: dict[str, Callable[[MeetingRequest], Someone]] = {
    "an organiser": lambda request: member(request.edition.owner),
    "staff": lambda _: StaffFactory(),
    "an administrator": lambda _: AdministratorFactory(),
}
PARTIES: dict[str, Callable[[MeetingRequest], Someone]] = {
    "who asks": lambda request: member(request.requester.cluster),
    "who is asked": lambda request: member(request.invitee.cluster),
}
NOWHERE: dict[str, Callable[[MeetingRequest], Someone]] = {
    "a visitor": lambda _: AnonymousUser(),
    "a stranger": lambda _: UserFactory(),
    "an organiser of another event": lambda _: member(EditionFactory().owner),
    "another cluster at the event": of_no_party,
}


def seen(request: MeetingRequest, user: Someone) -> dict[str, int]:
    """How many of the event's things this person sees; others' things lie beside them."""
    edition = request.edition
    ScheduleRunFactory(edition=edition)
    ScheduleVersionFactory(edition=edition)
    MeetingRequestFactory()
    ScheduleRunFactory()
    ScheduleVersionFactory()
    return {
        "requests": MeetingRequest.objects.visible_to(user).filter(edition=edition).count(),
        "runs": ScheduleRun.objects.visible_to(user).filter(edition=edition).count(),
        "versions": ScheduleVersion.objects.visible_to(user).filter(edition=edition).count(),
    }


@pytest.mark.parametrize("person", EVERYWHERE.values(), ids=EVERYWHERE)
def test_who_runs_the_event_and_staff_see_all_of_it(
    request_: MeetingRequest, person: Callable[[MeetingRequest], Someone]
) -> None:
    assert seen(request_, person(request_)) == {"requests": 1, "runs": 1, "versions": 1}


@pytest.mark.parametrize("person", PARTIES.values(), ids=PARTIES)
def test_the_two_clusters_see_their_request_alone(
    request_: MeetingRequest, person: Callable[[MeetingRequest], Someone]
) -> None:
    MeetingRequestFactory(edition=request_.edition)
    assert seen(request_, person(request_)) == {"requests": 1, "runs": 0, "versions": 0}


@pytest.mark.parametrize("person", NOWHERE.values(), ids=NOWHERE)
def test_nobody_else_sees_anything(
    request_: MeetingRequest, person: Callable[[MeetingRequest], Someone]
) -> None:
    assert seen(request_, person(request_)) == {"requests": 0, "runs": 0, "versions": 0}


def test_organisers_see_nothing_of_other_events(request_: MeetingRequest) -> None:
    organiser = member(request_.edition.owner)
    seen(request_, organiser)
    editions = {request_.edition}
    assert {row.edition for row in MeetingRequest.objects.visible_to(organiser)} == editions
    assert {row.edition for row in ScheduleRun.objects.visible_to(organiser)} == editions
    assert {row.edition for row in ScheduleVersion.objects.visible_to(organiser)} == editions
