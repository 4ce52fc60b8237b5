"""Asking for many meetings in one act does what asking for one after the other does."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest

from events.models import Registration
from interface.contention import Busy
from matchmaking.models import BarredPair, Import, Meeting, MeetingRequest, Priority
from matchmaking.services import importing
from matchmaking.services.requests import (
    Asked,
    RequestRefused,
    Wish,
    ask,
    ask_each,
    decline,
)
from matchmaking.tasks import carry_out_import
from notifications.models import OutboxMessage
from tests.factories.clusters import MembershipFactory, OrganisationFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.lists import handed_in, list_of
from tests.factories.matchmaking import MeetingWindowFactory

pytestmark = pytest.mark.django_db

FIRST_DAY = datetime(2094, 6, 3, 9, tzinfo=UTC)
NOW = datetime(2094, 5, 1, 10, tzinfo=UTC)
MUST, LIKE = Priority.MUST, Priority.WOULD_LIKE
GONE = 999_999_999


@dataclass(frozen=True)
class Said:
    """Who asks whom (by number), how much, and in which of the two windows alone."""

    who: int
    whom: int
    priority: Priority = LIKE
    windows: tuple[int, ...] = ()


# The seventh cluster waits; 0 was declined by 1, 2 has asked 3, and 4 and 5 never meet.
LIST = (
    Said(0, 1),
    Said(0, 2, MUST),
    Said(0, 3, MUST),
    Said(0, 3),
    Said(3, 0),
    Said(3, 2, MUST),
    Said(3, 5, MUST),
    Said(2, 3),
    Said(4, 5),
    Said(4, 6),
    Said(4, 1, windows=(0,)),
    Said(4, 2, windows=(0, 1)),
    Said(5, 1, windows=(GONE,)),
    Said(5, 0),
    Said(5, 2),
    Said(5, 3),
    Said(5, 1),
    Said(1, 5, MUST),
    Said(1, 4, MUST),
)


class Event:
    """Seven clusters with a member each, and rules of numbers."""

    def __init__(self) -> None:
        self.edition = EditionFactory(name="Meets", most_requests=3, most_musts=1)
        self.rows: list[Registration] = [
            RegistrationFactory(
                edition=self.edition,
                cluster=OrganisationFactory(name=f"Cluster {number}", kind="cluster"),
                state="waiting" if number == 6 else "approved",
            )
            for number in range(7)
        ]
        self.members = [MembershipFactory(organisation=row.cluster).user for row in self.rows]
        self.by = MembershipFactory(organisation=self.edition.owner).user
        self.windows = [
            MeetingWindowFactory(
                edition=self.edition,
                period=(FIRST_DAY + timedelta(hours=at), FIRST_DAY + timedelta(hours=at + 2)),
            ).pk
            for at in (0, 4)
        ]
        BarredPair.objects.create(edition=self.edition, first=self.rows[4], second=self.rows[5])
        refused = self.ask(Said(0, 1))
        assert isinstance(refused, MeetingRequest)
        decline(request=refused, version=1, by=self.members[1], now=NOW)
        self.ask(Said(2, 3))

    def ask(self, said: Said, key: uuid.UUID | None = None) -> MeetingRequest | RequestRefused:
        try:
            return ask(
                requester=self.rows[said.who],
                invitee=self.rows[said.whom],
                wish=Wish(said.priority),
                by=self.by,
                key=key or uuid.uuid4(),
                now=NOW,
                by_organiser=True,
                windows=self.chosen(said),
            )
        except RequestRefused as refusal:
            return refusal

    def chosen(self, said: Said) -> frozenset[int]:
        return frozenset(pk if pk == GONE else self.windows[pk] for pk in said.windows)

    def asked(self, said: Said) -> Asked:
        pair = (self.rows[said.who].pk, self.rows[said.whom].pk)
        return Asked(*pair, Wish(said.priority), uuid.uuid4(), self.chosen(said))

    def ask_each(self, asked: Sequence[Asked]) -> list[str]:
        found = ask_each(edition=self.edition, asked=asked, by=self.by, now=NOW)
        return ["" if one is None else type(one).__name__ for one in found]

    def stands(self) -> list[tuple[object, ...]]:
        number = {row.pk: at for at, row in enumerate(self.rows)}
        place = {pk: at for at, pk in enumerate(self.windows)}
        rows = MeetingRequest.objects.filter(edition=self.edition).order_by("pk")
        return [
            (
                number[row.requester_id],
                number[row.invitee_id],
                *(row.state, row.priority, row.invitee_priority, row.version, row.waits_since),
                *(row.asked_by_organiser, row.is_limited, row.asks_for_windows),
                [place[one.window_id] for one in row.windows.all()],
                Meeting.objects.filter(request=row).count(),
            )
            for row in rows
        ]

    def mails(self) -> list[tuple[object, ...]]:
        number = {user.email: at for at, user in enumerate(self.members)}
        rows = OutboxMessage.objects.filter(recipient__in=number)
        return sorted(
            (
                number[row.recipient],
                *(row.kind, row.subject, row.version, row.known, row.due_at, row.state),
                *(bool(row.secret), row.body.replace(self.edition.slug, "").count("Cluster")),
            )
            for row in rows
        )


def test_a_list_is_answered_stored_and_told_as_one_after_the_other() -> None:
    singly, together = Event(), Event()
    answers = [singly.ask(said) for said in LIST]
    found = ["" if isinstance(one, MeetingRequest) else type(one).__name__ for one in answers]
    assert {"DeclinedBefore", "TooManyMusts", "AlreadyAsked", "NeverMeet"} <= set(found)
    assert {"NotApproved", "RequestChanged", "TooManyRequests"} <= set(found)
    assert together.ask_each([together.asked(said) for said in LIST]) == found
    assert together.stands() == singly.stands()
    assert together.mails() == singly.mails()


def test_the_same_again_asks_nothing_more() -> None:
    event = Event()
    asked = [event.asked(Said(0, 2)), event.asked(Said(5, 3))]
    event.ask_each(asked)
    stood, told = event.stands(), event.mails()
    assert event.ask_each(asked) == ["", ""]
    assert (event.stands(), event.mails()) == (stood, told)


def test_nothing_is_asked_while_requests_are_closed() -> None:
    event = Event()
    type(event.edition).objects.update(state="draft")
    asked = [event.asked(said) for said in (Said(0, 2), Said(0, 4))]
    assert event.ask_each(asked) == ["RequestsClosed"] * 2


def test_where_others_hold_a_cluster_each_row_is_tried_by_itself() -> None:
    event = Event()
    rows = [["cluster", "to"], ["Cluster 0", "Cluster 4"], ["Cluster 5", "Cluster 3"]]
    listed = handed_in(list_of(event.edition, event.by, Import.Layout.REQUESTS, rows))

    def held(*, asked: Sequence[Asked], **how: object) -> list[RequestRefused | None]:
        if event.rows[4].pk in {one.invitee for one in asked}:
            raise Busy
        return ask_each(asked=asked, **how)  # type: ignore[arg-type]

    with patch.object(importing, "ask_each", held):
        carry_out_import(listed.pk)
    listed.refresh_from_db()
    assert listed.outcome["stored"] == {"wishes": 1}
    assert [(row, why) for row, _, why in listed.outcome["refused"]] == [(2, "Busy")]
