"""What an act asks of the database stays the same, however many rows it concerns."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import Edition, Registration, Session, Speaker
from events.services.consent import name_programme
from matchmaking.models import MeetingRequest, ScheduleVersion
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.delegates import asked, with_account
from tests.factories.events import EditionFactory, RegistrationFactory, SessionFactory, delegates
from tests.factories.matchmaking import (
    MeetingRequestFactory,
    ScheduleVersionFactory,
    meeting_between,
    placed,
    tables,
    window_with_slots,
)
from tests.support.browsers import signed_in
from tests.support.counting import FEW, MANY
from tests.support.telling import everything_told

pytestmark = pytest.mark.django_db

NOW = datetime(2094, 5, 1, 10, tzinfo=UTC)


class Event:
    """Our cluster agreed to meet so many others, and asks or is asked by as many more; the
    schedule that is published has room for all but one of them.
    """

    def __init__(self, count: int) -> None:
        self.edition: Edition = EditionFactory(state="published")
        self.organiser = signed_in(MembershipFactory(organisation=self.edition.owner).user)
        self.ours = self.cluster()
        self.manager = signed_in(MembershipFactory(organisation=self.ours.cluster).user)
        self.slots = window_with_slots(self.edition, slots=count)
        self.others = [self.cluster() for _ in range(count)]
        self.version: ScheduleVersion = ScheduleVersionFactory(
            edition=self.edition, state="published", published_at=NOW
        )
        [table] = tables(self.edition, 1)
        for slot, other in zip([*self.slots[:-1], None], self.others, strict=True):
            meeting = meeting_between(self.ours, other)
            meeting.request = self._asked(self.ours, other, "accepted")
            meeting.save()
            if slot:
                placed(self.version, meeting, slot, table)
            self._asked(self.cluster(), self.ours, "pending")
        everything_told(self.edition)

    def cluster(self, **fields: str) -> Registration:
        row: Registration = RegistrationFactory(edition=self.edition, **fields)
        MembershipFactory(organisation=row.cluster)
        return row

    def _asked(self, one: Registration, other: Registration, state: str) -> MeetingRequest:
        row: MeetingRequest = MeetingRequestFactory(
            edition=self.edition, requester=one, invitee=other, state=state, version=2
        )
        return row

    def speaks(self, session: Session) -> None:
        """As many bodies as there are others, half of them without a member."""
        for number in range(len(self.others)):
            body = ClusterFactory()
            if number % 2:
                MembershipFactory(organisation=body)
            Speaker.objects.create(session=session, name="Ana", organisation=body)

    def at(self, name: str, *more: object) -> str:
        return reverse(name, args=[self.edition.slug, *more])


def post(browser: Client, address: str, **fields: object) -> int:
    """How many queries an act takes that is done."""
    with CaptureQueriesContext(connection) as made:
        assert browser.post(address, fields).status_code == 302
    return len(made)


def withdrawing(event: Event) -> int:
    return post(event.manager, reverse("registration-withdraw", args=[event.ours.pk]))


def declining(event: Event) -> int:
    return post(
        event.organiser,
        event.at("organise-registrations-decide"),
        action="decline",
        chosen=[event.ours.pk],
    )


def approving(event: Event) -> int:
    """All that wait; each has a delegate with an account, and one who is invited."""
    rows = [event.cluster(state="waiting") for _ in event.others]
    for row in rows:
        for position, delegate in enumerate(delegates(row)):
            with_account(delegate) if position else asked(delegate, UserFactory())
    fields = {"action": "approve", "everybody_in": "waiting"}
    return post(event.organiser, event.at("organise-registrations-decide"), **fields)


def declining_all(event: Event) -> int:
    """All that wait."""
    for row in [event.cluster(state="waiting") for _ in event.others]:
        with_account(delegates(row)[0])
    fields = {"action": "decline", "everybody_in": "waiting"}
    return post(event.organiser, event.at("organise-registrations-decide"), **fields)


def undoing(event: Event) -> int:
    declining(event)
    return post(event.organiser, event.at("organise-registrations-undo"))


def reminding(event: Event) -> int:
    Edition.objects.filter(pk=event.edition.pk).update(state="requests_open")
    MeetingRequest.objects.filter(edition=event.edition, requester=event.ours).update(
        state="pending"
    )
    return post(event.organiser, event.at("organise-remind"))


def removing(event: Event) -> int:
    """A session whose speakers are named no more, beside one whose speakers were never asked."""
    day, slot = event.edition.starts_on, event.slots[0]
    talks = SessionFactory.create_batch(2, edition=event.edition, day_on=day, period=slot.period)
    event.speaks(talks[0])
    name_programme(event.edition, NOW)
    event.speaks(talks[1])
    return post(event.organiser, event.at("organise-session-remove", talks[0].pk))


ACTS = (withdrawing, declining, approving, declining_all, undoing, reminding, removing)


@pytest.mark.parametrize("act", ACTS)
def test_an_act_takes_as_many_queries_for_many_rows_as_for_few(act: Callable[[Event], int]) -> None:
    with time_machine.travel(NOW, tick=False):
        few, many = (act(Event(count)) for count in (FEW, MANY))
    assert few == many
