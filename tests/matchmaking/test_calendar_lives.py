"""What calendar programs see over the whole life of an event, as two readers read its files."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from events.models import Edition, Session
from events.moves import Days
from events.queries.moving import programme_move
from events.services.editions import cancel
from events.services.moving import Seen, move_edition
from matchmaking.models import Slot, Table
from matchmaking.queries.moving import grid_move
from matchmaking.services.publishing import publish
from matchmaking.services.requests import cancel_published, take_up
from matchmaking.telling.files import agenda_file, edition_file
from tests.factories.events import EditionFactory, SessionFactory
from tests.factories.matchmaking import MORNING
from tests.factories.schedules import Scheduled, four_managed
from tests.support.calendars import Said, read_twice
from tests.support.mails import mail_to

NOW = datetime(2027, 1, 10, 9, tzinfo=UTC)
DAY, HOUR, HALF = timedelta(days=1), timedelta(hours=1), timedelta(minutes=30)

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Scheduled:
    """Published: A meets B and C meets D, the third slot is free; a welcome in the afternoon."""
    registrations = four_managed(EditionFactory(name="Spring", venue="Fira", state="scheduling"))
    event = Scheduled.of(registrations, pairs=[(0, 1), (2, 3)], places=[(0, 0), (0, 1)], slots=3)
    period = DateTimeTZRange(MORNING + 6 * HOUR, MORNING + 7 * HOUR)
    SessionFactory(edition=event.edition, title="Welcome", period=period)
    publish(version=event.version, revision=0, user=event.user, now=NOW)
    return event


def agenda_of(event: Scheduled, number: int = 0) -> dict[str, Said]:
    event.registrations[number].edition.refresh_from_db()
    return read_twice(agenda_file(event.registrations[number], NOW))


def public(event: Scheduled) -> dict[str, Said]:
    event.edition.refresh_from_db()
    return read_twice(edition_file(event.edition, NOW, description="", url=""))


def the(kind: str, found: dict[str, Said]) -> Said:
    [said] = [said for uid, said in found.items() if uid.startswith(f"{kind}-")]
    return said


def grown(before: Said, after: Said, **changes: Any) -> bool:
    """The entry says this differently now, and nothing else, one SEQUENCE higher."""
    return after == replace(before, **changes, sequence=before.sequence + 1, stamped=after.stamped)


def move_event(event: Scheduled, first: date, last: date) -> None:
    """By its act: clock times stay."""
    edition = Edition.objects.get(pk=event.edition.pk)
    to = Days(first, last, edition.time_zone)
    programme = programme_move(edition, to, NOW)
    shown = Seen(programme.seen, grid_move(edition, programme.move).seen)
    key = uuid.uuid4()
    move_edition(edition=edition, wished=to, seen=shown, by=event.user, key=key, now=NOW)


def cancel_event(event: Scheduled) -> None:
    event.edition.refresh_from_db()
    cancel(edition=event.edition, version=event.edition.version, now=NOW)


def put_at(event: Scheduled, slot: int) -> None:
    event.version.refresh_from_db()
    event.put_at(0, slot, 0, NOW, is_live=True)


def room(event: Scheduled) -> None:
    Table.objects.filter(pk=event.tables[0].pk).update(room="Blue")


def test_a_meeting_over_its_whole_life(event: Scheduled) -> None:
    start, [meeting, _] = event.slots[0].period.lower, event.meetings
    call_off = partial(cancel_published, meeting=meeting, by=event.user, now=NOW)
    agree_again = partial(take_up, meeting=meeting, now=NOW)
    december = datetime(2094, 12, 2, 9, tzinfo=UTC)
    life: list[tuple[Callable[[], object], dict[str, Any]]] = [
        (partial(room, event), {"place": "Table 1, Blue, Fira"}),
        (
            partial(put_at, event, 2),
            {"begins": start + HOUR, "ends": start + HOUR + 25 * HALF / 30},
        ),
        (call_off, {"status": "CANCELLED"}),
        (agree_again, {"status": "CONFIRMED"}),
        (
            partial(move_event, event, date(2094, 12, 2), date(2094, 12, 3)),
            {"begins": december, "ends": december + 25 * HALF / 30},
        ),
        (partial(cancel_event, event), {"status": "CANCELLED"}),
    ]
    said = the("meeting", agenda_of(event))
    assert (said.begins, said.ends) == (start, start + 25 * HALF / 30)
    assert (said.status, said.sequence, said.place) == ("CONFIRMED", 0, "Table 1, Fira")
    mailed = the("meeting", read_twice(mail_to("a@example.org", "agenda").calendar))
    assert replace(mailed, stamped=said.stamped) == said
    for act, changes in life:
        act()
        after = the("meeting", agenda_of(event))
        assert grown(said, after, **changes)
        assert the("meeting", agenda_of(event)) == after, "what says the same does not grow"
        others = the("meeting", agenda_of(event, 1))
        assert (others.begins, others.status) == (after.begins, after.status)
        assert others.sequence == after.sequence
        said = after


def test_a_session_and_the_event_over_their_whole_life(event: Scheduled) -> None:
    assert the("session", public(event)) == the("session", agenda_of(event))
    welcome, whole = the("session", public(event)), the("edition", public(event))
    assert (welcome.begins, welcome.ends) == (MORNING + 6 * HOUR, MORNING + 7 * HOUR)
    assert (whole.begins, whole.ends) == (date(2094, 6, 3), date(2094, 6, 5))
    assert {(one.status, one.sequence) for one in (welcome, whole)} == {("CONFIRMED", 0)}

    Session.objects.update(place="Red")
    after = the("session", public(event))
    assert grown(welcome, after, place="Red")
    assert the("edition", public(event)) == whole
    Edition.objects.update(venue="Llotja")
    assert the("session", public(event)) == after
    assert grown(whole, the("edition", public(event)), place="Llotja, Barcelona")
    period = DateTimeTZRange(MORNING + 5 * HOUR, MORNING + 6 * HOUR)
    Session.objects.update(period=period)
    welcome, after = after, the("session", public(event))
    assert grown(welcome, after, begins=period.lower, ends=period.upper)

    whole = the("edition", public(event))
    move_event(event, date(2094, 6, 10), date(2094, 6, 11))
    week = timedelta(days=7)
    found = public(event)
    assert grown(after, the("session", found), begins=period.lower + week, ends=period.upper + week)
    assert grown(whole, the("edition", found), begins=whole.begins + week, ends=whole.ends + week)
    assert the("session", agenda_of(event)) == the("session", found)
    cancel_event(event)
    for file in (public(event), read_twice(mail_to("a@example.org", "edition-cancelled").calendar)):
        for kind in ("session", "edition"):
            assert grown(the(kind, found), the(kind, file), status="CANCELLED")


def test_a_session_that_is_removed_is_cancelled_in_all_files(event: Scheduled) -> None:
    before = the("session", public(event))
    Session.objects.all().delete()
    assert grown(before, the("session", public(event)), status="CANCELLED")
    assert the("session", agenda_of(event)) == the("session", public(event))


NIGHTS = [date(2027, 3, 28), date(2027, 10, 31)]


@pytest.mark.parametrize("night", NIGHTS, ids=str)
def test_a_night_when_clocks_change_over_its_whole_life(night: date) -> None:
    edition = EditionFactory(venue="Fira", state="scheduling", starts_on=night, ends_on=night)
    first = datetime(night.year, night.month, night.day, tzinfo=UTC) - HALF / 2
    starts = [first + HALF * number for number in range(6)]
    event = Scheduled.of(four_managed(edition), pairs=[(0, 1)], places=[(0, 0)], slots=6)
    for slot, start in zip(event.slots, starts, strict=True):
        period = DateTimeTZRange(start, start + HALF)
        Slot.objects.filter(pk=slot.pk).update(period=period)
        SessionFactory(edition=edition, day_on=night, period=period, title=f"{start:%H:%M}")
    publish(version=event.version, revision=0, user=event.user, now=NOW)

    sessions = {said.summary: said for uid, said in public(event).items() if "session" in uid}
    assert sorted((said.begins, said.ends) for said in sessions.values()) == [
        (start, start + HALF) for start in starts
    ]
    assert {name.rpartition(" ")[2] for name in sessions} == {f"{one:%H:%M}" for one in starts}
    said = the("meeting", agenda_of(event))
    assert (said.begins, said.ends, said.sequence) == (starts[0], starts[0] + HALF, 0)
    for number in range(1, 6):
        put_at(event, number)
        after = the("meeting", agenda_of(event))
        assert grown(said, after, begins=starts[number], ends=starts[number] + HALF)
        said = after
    room(event)
    after = the("meeting", agenda_of(event))
    assert grown(said, after, place="Table 1, Blue, Fira")
    cancel_event(event)
    assert {one.status for one in agenda_of(event).values()} == {"CANCELLED"}
    assert grown(after, the("meeting", agenda_of(event)), status="CANCELLED")
