"""Registering many clusters in one act does what registering one after the other does."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from clusters.models import Organisation
from events.models import Naming, Registration
from events.services.registering import Late, register_each
from events.services.registrations import (
    AlreadyRegistered,
    OnlineNotOffered,
    RegistrationClosed,
    register_for,
)
from events.services.wishes import Wishes
from notifications.models import OutboxMessage
from privacy.models import LogEntry
from tests.factories.accounts import AdministratorFactory
from tests.factories.clusters import MembershipFactory, OrganisationFactory
from tests.factories.events import EditionFactory, RegistrationFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2094, 5, 1, 10, tzinfo=UTC)
# By number: 1 is registered, 2 withdrew, 4 has nobody who speaks for it, 5 was named and agreed.
LIST = (
    (0, Wishes(seats=2, max_meetings=5, message="Welcome")),
    (1, Wishes()),
    (2, Wishes()),
    (3, Wishes(takes_part="online")),
    (3, Wishes(message="As you asked")),
    (4, Wishes()),
    (0, Wishes()),
    (5, Wishes()),
    (6, Wishes()),
    (7, Wishes()),
)


class Event:
    """Where five have a place."""

    def __init__(self) -> None:
        self.edition = EditionFactory(name="Meets", capacity=5, meets_online=False)
        self.by = MembershipFactory(organisation=self.edition.owner).user
        self.clusters: list[Organisation] = [
            OrganisationFactory(name=f"Cluster {number}", kind="cluster") for number in range(8)
        ]
        self.readers = {
            MembershipFactory(organisation=one).user.email: at
            for at, one in enumerate(self.clusters)
            if at != 4
        }
        for number, state in ((1, "approved"), (2, "withdrawn")):
            RegistrationFactory(edition=self.edition, cluster=self.clusters[number], state=state)
        Naming.objects.create(
            edition=self.edition,
            organisation=self.clusters[5],
            role=Naming.Role.DELEGATION,
            state="accepted",
            asked_at=NOW,
        )

    def register(self, number: int, wishes: Wishes) -> str:
        try:
            register_for(
                edition=self.edition,
                cluster=self.clusters[number],
                by=self.by,
                wishes=wishes,
                key=uuid.uuid4(),
                now=NOW,
            )
        except (AlreadyRegistered, OnlineNotOffered, RegistrationClosed) as refusal:
            return type(refusal).__name__
        return ""

    def late(self) -> list[Late]:
        return [Late(self.clusters[at], wishes, uuid.uuid4()) for at, wishes in LIST]

    def register_each(self, late: Sequence[Late]) -> list[str]:
        found = register_each(edition=self.edition, late=late, by=self.by, now=NOW)
        return ["" if one is None else type(one).__name__ for one in found]

    def stands(self) -> list[tuple[object, ...]]:
        number = {one.pk: at for at, one in enumerate(self.clusters)}
        rows = Registration.objects.filter(edition=self.edition).order_by("cluster")
        namings = Naming.objects.filter(edition=self.edition, organisation__in=number)
        return [
            *(
                (
                    number[row.cluster_id],
                    *(row.state, row.version, row.seats, row.max_meetings, row.message),
                    *(row.decided_at, row.created_at if row.decided_at else None),
                    self.logged(row),
                )
                for row in rows
            ),
            *sorted((number[row.organisation_id], row.state) for row in namings),
        ]

    def logged(self, row: Registration) -> list[str]:
        entries = LogEntry.objects.filter(table_name="events_registration", row_id=row.pk)
        return sorted(set(entries.values_list("operation", flat=True)))

    def mails(self) -> list[tuple[object, ...]]:
        rows = OutboxMessage.objects.filter(about=f"edition:{self.edition.pk}")
        return sorted(
            (
                self.readers.get(row.recipient, -1),
                *(row.kind, min(row.version, 9), row.known, row.due_at, row.subject, row.state),
                "Welcome" in row.body,
                "shown" in row.body,
                len(row.body.split()),
            )
            for row in rows
        )


def test_a_list_is_answered_stored_and_told_as_one_after_the_other() -> None:
    AdministratorFactory()
    singly, together = Event(), Event()
    answers = [singly.register(*one) for one in LIST]
    assert {"", "AlreadyRegistered", "OnlineNotOffered"} == set(answers)
    assert together.register_each(together.late()) == answers
    assert together.stands() == singly.stands()
    assert "waitlisted" in str(together.stands())
    assert together.mails() == singly.mails()
    assert len(together.mails()) > 6


def test_the_same_again_registers_nobody_more() -> None:
    event = Event()
    late = [one for one in event.late() if one.wishes.takes_part == "on_site"][2:5]
    assert event.register_each(late) == ["", "", ""]
    stood, told = event.stands(), event.mails()
    assert event.register_each(late) == ["", "", ""]
    assert (event.stands(), event.mails()) == (stood, told)


def test_an_event_that_is_over_takes_nobody() -> None:
    event = Event()
    type(event.edition).objects.filter(pk=event.edition.pk).update(state="finished")
    assert set(event.register_each(event.late())) == {"RegistrationClosed"}
