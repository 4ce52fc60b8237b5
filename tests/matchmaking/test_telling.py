"""What clusters were told is a fact: nothing that reaches them goes unseen, each is told once."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from clusters.models import Organisation
from events.models import Delegate, Edition, Naming, Registration, Session, Speaker
from events.services.editions import cancel
from events.services.registrations import withdraw
from matchmaking.models import (
    AgendaEntry,
    AgendaMark,
    Meeting,
    OnlineRoom,
    Placement,
    PlacementParticipant,
    ScheduleVersion,
    Slot,
    Table,
    ToldEntry,
)
from matchmaking.queries.told import differences, is_pressing, waiting
from matchmaking.services import placing
from matchmaking.services.publishing import publish
from matchmaking.telling.acts import Told, tell_them, tell_waiting
from matchmaking.telling.entries import refresh_marked, up_to_date
from matchmaking.telling.files import agenda_file
from notifications.models import OutboxMessage
from organise.words.tell import not_told
from tests.factories.accounts import UserFactory
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.delegates import with_account
from tests.factories.events import EditionFactory, RegistrationFactory, SessionFactory
from tests.factories.interpreting import interpreter
from tests.factories.matchmaking import MORNING, meeting_between, placed
from tests.factories.schedules import Scheduled, four_managed
from tests.support.calendars import read_twice
from tests.support.mails import mail_to, told
from tests.support.racing import raced
from tests.support.telling import everything_told

NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Scheduled:
    """A meets B and C meets D, published and told, with a session."""
    registrations = four_managed(EditionFactory(name="Spring", venue="Fira", state="published"))
    event = Scheduled.of(
        registrations,
        pairs=[(0, 1), (2, 3)],
        places=[(0, 0), (0, 1)],
        slots=3,
        state="published",
        published_at=NOW,
    )
    start = MORNING + 6 * HOUR
    SessionFactory(
        edition=event.edition, title="Welcome", period=DateTimeTZRange(start, start + HOUR)
    )
    everything_told(event.edition)
    return event


def entries_of(file: bytes | str) -> list[Any]:
    return list(Calendar.from_ical(file).walk("VEVENT"))


def codes(event: Scheduled) -> list[str]:
    """The kinds of news, once a reader has looked."""
    event.edition.refresh_from_db()
    up_to_date(event.edition, timezone.now())
    found = {code for one in differences(event.edition) for code in one.codes}
    return sorted(found)


def later(period: DateTimeTZRange) -> DateTimeTZRange:
    return DateTimeTZRange(period.lower + timedelta(days=1), period.upper + timedelta(days=1))


def move_slot(event: Scheduled) -> None:
    Slot.objects.filter(pk=event.slots[0].pk).update(period=later(event.slots[0].period))


def first_pattern(event: Scheduled) -> None:
    """Of a meeting that both sides know to be online."""
    OnlineRoom.objects.create(meeting=event.meetings[0])
    Placement.objects.filter(meeting=event.meetings[0]).update(kind="online", table=None)
    tell_them(edition=event.edition, by=event.user, now=NOW)
    Edition.objects.update(online_pattern="https://meet.example.org/{secret}")


def somebody_interprets(event: Scheduled) -> None:
    ada = interpreter(event.edition, "Ada", "es", "de")
    Placement.objects.filter(meeting=event.meetings[0]).update(interpreter=ada)


def drop_placement(event: Scheduled) -> None:
    Placement.objects.filter(meeting=event.meetings[0]).delete()


def another_slot(event: Scheduled) -> None:
    rows = Placement.objects.filter(meeting=event.meetings[0])
    rows.update(slot=event.slots[2])


def another_seat(event: Scheduled) -> None:
    PlacementParticipant.objects.filter(registration=event.registrations[0]).delete()


def another_delegate(event: Scheduled) -> None:
    """Ada sat there and Bo does now; both have accounts."""
    registration = event.registrations[0]
    ada, bo = (
        Delegate.objects.create(registration=registration, name=name, position=position)
        for position, name in enumerate(("Ada", "Bo"))
    )
    seats = PlacementParticipant.objects.filter(registration=registration)
    seats.update(delegate=ada)
    for delegate in (ada, bo):
        with_account(delegate)
    up_to_date(event.edition, NOW)
    seats.update(delegate=bo)


def replace_version(event: Scheduled) -> None:
    ScheduleVersion.objects.update(state="replaced")


def add_session(event: Scheduled) -> None:
    period = DateTimeTZRange(MORNING + 8 * HOUR, MORNING + 9 * HOUR)
    SessionFactory(edition=event.edition, title="Dinner", period=period)


def speaks(event: Scheduled) -> None:
    session = event.edition.sessions.get()
    session.speakers.create(organisation=event.registrations[0].cluster)


def another_speaks(event: Scheduled) -> None:
    speaks(event)
    Speaker.objects.update(organisation=ClusterFactory())


def asked(event: Scheduled) -> None:
    """Whoever was not asked speaks; who was asked and has not answered does not."""
    speaks(event)
    assert codes(event) == ["session_speaks"]
    Naming.objects.create(
        edition=event.edition,
        organisation=event.registrations[0].cluster,
        role="speaker",
        asked_at=NOW,
    )
    assert codes(event) == []
    Naming.objects.update(state="accepted")
    assert codes(event) == ["session_speaks"]
    Naming.objects.update(state="declined")


def move_session(event: Scheduled) -> None:
    row = event.edition.sessions.get()
    Session.objects.filter(pk=row.pk).update(period=later(row.period))


def raw(statement: str) -> Callable[[Scheduled], None]:
    def planted(event: Scheduled) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return planted


# A change past every act, and what is news.
PLANTED: dict[str, tuple[Callable[[Scheduled], Any], list[str]]] = {
    "events_edition.name": (raw("UPDATE events_edition SET name = 'Autumn'"), ["edition_name"]),
    "events_edition.venue": (raw("UPDATE events_edition SET venue = 'Hall'"), ["edition_venue"]),
    "events_edition.city": (raw("UPDATE events_edition SET city = 'Vic'"), ["edition_venue"]),
    "events_edition.starts_on": (
        raw("UPDATE events_edition SET starts_on = starts_on - 1"),
        ["edition_dates"],
    ),
    "events_edition.ends_on": (
        raw("UPDATE events_edition SET ends_on = ends_on + 1"),
        ["edition_dates"],
    ),
    "events_edition.time_zone": (
        raw("UPDATE events_edition SET time_zone = 'Europe/Lisbon'"),
        ["edition_zone"],
    ),
    "events_edition.state": (
        raw("UPDATE events_edition SET state = 'cancelled'"),
        ["edition_gone", "meeting_gone", "session_gone"],
    ),
    "events_session.title": (raw("UPDATE events_session SET title = 'Hello'"), ["session_changed"]),
    "events_session.place": (raw("UPDATE events_session SET place = 'Hall'"), ["session_changed"]),
    "events_session.kind": (
        raw("UPDATE events_session SET kind = 'workshop'"),
        ["session_changed"],
    ),
    "events_session.binds": (
        raw("UPDATE events_session SET binds = 'nobody'"),
        ["session_changed"],
    ),
    "events_session.period": (move_session, ["session_moved"]),
    "events_session.edition_id": (
        lambda event: Session.objects.update(edition=EditionFactory()),
        ["session_gone"],
    ),
    "events_session": (add_session, ["session_new"]),
    "events_speaker": (speaks, ["session_speaks"]),
    "events_speaker.organisation_id": (another_speaks, []),
    "events_naming.state": (asked, []),
    "events_registration.state": (
        lambda event: Registration.objects.filter(pk=event.registrations[0].pk).update(
            state="withdrawn"
        ),
        ["meeting_gone"],
    ),
    "events_registration.cluster_id": (
        lambda event: Registration.objects.filter(pk=event.registrations[0].pk).update(
            cluster=ClusterFactory(name="Other")
        ),
        ["meeting_changed"],
    ),
    "clusters_organisation.name": (
        lambda event: Organisation.objects.filter(pk=event.registrations[0].cluster_id).update(
            name="Renamed"
        ),
        ["meeting_changed"],
    ),
    "clusters_organisation.short_name": (
        lambda event: Organisation.objects.filter(pk=event.registrations[1].cluster_id).update(
            short_name="B"
        ),
        ["meeting_changed"],
    ),
    "events_edition.online_pattern": (first_pattern, ["meeting_address_first"]),
    "matchmaking_slot.period": (move_slot, ["meeting_moved"]),
    "matchmaking_table.number": (
        lambda event: Table.objects.filter(pk=event.tables[0].pk).update(number=40),
        ["meeting_table"],
    ),
    "matchmaking_table.room": (
        lambda event: Table.objects.filter(pk=event.tables[0].pk).update(room="Blue"),
        ["meeting_table"],
    ),
    "matchmaking_meeting.is_cancelled": (
        lambda event: Meeting.objects.filter(pk=event.meetings[0].pk).update(is_cancelled=True),
        ["meeting_gone"],
    ),
    "matchmaking_placement.slot_id": (another_slot, ["meeting_moved"]),
    "matchmaking_placement.table_id": (
        lambda event: Placement.objects.filter(meeting=event.meetings[0]).update(
            table=Table.objects.create(edition=event.edition, number=9)
        ),
        ["meeting_table"],
    ),
    "matchmaking_placement.interpreter_id": (somebody_interprets, ["meeting_interpreted"]),
    "matchmaking_placement": (drop_placement, ["meeting_gone"]),
    "matchmaking_placementparticipant": (another_seat, ["meeting_gone"]),
    "matchmaking_placementparticipant.delegate_id": (another_delegate, ["seat_given", "seat_lost"]),
    "matchmaking_scheduleversion.state": (replace_version, ["meeting_gone"]),
}


@pytest.mark.parametrize("column", PLANTED)
def test_a_change_past_every_act_is_seen(event: Scheduled, column: str) -> None:
    assert codes(event) == []
    plant, news = PLANTED[column]
    plant(event)
    assert codes(event) == news


# Columns of the watched tables that no calendar entry and no agenda's mail says. A new column
# belongs here, or into the migration that watches and `matchmaking.telling.sql`.
SILENT = {
    "clusters_organisation": """created_at description founded_year id is_demo is_draft kind
        known_as languages logo_id member_count name_language parent_id region_id slug sort_name
        summary version website""",
    "events_delegateaccess": """accepted_at delegate_id edition_id email expires_at id
        idempotency_key invited_at invited_by_id may_act registration_id token_hash version""",
    "events_edition": """answer_days capacity notice_minutes who_moves
        instant_from_start instant_meetings country_code created_at date_precision fairness
        fewest_meetings languages
        host_region_id id idempotency_key is_demo is_fairness_public is_recorded kind
        known_as latitude longitude most_meetings most_musts most_requests ordinal
        common_language other_regions_only owner_id people_erased_at people_kept_months
        people_told_at cancelled_at
        registration_closes_at reply_to requests_close_at requests_open_at series_id slug
        sort_name summary version meets_online""",
    "events_registration": """created_at decided_at edition_id id idempotency_key max_meetings
        message registered_by_id seats sends_colleague takes_part version""",
    "events_speaker": "id known_as name passage position role source_id topic",
    "events_naming": "asked_at id version",
    "events_session": "day_on day_title description id idempotency_key passage position source_id",
    "matchmaking_meeting": """cancel_reason cancelled_at cancelled_by_id cancelled_side_id
        created_at edition_id id priority request_id shown_at shown_by_id was_held""",
    "matchmaking_meetingparticipant": "delegate_id edition_id id",
    "matchmaking_placement": "edition_id id is_by_hand is_locked kind",
    "matchmaking_placementparticipant": "id meeting_id seat seats slot_id",
    "matchmaking_scheduleversion": """based_on_id began_from_id began_revision created_at id
        is_opening number published_by_id published_revision revision run_id set_aside_at""",
    "matchmaking_slot": "edition_id id window_id",
    "matchmaking_table": "edition_id id is_closed owner_id",
}
# Which row another one belongs to: rows are added and removed above, or held by foreign keys.
BELONGING = {
    "events_delegateaccess.user_id",
    "events_naming.edition_id",
    "events_naming.organisation_id",
    "events_naming.role",
    "events_speaker.session_id",
    "matchmaking_meetingparticipant.meeting_id",
    "matchmaking_meetingparticipant.registration_id",
    "matchmaking_placement.meeting_id",
    "matchmaking_placement.version_id",
    "matchmaking_placementparticipant.placement_id",
    "matchmaking_placementparticipant.registration_id",
    "matchmaking_placementparticipant.version_id",
    "matchmaking_scheduleversion.edition_id",
    "matchmaking_scheduleversion.published_at",
}


def columns(table: str) -> set[str]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, table)
    return {column.name for column in found}


def watched() -> dict[str, set[str]]:
    """What the triggers look at: the columns of each table."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT c.relname, a.attname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
            CROSS JOIN LATERAL unnest(t.tgattr::int2[]) AS number
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = number
            WHERE t.tgname = 'mark_agenda'"""
        )
        found: dict[str, set[str]] = {}
        for table, column in cursor.fetchall():
            found.setdefault(table, set()).add(column)
    return found


def test_each_column_is_watched_or_known_to_say_nothing() -> None:
    found = watched()
    assert set(found) == set(SILENT)
    for table, silent in SILENT.items():
        assert columns(table) == found[table] | set(silent.split()), table
        assert not found[table] & set(silent.split())


def test_each_watched_column_has_a_planted_change() -> None:
    every = {f"{table}.{column}" for table, names in watched().items() for column in names}
    assert every - set(PLANTED) == BELONGING


def test_a_draft_schedule_reaches_nobody(event: Scheduled) -> None:
    draft = placing.start_draft(edition=event.edition, now=NOW)
    placing.put(
        version=draft,
        meeting=event.meetings[0].pk,
        slot=event.slots[2].pk,
        table=event.tables[0].pk,
        user=event.user,
        key=uuid.uuid4(),
        now=NOW,
    )
    assert not AgendaMark.objects.exists()
    assert codes(event) == []


def test_what_comes_back_before_it_was_told_is_no_news(event: Scheduled) -> None:
    Edition.objects.update(venue="Hall")
    assert codes(event) == ["edition_venue"]
    Edition.objects.update(venue="Fira")
    assert codes(event) == []


def test_the_organiser_reads_in_one_line_what_is_not_told(event: Scheduled) -> None:
    Edition.objects.update(venue="Hall")
    move_session(event)
    move_slot(event)
    up_to_date(event.edition, NOW)
    words = not_told(waiting(event.edition))
    assert words == "venue changed, 2 meetings moved and 1 session moved"


def test_tell_them_is_one_mail_each_with_exactly_what_changed(event: Scheduled) -> None:
    Edition.objects.update(venue="Hall")
    move_session(event)
    assert tell_them(edition=event.edition, by=event.user, now=NOW).clusters == 4
    assert told("event-changes") == [f"{name}@example.org" for name in "abcd"]
    mail = mail_to("a@example.org", "event-changes")
    assert "The event takes place here: Hall" in mail.body
    assert "Welcome is on Friday 4 June, 15:00, instead of Thursday 3 June, 15:00." in mail.body
    uids = {str(one["UID"]).split("-")[0] for one in entries_of(mail.calendar)}
    assert uids == {"edition", "session", "meeting"}, "a meeting's place names the house"
    assert codes(event) == []
    assert tell_them(edition=event.edition, by=event.user, now=NOW).clusters == 0
    assert OutboxMessage.objects.count() == 4


def called_off(event: Scheduled) -> None:
    Meeting.objects.filter(pk=event.meetings[0].pk).update(is_cancelled=True)


def taken_up_again(event: Scheduled) -> None:
    called_off(event)
    tell_them(edition=event.edition, by=event.user, now=NOW)
    tell_waiting(NOW + HOUR)
    Meeting.objects.filter(pk=event.meetings[0].pk).update(is_cancelled=False)


def at_another_table(event: Scheduled) -> None:
    Placement.objects.filter(meeting=event.meetings[1]).delete()
    Placement.objects.filter(meeting=event.meetings[0]).update(table=event.tables[1])


def agreed_late(event: Scheduled) -> None:
    placed(
        event.version,
        meeting_between(event.registrations[0], event.registrations[2]),
        event.slots[1],
        event.tables[0],
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (move_slot, ("3 June, 09:00 to Friday 4 June, 09:00, table 1 (Blue).",)),
        (called_off, ("09:00, at table 1 (Blue), is cancelled",)),
        (taken_up_again, ("after all", "table 1 (Blue).")),
        (at_another_table, ("table 2 (Red) instead of 1 (Blue).",)),
        (agreed_late, ("Cluster C", "table 1 (Blue).")),
    ],
)
def test_every_mail_about_a_meeting_says_in_which_room_it_is(
    event: Scheduled, change: Callable[[Scheduled], None], said: tuple[str, ...]
) -> None:
    for table, room in zip(event.tables, ("Blue", "Red"), strict=True):
        Table.objects.filter(pk=table.pk).update(room=room)
    tell_them(edition=event.edition, by=event.user, now=NOW)
    OutboxMessage.objects.update(state="sent", sent_at=NOW)
    change(event)
    before = set(OutboxMessage.objects.values_list("pk", flat=True))
    tell_them(edition=event.edition, by=event.user, now=NOW + 2 * HOUR)
    tell_waiting(NOW + 4 * HOUR)
    [mail] = OutboxMessage.objects.filter(recipient="a@example.org").exclude(pk__in=before)
    assert all(words.lower() in mail.body.lower() for words in said)
    assert "Fira" in mail.body


def test_only_who_is_concerned_is_told(event: Scheduled) -> None:
    Table.objects.filter(pk=event.tables[1].pk).update(room="Blue")
    assert tell_them(edition=event.edition, by=event.user, now=NOW).clusters == 2
    assert told("event-changes") == ["c@example.org", "d@example.org"]
    mail = mail_to("c@example.org", "event-changes")
    assert "Another table: Cluster D, Thursday 3 June, 09:00, table 2 (Blue)" in mail.body
    [entry] = entries_of(mail.calendar)
    assert entry["LOCATION"] == "Table 2, Blue, Fira"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("patient")
def test_pressed_by_two_at_once_each_cluster_gets_one_mail(event: Scheduled) -> None:
    Edition.objects.update(venue="Hall")
    people = UserFactory.create_batch(2)
    acts = [partial(tell_them, edition=event.edition, by=by, now=NOW) for by in people]
    assert sorted(raced(acts), key=str) == [Told(0, 0), Told(4, 0)]
    assert told() == [f"{name}@example.org" for name in "abcd"]


def test_who_is_approved_later_knows_the_event_as_it_is_then(event: Scheduled) -> None:
    late = RegistrationFactory(edition=event.edition)
    assert codes(event) == []
    Edition.objects.update(venue="Hall")
    up_to_date(event.edition, NOW)
    readers = {one.reader for one in differences(event.edition)}
    assert late.pk in readers


@pytest.mark.parametrize("state", ["waiting", "waitlisted"])
def test_who_waits_to_be_approved_hears_that_the_event_moved(event: Scheduled, state: str) -> None:
    cluster = ClusterFactory()
    waits = RegistrationFactory(edition=event.edition, cluster=cluster, state=state)
    manager = MembershipFactory(organisation=cluster, user__email="e@example.org").user
    assert codes(event) == [], "it knows the event as it was then"
    Edition.objects.update(venue="Hall", ends_on=date(2094, 6, 5))
    Session.objects.update(title="Farewell")
    assert tell_them(edition=event.edition, by=event.user, now=NOW).clusters == 5
    mail = mail_to("e@example.org", "event-changes")
    assert "The event takes place here: Hall" in mail.body
    assert "Saturday 5 June 2094" in mail.body
    assert "Farewell" not in mail.body, "the programme is told to who takes part"
    browser = Client()
    browser.force_login(manager)
    for page in ("agenda", "organiser"):
        address = f"/meet/{event.edition.slug}/{cluster.slug}/{page}/"
        assert address in mail.body
        assert browser.get(address).status_code == 200
    Registration.objects.filter(pk=waits.pk).update(state="approved", decided_at=NOW)
    assert codes(event) == [], "it finds the programme as it is"
    Session.objects.update(title="Goodbye")
    up_to_date(event.edition, timezone.now())
    assert waits.pk in {one.reader for one in differences(event.edition)}


@pytest.mark.parametrize("state", ["declined", "withdrawn"])
def test_who_does_not_come_hears_nothing_of_the_event(event: Scheduled, state: str) -> None:
    gone = RegistrationFactory(edition=event.edition)
    refresh_marked()
    Registration.objects.filter(pk=gone.pk).update(state=state)
    Edition.objects.update(venue="Hall")
    up_to_date(event.edition, NOW)
    assert gone.pk not in {one.reader for one in differences(event.edition)}


def test_before_the_first_publication_the_programme_is_no_news() -> None:
    registration = RegistrationFactory()
    refresh_marked()
    start = MORNING
    SessionFactory(edition=registration.edition, period=DateTimeTZRange(start, start + HOUR))
    up_to_date(registration.edition, NOW)
    assert waiting(registration.edition) == []


def test_what_a_cluster_does_is_told_after_a_quiet_interval(event: Scheduled) -> None:
    withdraw(registration=event.registrations[1], now=NOW)
    Meeting.objects.filter(pk=event.meetings[0].pk).update(is_cancelled=True)
    real = timezone.now()
    tell_waiting(real)
    assert not told("agenda-changed")
    for _ in range(2):
        tell_waiting(real + timedelta(minutes=6))
    assert told("agenda-changed") == ["a@example.org", "b@example.org"]
    mail = mail_to("a@example.org", "agenda-changed")
    assert mail.subject == "Cancelled: your meeting with Cluster B"
    assert "Cluster B has withdrawn its registration." in mail.body
    assert waiting(event.edition) == []


def test_the_organisers_are_reminded_once_of_what_waits_for_a_day(event: Scheduled) -> None:
    MembershipFactory(organisation=event.edition.owner, user__email="o@example.org")
    Edition.objects.update(venue="Hall")
    refresh_marked()
    real = timezone.now()
    tell_waiting(real + HOUR)
    assert not told("not-told")
    for _ in range(2):
        tell_waiting(real + timedelta(hours=25))
    assert told("not-told") == ["o@example.org"]
    assert f"/organise/{event.edition.slug}/tell/" in mail_to("o@example.org").body


def test_after_a_publication_organisers_are_reminded_anew(event: Scheduled) -> None:
    """Publishing has told what waited; what changes later waits on its own."""
    MembershipFactory(organisation=event.edition.owner, user__email="o@example.org")
    real = timezone.now()
    Edition.objects.update(venue="Hall")
    refresh_marked()
    tell_waiting(real + timedelta(hours=25))
    draft = placing.start_draft(edition=event.edition, now=NOW)
    publish(version=draft, revision=0, user=event.user, now=NOW)
    tell_waiting(real + timedelta(hours=26))
    assert told("not-told") == ["o@example.org"]
    Edition.objects.update(venue="Palau")
    refresh_marked()
    for _ in range(2):
        tell_waiting(real + timedelta(hours=51))
    assert told("not-told") == ["o@example.org"] * 2


def test_organisers_are_reminded_anew_of_what_waits_after_the_first_was_undone(
    event: Scheduled,
) -> None:
    MembershipFactory(organisation=event.edition.owner, user__email="o@example.org")
    real = timezone.now()
    for venue, city in (("Hall", "Reus"), ("Fira", "Reus")):
        Edition.objects.update(venue=venue, city=city)
        refresh_marked()
        tell_waiting(real + timedelta(hours=25))
    Session.objects.update(title="Farewell")
    refresh_marked()
    tell_waiting(real + timedelta(hours=26))
    assert told("not-told") == ["o@example.org"], "something of the first still waits"
    Edition.objects.update(venue=event.edition.venue, city=event.edition.city)
    Session.objects.update(title="Welcome")
    refresh_marked()
    Edition.objects.update(venue="Palau")
    refresh_marked()
    tell_waiting(real + HOUR)
    for _ in range(2):
        tell_waiting(real + timedelta(hours=50))
    assert told("not-told") == ["o@example.org"] * 2


def pressing(event: Scheduled, changed_at: datetime, now: datetime | None = None) -> bool:
    """Whether what is changed at an instant presses then, or at a later one."""
    up_to_date(event.edition, changed_at)
    news = waiting(event.edition)
    assert news
    return is_pressing(news, now or changed_at)


def away(event: Scheduled) -> None:
    period = event.slots[0].period
    shift = timedelta(days=9)
    Slot.objects.filter(pk=event.slots[0].pk).update(
        period=DateTimeTZRange(period.lower + shift, period.upper + shift)
    )


def days_away(event: Scheduled) -> None:
    Edition.objects.filter(pk=event.edition.pk).update(
        starts_on=F("starts_on") + 20, ends_on=F("ends_on") + 20
    )


def other_venue(_event: Scheduled) -> None:
    Edition.objects.update(venue="Hall")


def other_table(event: Scheduled) -> None:
    Table.objects.filter(pk=event.tables[0].pk).update(room="Atrium")


@pytest.mark.parametrize(
    ("change", "after", "presses"),
    [
        (away, timedelta(days=-1), True),
        (away, timedelta(days=-3), False),
        (days_away, timedelta(days=-1), True),
        (days_away, timedelta(days=-4), False),
        (other_venue, timedelta(days=-4), False),
        (other_venue, HOUR, True),
        (other_table, -HOUR, True),
        (other_table, timedelta(minutes=10), True),
        (other_table, HOUR, False),
    ],
)
def test_what_was_or_is_within_two_days_presses_until_it_is_over(
    event: Scheduled, change: Callable[[Scheduled], None], after: timedelta, presses: bool
) -> None:
    change(event)
    assert pressing(event, MORNING + after) is presses


def test_a_further_change_does_not_begin_the_waiting_anew(event: Scheduled) -> None:
    for hour, venue in enumerate(("Hall", "Palau")):
        Edition.objects.update(venue=venue)
        assert not pressing(event, NOW + 20 * hour * HOUR)
    assert pressing(event, NOW, NOW + 25 * HOUR)
    tell_them(edition=event.edition, by=event.user, now=NOW + 26 * HOUR)
    Edition.objects.update(venue="Court")
    assert not pressing(event, NOW + 27 * HOUR)


def test_what_was_undone_does_not_count_as_waiting(event: Scheduled) -> None:
    for hour, venue in enumerate(("Hall", "Fira", "Palau")):
        Edition.objects.update(venue=venue)
        up_to_date(event.edition, NOW + 10 * hour * HOUR)
    assert not pressing(event, NOW, NOW + 25 * HOUR)
    assert pressing(event, NOW, NOW + 44 * HOUR)


@pytest.mark.parametrize("between", [False, True])
def test_what_was_taken_out_waits_since_then(event: Scheduled, between: bool) -> None:
    if between:
        Session.objects.update(title="Farewell")
        up_to_date(event.edition, NOW)
    Session.objects.all().delete()
    up_to_date(event.edition, NOW + 20 * HOUR)
    assert pressing(event, NOW, NOW + 25 * HOUR) is between


def test_publishing_tells_what_waited_too(event: Scheduled) -> None:
    Edition.objects.update(venue="Hall")
    draft = placing.start_draft(edition=event.edition, now=NOW)
    publish(version=draft, revision=0, user=event.user, now=NOW)
    assert told("agenda") == [f"{name}@example.org" for name in "abcd"]
    assert "The event takes place here: Hall" in mail_to("a@example.org", "agenda").body
    assert codes(event) == []


def test_a_cancelled_event_is_cancelled_in_every_calendar(event: Scheduled) -> None:
    event.edition.refresh_from_db()
    assert cancel(edition=event.edition, version=event.edition.version, now=NOW) == 4
    mail = mail_to("a@example.org", "edition-cancelled")
    for file in (mail.calendar, agenda_file(event.registrations[0], NOW).decode()):
        entries = entries_of(file)
        assert entries
        assert {str(entry["STATUS"]) for entry in entries} == {"CANCELLED"}
    assert codes(event) == []


def test_the_page_shows_who_would_get_what_and_tells(event: Scheduled) -> None:
    browser = Client()
    browser.force_login(MembershipFactory(organisation=event.edition.owner).user)
    overview = f"/organise/{event.edition.slug}/"
    assert "Not told yet" not in browser.get(overview).text
    Edition.objects.update(venue="Hall")
    assert "Not told yet: venue changed." in browser.get(overview).text
    page = browser.get(f"{overview}tell/").text
    assert "The event takes place here: Hall" in page
    assert "Tell 4 clusters" in page
    assert not OutboxMessage.objects.exists()
    assert "4 clusters are told." in browser.post(f"{overview}tell/", follow=True).text
    assert "Everybody knows already." in browser.post(f"{overview}tell/", follow=True).text
    assert "Not told yet" not in browser.get(overview).text


def test_the_host_of_a_uid_is_the_sites(event: Scheduled, settings: Any) -> None:
    settings.SITE_URL = "https://meet.example.eu:8443"
    assert all(
        uid.endswith("@meet.example.eu")
        for uid in read_twice(agenda_file(event.registrations[0], NOW))
    )


def test_four_hundred_clusters_are_compared_in_as_many_queries_as_four(event: Scheduled) -> None:
    clusters = ClusterFactory.create_batch(396)
    for cluster in clusters:
        RegistrationFactory(edition=event.edition, cluster=cluster)
    up_to_date(event.edition, NOW)
    assert ToldEntry.objects.filter(entry__about="edition").count() == 400
    Edition.objects.update(venue="Hall")
    browser = Client()
    browser.force_login(MembershipFactory(organisation=event.edition.owner).user)
    answer = browser.get(f"/organise/{event.edition.slug}/tell/")
    assert len(answer.content) <= 100_000
    assert "Tell 400 clusters" in answer.text
    assert AgendaEntry.objects.filter(edition=event.edition).count() == 6
