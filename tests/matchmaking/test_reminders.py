"""Reminders: one mail a day to each member of a cluster with requests to answer."""

from datetime import UTC, datetime, timedelta

import pytest

from matchmaking.models import MeetingRequest
from matchmaking.services.reminders import remind_unanswered
from tests.factories.clusters import MembershipFactory
from tests.factories.matchmaking import MeetingRequestFactory
from tests.support.mails import told

pytestmark = pytest.mark.django_db

# In Madrid, where the edition takes place: two minutes past midnight.
NIGHT = datetime(2094, 5, 2, 22, 2, tzinfo=UTC)


@pytest.fixture
def request_() -> MeetingRequest:
    request: MeetingRequest = MeetingRequestFactory()
    MembershipFactory.create_batch(2, organisation=request.invitee.cluster)
    MembershipFactory(organisation=request.requester.cluster)
    return request


@pytest.mark.parametrize(
    ("later", "mails"),
    [
        (timedelta(), 1),
        (timedelta(hours=2), 1),  # past midnight in UTC
        (timedelta(hours=23, minutes=57), 1),
        (timedelta(hours=23, minutes=58), 2),
        (timedelta(minutes=-3), 2),
        (timedelta(days=7), 2),
    ],
    ids=str,
)
def test_each_member_gets_one_reminder_a_day_of_the_editions_zone(
    request_: MeetingRequest, later: timedelta, mails: int
) -> None:
    reminded = [
        remind_unanswered(edition=request_.edition, now=now) for now in (NIGHT, NIGHT + later)
    ]
    assert reminded == [1, mails - 1]
    members = request_.invitee.cluster.memberships.values_list("user__email", flat=True)
    assert told("requests-reminder") == sorted([*members] * mails)
