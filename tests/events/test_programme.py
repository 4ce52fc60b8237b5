"""Writing a programme: adding, changing, moving and removing sessions."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from events.models import Edition, Session
from events.queries.programme import programme_days, session_fingerprint
from events.services.programme import (
    ProgrammeClosed,
    SessionChanged,
    SessionEntry,
    SpeakerEntry,
    add_session,
    change_session,
    move_session,
    remove_session,
)
from interface.keys import KeyTaken
from organise.forms.local_times import NoSuchTime, instant, period_of
from tests.factories.clusters import ClusterFactory
from tests.factories.events import EditionFactory, SessionFactory

NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)

pytestmark = pytest.mark.django_db
FIRST_DAY = date(2094, 6, 3)
MADRID = ZoneInfo("Europe/Madrid")


def at(clock: str) -> datetime:
    """An instant of the first day in UTC."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2094, 6, 3, hour, minute, tzinfo=UTC)


def entry(title: str = "Welcome", start: str = "07:00", end: str = "08:00") -> SessionEntry:
    return SessionEntry(
        kind="talk", title=title, day=FIRST_DAY, starts_at=at(start), ends_at=at(end)
    )


def added(edition: Edition, *spans: tuple[str, str, str]) -> list[Session]:
    return [
        add_session(edition=edition, entry=entry(*span), key=uuid.uuid4(), now=NOW)
        for span in spans
    ]


def agenda(edition: Edition) -> list[tuple[str, str, str]]:
    (first_day, *_) = programme_days(edition)
    return [
        (row.title, f"{row.period.lower:%H:%M}", f"{row.period.upper:%H:%M}")
        for row in first_day.sessions
    ]


def test_a_session_has_speakers_and_visited_organisations() -> None:
    cluster, edition = ClusterFactory(), EditionFactory()
    wanted = SessionEntry(
        kind="site_visit",
        title="Visit",
        day=FIRST_DAY,
        starts_at=at("07:00"),
        ends_at=at("08:00"),
        speakers=[SpeakerEntry("Ada", "Director", cluster.pk, "Ports"), SpeakerEntry("Bo")],
        visited=[cluster.pk],
    )
    session = add_session(edition=edition, entry=wanted, key=uuid.uuid4(), now=NOW)
    speakers = session.speakers.values_list("name", "role", "organisation", "topic")
    assert list(speakers) == [("Ada", "Director", cluster.pk, "Ports"), ("Bo", "", None, "")]
    assert list(session.visited.all()) == [cluster]


def test_the_same_key_gives_the_same_session() -> None:
    edition, key = EditionFactory(), uuid.uuid4()
    first = add_session(edition=edition, entry=entry(), key=key, now=NOW)
    assert add_session(edition=edition, entry=entry(), key=key, now=NOW) == first
    with pytest.raises(KeyTaken):
        add_session(edition=EditionFactory(), entry=entry(), key=key, now=NOW)
    other = replace(entry(), title="Other words")
    with pytest.raises(KeyTaken):
        add_session(edition=edition, entry=other, key=key, now=NOW)
    assert [row.title for row in edition.sessions.all()] == [first.title]


def test_a_removed_session_can_be_brought_back_whole() -> None:
    cluster, edition = ClusterFactory(), EditionFactory()
    (session,) = added(edition, ("Welcome", "07:00", "08:00"))
    session.speakers.create(name="Ada", organisation=cluster)
    session.visited.add(cluster)
    removed = remove_session(session=session, now=NOW)
    assert removed is not None
    assert not edition.sessions.exists()
    again = add_session(edition=edition, entry=removed.entry, key=uuid.uuid4(), now=NOW)
    assert again.speakers.get().organisation == cluster
    assert list(again.visited.all()) == [cluster]
    assert agenda(edition) == [("Welcome", "07:00", "08:00")]


def test_a_session_moved_up_changes_times_and_the_two_fill_the_same_stretch() -> None:
    edition = EditionFactory()
    long, short = added(edition, ("Long", "07:00", "08:30"), ("Short", "08:45", "09:15"))
    assert move_session(session=short, up=True, now=NOW)
    assert agenda(edition) == [("Short", "07:00", "07:30"), ("Long", "07:45", "09:15")]
    assert move_session(session=Session.objects.get(pk=short.pk), up=False, now=NOW)
    assert agenda(edition) == [("Long", "07:00", "08:30"), ("Short", "08:45", "09:15")]
    assert not move_session(session=Session.objects.get(pk=long.pk), up=True, now=NOW)


