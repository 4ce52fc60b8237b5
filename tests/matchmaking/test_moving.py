"""An event is moved: meetings, times, answers and asks move along, or it is refused."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from icalendar import Calendar

from events.models import Edition, EditionMove, Session
from events.moves import Days, Move
from events.queries.moving import days_of_edition, programme_move
from events.services import moving as services
from events.services.moving import Seen, move_edition
from interface.keys import KeyTaken
from matchmaking.models import (
    AvailabilityAsk,
    MeetingWindow,
    Pause,
    Placement,
    ScheduleVersion,
    Slot,
    Unavailability,
)
from matchmaking.queries.moving import grid_move
from matchmaking.services import moving as meetings
from matchmaking.services.placing import ParticipantAway, put
from matchmaking.telling.files import agenda_file
from tests.factories.accounts import UserFactory
from tests.factories.events import EditionFactory, SessionFactory, delegates
from tests.factories.matchmaking import (
    MORNING,
    MeetingWindowFactory,
    ScheduleRunFactory,
    placed,
)
from tests.factories.schedules import OneOfTwoPlaced
from tests.faults.conftest import violations
from tests.support.racing import raced

pytestmark = pytest.mark.django_db
NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)
JULY = Days(date(2094, 7, 8), date(2094, 7, 9), "Europe/Madrid")
WEEKS = timedelta(days=35)
NIGHT = datetime(2094, 6, 3, 23, tzinfo=UTC)  # 01:00 on 4 June in Madrid


def seen_of(edition: Edition, wished: Days) -> Seen:
    """What a preview of this move would be made from."""
    edition.refresh_from_db()
    programme = programme_move(edition, wished, NOW)
    return Seen(programme.seen, grid_move(edition, programme.move).seen)


def moved(
    edition: Edition, wished: Days, *, seen: Seen | None = None, key: uuid.UUID | None = None
) -> EditionMove:
    seen = seen or seen_of(edition, wished)
    by, key = UserFactory(), key or uuid.uuid4()
    return move_edition(edition=edition, wished=wished, seen=seen, by=by, key=key, now=NOW)


@pytest.fixture
def event() -> OneOfTwoPlaced:
    """Two days with a window each at the same hour; one meeting is published on the first day."""
    found = OneOfTwoPlaced(slots=4, desks=2)
    ScheduleVersion.objects.update(state="published", published_at=NOW)
    add_window(found.edition, MORNING + timedelta(days=1))
    return found


def add_window(edition: Edition, start: datetime, name: str = "Second day") -> MeetingWindow:
    window: MeetingWindow = MeetingWindowFactory(
        edition=edition, name=name, period=DateTimeTZRange(start, start + timedelta(hours=2))
    )
    for number in range(4):
        begin = start + timedelta(minutes=30 * number)
        period = DateTimeTZRange(begin, begin + timedelta(minutes=25))
        Slot.objects.create(edition=edition, window=window, period=period)
    return window


def test_a_delegate_is_there_as_many_days_later(event: OneOfTwoPlaced) -> None:
    [ada] = delegates(event.water, 1)
    ada.presence = [DateTimeTZRange(MORNING, MORNING + timedelta(hours=1))]
    ada.save()
    moved(event.edition, JULY)
    ada.refresh_from_db()
    assert ada.presence is not None
    assert [period.lower for period in ada.presence] == [MORNING + WEEKS]


def test_everything_that_depends_on_the_dates_moves_by_as_many_days(event: OneOfTwoPlaced) -> None:
    window = event.slots[0].window
    Pause.objects.create(window=window, title="Coffee", period=event.slots[1].period)
    session = SessionFactory(
        edition=event.edition, day_on=date(2094, 6, 3), period=event.slots[2].period
    )
    # Answers at the same hour of both days: each lies where the other one was.
    for days in (0, 1):
        start = MORNING + timedelta(days=days)
        Unavailability.objects.create(
            edition=event.edition,
            registration=event.aero,
            period=DateTimeTZRange(start, start + timedelta(minutes=25)),
        )
    ask = AvailabilityAsk.objects.create(
        edition=event.edition,
        registration=event.aero,
        period=event.slots[0].period,
        meeting=event.second,
        asked_by=UserFactory(),
        asked_at=NOW,
        idempotency_key=uuid.uuid4(),
    )
    before = {slot.pk: slot.period for slot in Slot.objects.all()}
    one_day = Days(date(2094, 6, 4), date(2094, 6, 5), "Europe/Madrid")
    moved(event.edition, one_day)
    after = {slot.pk: slot.period for slot in Slot.objects.all()}
    assert after == {
        pk: DateTimeTZRange(period.lower + timedelta(days=1), period.upper + timedelta(days=1))
        for pk, period in before.items()
    }
    assert Pause.objects.get().period == after[event.slots[1].pk]
    session.refresh_from_db()
    assert (session.day_on, session.period) == (date(2094, 6, 4), after[event.slots[2].pk])
    said = Unavailability.objects.order_by("period").values_list("period", flat=True)
    assert [period.lower for period in said] == [
        MORNING + timedelta(days=1),
        MORNING + timedelta(days=2),
    ]
    ask.refresh_from_db()
    assert ask.period == after[event.slots[0].pk]
    assert Placement.objects.get().slot_id == event.slots[0].pk
    event.edition.refresh_from_db()
    assert days_of_edition(event.edition) == one_day
    assert event.edition.version == 2


def test_calendars_of_clusters_follow_a_published_event(event: OneOfTwoPlaced) -> None:
    moved(event.edition, JULY)
    registration = type(event.water).objects.get(pk=event.water.pk)
    found = Calendar.from_ical(agenda_file(registration, NOW))
    [meeting] = [entry for entry in found.walk("VEVENT") if "meeting-" in str(entry["uid"])]
    assert meeting.decoded("dtstart") == MORNING + WEEKS


def test_clock_times_stay_in_another_zone_and_another_season(event: OneOfTwoPlaced) -> None:
    moved(event.edition, Days(date(2094, 12, 2), date(2094, 12, 3), "Europe/Athens"))
    first = Slot.objects.earliest("period").period.lower
    assert first.astimezone(ZoneInfo("Europe/Athens")) == datetime(
        2094, 12, 2, 9, tzinfo=ZoneInfo("Europe/Athens")
    )


def test_moving_back_undoes_a_move(event: OneOfTwoPlaced) -> None:
    home = days_of_edition(event.edition)
    before = list(Slot.objects.order_by("pk").values_list("pk", "period"))
    moved(event.edition, Days(date(2094, 12, 2), date(2094, 12, 3), "Europe/Athens"))
    moved(event.edition, home)
    assert list(Slot.objects.order_by("pk").values_list("pk", "period")) == before
    assert EditionMove.objects.filter(edition=event.edition).count() == 2


def test_closing_dates_move_along_and_what_is_closed_stays_closed(event: OneOfTwoPlaced) -> None:
    open_until = datetime(2094, 5, 20, 22, tzinfo=UTC)
    Edition.objects.update(
        registration_closes_at=NOW - timedelta(days=3), requests_close_at=open_until
    )
    moved(event.edition, JULY)
    event.edition.refresh_from_db()
    assert event.edition.registration_closes_at == NOW - timedelta(days=3)
    assert event.edition.requests_close_at == open_until + WEEKS


def test_no_closing_date_lies_after_the_last_day(event: OneOfTwoPlaced) -> None:
    last = datetime(2094, 6, 4, 22, tzinfo=UTC)  # the midnight after 4 June in Madrid
    Edition.objects.update(registration_closes_at=last, requests_close_at=last)
    moved(event.edition, Days(date(2094, 6, 3), date(2094, 6, 3), "Europe/Madrid"))
    event.edition.refresh_from_db()
    assert event.edition.requests_close_at == last - timedelta(days=1)
    assert event.edition.registration_closes_at == last - timedelta(days=1)


SHORTER = Days(date(2094, 7, 8), date(2094, 7, 8), "Europe/Madrid")


def test_what_falls_outside_a_shorter_event_goes_and_the_rest_stays(event: OneOfTwoPlaced) -> None:
    late = SessionFactory(
        edition=event.edition, day_on=date(2094, 6, 4), period=DateTimeTZRange(NIGHT, NIGHT + WEEKS)
    )
    early = SessionFactory(edition=event.edition, day_on=date(2094, 6, 3))
    moved(event.edition, SHORTER)
    assert [row.name for row in MeetingWindow.objects.all()] == ["Morning"]
    assert Slot.objects.count() == 4
    assert list(Session.objects.all()) == [early], late
    assert Placement.objects.count() == 1


def test_published_meetings_are_never_left_outside(event: OneOfTwoPlaced) -> None:
    outside = Slot.objects.latest("period")
    placed(event.version, event.second, outside, event.tables[0])
    with pytest.raises(meetings.MeetingsOutside) as refusal:
        moved(event.edition, SHORTER)
    assert refusal.value.slots == (outside,)
    event.edition.refresh_from_db()
    assert event.edition.starts_on == date(2094, 6, 3)


def test_a_draft_with_meetings_outside_is_set_aside(event: OneOfTwoPlaced) -> None:
    ScheduleVersion.objects.update(state="draft", published_at=None)
    placed(event.version, event.second, Slot.objects.latest("period"), event.tables[0])
    moved(event.edition, SHORTER)
    assert ScheduleVersion.objects.get().state == "set_aside"
    assert [row.meeting for row in Placement.objects.all()] == [event.first]


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31)])
def test_a_window_that_clocks_would_stretch_or_cut_is_named(day: date) -> None:
    """From 00:00 to 04:00 in the nights of 2027 in which clocks change."""
    edition = EditionFactory(starts_on=date(2027, 5, 10), ends_on=date(2027, 5, 10))
    night = datetime(2027, 5, 9, 22, tzinfo=UTC)
    period = DateTimeTZRange(night, night + timedelta(hours=4))
    MeetingWindowFactory(edition=edition, name="Night", period=period)
    wished = Days(day, day, "Europe/Madrid")
    with pytest.raises(services.ClocksChange) as refusal:
        move_edition(
            edition=edition,
            wished=wished,
            seen=seen_of(edition, wished),
            by=UserFactory(),
            key=uuid.uuid4(),
            now=datetime(2027, 1, 1, tzinfo=UTC),
        )
    assert (refusal.value.title, refusal.value.day) == ("Night", day)
    assert MeetingWindow.objects.get().period == period


@pytest.mark.parametrize(
    ("state", "at"),
    [
        ("published", MORNING),
        ("running", MORNING),
        ("finished", NOW),
        ("cancelled", NOW),
        ("requests_open", MORNING + WEEKS),
    ],
)
def test_an_event_that_runs_is_over_or_cancelled_stays(
    event: OneOfTwoPlaced, state: str, at: datetime
) -> None:
    Edition.objects.update(state=state)
    seen = seen_of(event.edition, JULY)
    later = Days(date(2094, 9, 1), date(2094, 9, 2), "Europe/Madrid")
    with pytest.raises(services.NotMovable):
        move_edition(
            edition=event.edition,
            wished=later,
            seen=seen,
            by=UserFactory(),
            key=uuid.uuid4(),
            now=at,
        )


def test_an_event_does_not_move_into_the_past(event: OneOfTwoPlaced) -> None:
    yesterday = Days(date(2094, 4, 30), date(2094, 5, 1), "Europe/Madrid")
    with pytest.raises(services.BeginsInThePast):
        moved(event.edition, yesterday)
    today = Days(date(2094, 5, 1), date(2094, 5, 2), "Europe/Madrid")
    moved(event.edition, today)


def test_nothing_moves_while_a_run_works_on_the_times(event: OneOfTwoPlaced) -> None:
    ScheduleRunFactory(edition=event.edition)
    with pytest.raises(meetings.RunUnderWay):
        moved(event.edition, JULY)


CHANGES: dict[str, Callable[[OneOfTwoPlaced], object]] = {
    "details": lambda event: Edition.objects.filter(pk=event.edition.pk).update(version=7),
    "session": lambda event: SessionFactory(edition=event.edition, day_on=date(2094, 6, 4)),
    "window": lambda event: add_window(event.edition, MORNING + timedelta(hours=8)),
    "meeting": lambda event: placed(
        event.version, event.second, Slot.objects.latest("period"), event.tables[0]
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_preview_that_is_outdated_moves_nothing(event: OneOfTwoPlaced, change: str) -> None:
    seen = seen_of(event.edition, SHORTER)
    CHANGES[change](event)
    with pytest.raises(services.PreviewOutdated):
        moved(event.edition, SHORTER, seen=seen)
    event.edition.refresh_from_db()
    assert event.edition.starts_on == date(2094, 6, 3)


def test_the_same_key_moves_once(event: OneOfTwoPlaced) -> None:
    seen, key = seen_of(event.edition, JULY), uuid.uuid4()
    first = moved(event.edition, JULY, seen=seen, key=key)
    assert moved(event.edition, JULY, seen=seen, key=key) == first
    assert Slot.objects.earliest("period").period.lower == MORNING + WEEKS
    other = EditionFactory()
    with pytest.raises(KeyTaken):
        moved(other, JULY, key=key)
    august = Days(date(2094, 8, 4), date(2094, 8, 5), "Europe/Madrid")
    with pytest.raises(KeyTaken):
        moved(event.edition, august, seen=seen, key=key)


def test_what_a_cluster_said_still_keeps_meetings_away(event: OneOfTwoPlaced) -> None:
    Unavailability.objects.create(
        edition=event.edition, registration=event.aero, period=event.slots[1].period
    )
    ScheduleVersion.objects.update(state="draft", published_at=None)
    moved(event.edition, JULY)
    with pytest.raises(ParticipantAway):
        put(
            version=event.version,
            meeting=event.second.pk,
            slot=event.slots[1].pk,
            table=event.tables[1].pk,
            user=UserFactory(),
            key=uuid.uuid4(),
            now=NOW,
        )


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
def test_of_two_moves_at_once_one_happens_and_the_other_is_told(event: OneOfTwoPlaced) -> None:
    Edition.objects.filter(pk=event.edition.pk).update(state="published")
    event.edition.refresh_from_db()
    august = Days(date(2094, 8, 5), date(2094, 8, 6), "Europe/Madrid")
    seen = {wished: seen_of(event.edition, wished) for wished in (JULY, august)}
    by = UserFactory()

    def act(wished: Days) -> Callable[[], EditionMove]:
        key = uuid.uuid4()
        return lambda: move_edition(
            edition=event.edition, wished=wished, seen=seen[wished], by=by, key=key, now=NOW
        )

    answers = raced([act(wished) for wished in [JULY, august] * 4])
    made = [answer for answer in answers if isinstance(answer, EditionMove)]
    refused = [answer for answer in answers if isinstance(answer, services.MoveRefused)]
    assert (len(made), len(refused)) == (1, 7)
    event.edition.refresh_from_db()
    move = Move(days_of_edition(EditionFactory()), days_of_edition(event.edition))
    first = Slot.objects.filter(edition=event.edition).earliest("period").period.lower
    assert first == move.instant(MORNING)
    assert violations() == []
