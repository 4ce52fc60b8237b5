"""A call for an event goes by the event's clock, in whichever time zone that is."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
import time_machine

from clusters.models import Role
from events.models import Call, Edition
from events.moves import Days
from events.queries.moving import programme_move
from events.services.calls.making import create_call
from events.services.editions import Relations, change
from events.services.moving import Seen, move_edition
from matchmaking.queries.moving import grid_move
from tests.factories.accounts import UserFactory
from tests.factories.calls import CallFactory, HostCallFactory
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory
from tests.support.browsers import signed_in

pytestmark = pytest.mark.django_db
# Open from 10 January, 09:00 UTC, to 1 February, 12:00 UTC: 10:00 and 13:00 in Madrid.
BEFORE = datetime(2094, 1, 5, 9, tzinfo=UTC)
OPEN = datetime(2094, 1, 20, 9, tzinfo=UTC)
CLOSED = datetime(2094, 2, 10, 9, tzinfo=UTC)
ATHENS = "Europe/Athens"


def seen_of(edition: Edition, wished: Days, now: datetime) -> Seen:
    programme = programme_move(edition, wished, now)
    return Seen(programme.seen, grid_move(edition, programme.move).seen)


def to_athens(edition: Edition, now: datetime, *, days: int = 0) -> None:
    first, last = date(2094, 6, 3 + days), date(2094, 6, 4 + days)
    wished = Days(first, last, ATHENS)
    seen = seen_of(edition, wished, now)
    move_edition(edition=edition, wished=wished, seen=seen, by=UserFactory(), key=uuid4(), now=now)


def edited(edition: Edition, now: datetime) -> None:
    edition.refresh_from_db()
    wished = Edition.objects.get(pk=edition.pk)
    wished.time_zone = ATHENS
    change(wished=wished, relations=Relations(), version=edition.version, now=now)


@pytest.mark.parametrize("act", [to_athens, edited])
def test_what_is_to_come_stays_at_the_time_that_people_know(act: object) -> None:
    call = CallFactory()
    act(call.edition, BEFORE)  # type: ignore[operator]
    call.refresh_from_db()
    assert call.time_zone == ATHENS
    assert call.opens_at == datetime(2094, 1, 10, 8, tzinfo=UTC)
    assert call.closes_at == datetime(2094, 2, 1, 11, tzinfo=UTC)
    assert call.version == 2, "who had the form open sees it again"
    page = signed_in(UserFactory()).get(call.get_absolute_url()).text
    assert "13:00" in page
    assert ATHENS in page


def test_days_of_a_call_do_not_move_with_the_days_of_its_event() -> None:
    call = CallFactory()
    to_athens(call.edition, OPEN, days=3)
    call.refresh_from_db()
    assert call.opens_at == datetime(2094, 1, 10, 9, tzinfo=UTC), "it has opened"
    assert call.closes_at == datetime(2094, 2, 1, 11, tzinfo=UTC)


@pytest.mark.parametrize("state", [Call.State.OPEN, Call.State.REVIEWING])
def test_what_is_closed_stays_closed_and_is_shown_by_the_new_clock(state: str) -> None:
    call = CallFactory(state=state)
    to_athens(call.edition, CLOSED)
    call.refresh_from_db()
    assert call.closes_at == datetime(2094, 2, 1, 12, tzinfo=UTC)
    with time_machine.travel(CLOSED, tick=False):
        owner = signed_in(MembershipFactory(organisation=call.body, role=Role.OWNER).user)
        assert "14:00" in owner.get("/organise/calls/").text


def test_a_call_for_a_host_and_those_of_other_events_keep_their_clock() -> None:
    host, other, call = HostCallFactory(), CallFactory(), CallFactory()
    to_athens(call.edition, OPEN)
    for row in (host, other):
        row.refresh_from_db()
        assert (row.time_zone, row.version) == ("Europe/Madrid", 1)


def test_where_only_the_days_change_a_call_is_as_it_was() -> None:
    call = CallFactory()
    wished = Days(date(2094, 6, 10), date(2094, 6, 11), "Europe/Madrid")
    seen = seen_of(call.edition, wished, OPEN)
    move_edition(
        edition=call.edition, wished=wished, seen=seen, by=UserFactory(), key=uuid4(), now=OPEN
    )
    call.refresh_from_db()
    assert (call.closes_at, call.version) == (datetime(2094, 2, 1, 12, tzinfo=UTC), 1)


def test_a_call_made_from_an_older_form_has_the_zone_of_its_event() -> None:
    edition = EditionFactory()
    draft = CallFactory.build(
        edition=edition, body=edition.owner, opens_at=None, slug="", idempotency_key=uuid4()
    )
    Edition.objects.update(time_zone=ATHENS)
    call = create_call(draft=draft, criteria=[("Fit", 1)], key=uuid4(), now=OPEN)
    call.refresh_from_db()
    assert call.time_zone == ATHENS
    assert call.closes_at == datetime(2094, 2, 1, 11, tzinfo=UTC)


def test_what_happens_at_this_very_instant_has_been() -> None:
    opening, closing = CallFactory(), CallFactory()
    for call, now in ((opening, opening.opens_at), (closing, closing.closes_at)):
        before = call.opens_at, call.closes_at
        to_athens(call.edition, now)
        call.refresh_from_db()
        assert call.opens_at == before[0]
        assert (call.closes_at == before[1]) == (call is closing)