def test_sessions_side_by_side_change_their_order_and_keep_their_times() -> None:
    edition = EditionFactory()
    spans = [(name, "07:00", "08:00") for name in ("A", "B", "C")]
    sessions = added(edition, *spans)
    Session.objects.update(position=0)
    assert move_session(session=Session.objects.get(pk=sessions[2].pk), up=True, now=NOW)
    assert agenda(edition) == [(name, "07:00", "08:00") for name in ("A", "C", "B")]


def test_a_session_without_a_time_stays_where_it_is() -> None:
    session = SessionFactory(day_on=FIRST_DAY)
    assert not move_session(session=session, up=True, now=NOW)
    assert remove_session(session=session, now=NOW) is None


@pytest.mark.parametrize("state", [Edition.State.FINISHED, Edition.State.CANCELLED])
def test_the_programme_is_closed_after_the_end(state: str) -> None:
    session = SessionFactory(edition__state=state)
    with pytest.raises(ProgrammeClosed):
        add_session(edition=session.edition, entry=entry(), key=uuid.uuid4(), now=NOW)
    with pytest.raises(ProgrammeClosed):
        change_session(session=session, entry=entry(), seen="", now=NOW)
    with pytest.raises(ProgrammeClosed):
        move_session(session=session, up=True, now=NOW)
    with pytest.raises(ProgrammeClosed):
        remove_session(session=session, now=NOW)


def test_every_day_of_an_edition_can_be_shown_even_when_nothing_happens() -> None:
    edition = EditionFactory()
    added(edition, ("Welcome", "07:00", "08:00"))
    days = programme_days(edition, empty_days=True)
    assert [(group.day, len(group.sessions)) for group in days] == [
        (FIRST_DAY, 1),
        (date(2094, 6, 4), 0),
    ]


def test_local_times_follow_summer_and_winter() -> None:
    clock = datetime(2094, 1, 1, 9, 0, tzinfo=UTC).time()
    assert instant(date(2094, 3, 27), clock, MADRID).hour == 8
    assert instant(date(2094, 3, 28), clock, MADRID).hour == 7


def test_a_time_that_clocks_leave_out_is_refused() -> None:
    half_past_two = datetime(2094, 1, 1, 2, 30, tzinfo=UTC).time()
    with pytest.raises(NoSuchTime):
        instant(date(2094, 3, 28), half_past_two, MADRID)


def test_a_period_over_the_hour_that_comes_twice_ends_at_the_later_one() -> None:
    start = datetime(2094, 1, 1, 2, 45, tzinfo=UTC).time()
    end = datetime(2094, 1, 1, 2, 15, tzinfo=UTC).time()
    starts_at, ends_at = period_of(date(2094, 10, 31), start, end, MADRID)
    assert (ends_at - starts_at).total_seconds() == 30 * 60


def test_an_evening_ends_after_midnight() -> None:
    start, end = time(22, 0), time(0, 30)
    starts_at, ends_at = period_of(date(2094, 6, 3), start, end, MADRID)
    assert (ends_at - starts_at).total_seconds() == 150 * 60


def test_an_end_half_a_day_back_is_no_end_of_the_next_day() -> None:
    starts_at, ends_at = period_of(date(2094, 6, 3), time(9, 0), time(8, 0), MADRID)
    assert ends_at < starts_at


def test_a_session_changed_since_it_was_shown_is_not_overwritten() -> None:
    [session] = added(EditionFactory(), ("Welcome", "07:00", "08:00"))
    session = Session.objects.get(pk=session.pk)
    seen = session_fingerprint(session)
    change_session(session=session, entry=entry(title="Opening"), seen=seen, now=NOW)
    change_session(session=session, entry=entry(title="Opening"), seen=seen, now=NOW)
    with pytest.raises(SessionChanged):
        change_session(session=session, entry=entry(title="Closing"), seen=seen, now=NOW)
    session.refresh_from_db()
    assert session.title == "Opening"
