"""Online meetings: who meets so, without a table, at an address that only the two sides see."""

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from icalendar import Calendar

from events.models import Edition, Registration
from events.services.registrations import OnlineNotOffered, change
from events.services.wishes import Wishes
from matchmaking.models import (
    AgendaEntry,
    Meeting,
    OnlineRoom,
    Placement,
    ScheduleRun,
    ScheduleVersion,
)
from matchmaking.queries.online import addresses
from matchmaking.queries.plan import Plan
from matchmaking.queries.possible import openings
from matchmaking.queries.told import differences, waiting
from matchmaking.rules import is_online
from matchmaking.runs.execution import carry_out
from matchmaking.runs.problem import build, build_replan
from matchmaking.services import placing, requests
from matchmaking.services.publishing import publish
from matchmaking.services.replanning import request_replan
from matchmaking.services.runs import request_run
from matchmaking.telling.acts import tell_them, tell_waiting
from matchmaking.telling.entries import up_to_date
from matchmaking.telling.files import agenda_file, edition_file
from matchmaking.telling.preview import drafts
from matchmaking.words.requests import REFUSALS
from organise.queries.disturbances import disturbances
from organise.words import replans as replan_words
from organise.words.tell import not_told
from privacy.models import LogEntry
from tests.factories.events import EditionFactory, RegistrationFactory, delegates
from tests.factories.matchmaking import MORNING, meeting_between, placed
from tests.factories.schedules import Scheduled, four_managed
from tests.faults.conftest import violations
from tests.support.mails import mail_to
from tests.support.telling import everything_told

NOW = datetime(2094, 5, 1, 9, tzinfo=UTC)
BEFORE = MORNING - timedelta(days=1)
PATTERN = "https://meet.example.org/room/{secret}?lang=en"
Way = Registration.TakesPart

pytestmark = pytest.mark.django_db
# The lease is kept by a thread of its own, which sees only what is committed.
worker = pytest.mark.django_db(transaction=True)


def of(
    ways: Iterable[str],
    *,
    pairs: Iterable[tuple[int, int]] = ((0, 1), (2, 3)),
    is_published: bool = False,
) -> Scheduled:
    """Clusters A to D take part in these ways, and these pairs have agreed to meet.

    Nothing has a place in the version, which is a draft or published.
    """
    edition = EditionFactory(
        state="published" if is_published else "scheduling",
        meets_online=True,
        online_pattern=PATTERN,
    )
    version = {"state": "published", "published_at": NOW} if is_published else {}
    registrations = four_managed(edition)
    for registration, way in zip(registrations, ways, strict=True):
        registration.takes_part = way
        registration.save()
    return Scheduled.of(registrations, pairs=pairs, places=[], slots=3, **version)


def put(event: Scheduled, meeting: int, slot: int, table: int | None, **more: Any) -> None:
    event.put_at(meeting, slot, table, NOW, **more)


def where(version: ScheduleVersion) -> dict[int, tuple[int, int | None]]:
    rows = version.placements.values_list("meeting_id", "slot_id", "table_id")
    return {meeting: (slot, table) for meeting, slot, table in rows}


@pytest.fixture
def event() -> Scheduled:
    """A is online and meets B, C meets D on site; a draft has no place for either."""
    return of([Way.ONLINE, Way.ON_SITE, Way.BOTH, Way.BOTH])


@pytest.fixture
def published() -> Scheduled:
    """The same, published and told: A meets B online, C meets D at the first table."""
    event = of([Way.ONLINE, Way.ON_SITE, Way.BOTH, Way.BOTH], is_published=True)
    put(event, 0, 0, None, is_live=True)
    put(event, 1, 0, 0, is_live=True)
    everything_told(event.edition)
    return event


# Who meets online --------------------------------------------------------------------------------


@pytest.mark.parametrize(("one", "other"), list(product(Way.values, repeat=2)))
def test_two_meet_online_where_one_is_not_on_site(one: str, other: str) -> None:
    """Who does both follows the other side, and two who do both meet on site."""
    expected = {
        frozenset({Way.ON_SITE}): False,
        frozenset({Way.BOTH}): False,
        frozenset({Way.ON_SITE, Way.BOTH}): False,
        frozenset({Way.ONLINE}): True,
        frozenset({Way.ONLINE, Way.BOTH}): True,
        frozenset({Way.ONLINE, Way.ON_SITE}): True,
    }
    assert is_online([one, other]) is expected[frozenset({Way(one), Way(other)})]
    event = of([one, other, Way.ON_SITE, Way.ON_SITE])
    asked = {meeting.id: meeting.online for meeting in build(event.edition).problem.meetings}
    assert asked == {
        f"m{event.meetings[0].pk}": is_online([one, other]),
        f"m{event.meetings[1].pk}": False,
    }


def test_the_database_keeps_what_is_online_from_a_table(event: Scheduled) -> None:
    put(event, 0, 0, None)
    put(event, 1, 0, 0)
    for meeting, wrong in ((0, {"kind": "on_site"}), (1, {"kind": "online"}), (1, {"table": None})):
        rows = Placement.objects.filter(meeting=event.meetings[meeting])
        refused = pytest.raises(IntegrityError, match="placement_online_has_no_table")
        with refused, transaction.atomic():
            rows.update(**wrong)
    assert violations() == []


def test_who_takes_part_online_says_so_only_where_the_event_lets_it(event: Scheduled) -> None:
    Edition.objects.update(meets_online=False)
    one = event.registrations[1]
    wishes = Wishes(takes_part=Way.ONLINE)
    with pytest.raises(OnlineNotOffered):
        change(registration=one, wishes=wishes, version=one.version, now=NOW)
    Edition.objects.update(meets_online=True)
    change(registration=one, wishes=wishes, version=one.version, now=NOW)
    one.refresh_from_db()
    assert one.takes_part == Way.ONLINE


# Placing -----------------------------------------------------------------------------------------


@worker
def test_a_run_gives_online_meetings_a_time_and_no_table() -> None:
    """Two meetings of four clusters at one time: one online, one at the only table."""
    event = of(
        [Way.ONLINE, Way.ON_SITE, Way.ON_SITE, Way.BOTH],
    )
    for slot in event.slots[1:]:
        slot.delete()
    event.tables[1].delete()
    run = request_run(
        edition=event.edition, user=event.user, limit_seconds=5, key=uuid.uuid4(), now=NOW
    )
    carry_out(run.pk, owner="worker")
    run.refresh_from_db()
    assert run.state == ScheduleRun.State.DONE
    draft = ScheduleVersion.objects.get(run=run)
    [slot, *_], [table, *_] = event.slots, event.tables
    assert where(draft) == {
        event.meetings[0].pk: (slot.pk, None),
        event.meetings[1].pk: (slot.pk, table.pk),
    }
    assert OnlineRoom.objects.get().meeting == event.meetings[0]
    assert violations() == []


@worker
def test_where_all_are_online_there_need_be_no_table() -> None:
    event = of([Way.ONLINE] * 4)
    for table in event.tables:
        table.delete()
    run = request_run(
        edition=event.edition, user=event.user, limit_seconds=5, key=uuid.uuid4(), now=NOW
    )
    carry_out(run.pk, owner="worker")
    found = where(ScheduleVersion.objects.get(run=run))
    assert set(found) == {meeting.pk for meeting in event.meetings}
    assert {table for _, table in found.values()} == {None}


@worker
def test_a_locked_online_meeting_stays_at_its_time() -> None:
    event = of([Way.ONLINE, Way.ON_SITE, Way.BOTH, Way.BOTH])
    put(event, 0, 2, None)
    placing.lock(
        version=event.version,
        meeting=event.meetings[0].pk,
        user=event.user,
        key=uuid.uuid4(),
        now=NOW,
    )
    run = request_run(
        edition=event.edition, user=event.user, limit_seconds=5, key=uuid.uuid4(), now=NOW
    )
    carry_out(run.pk, owner="worker")
    row = Placement.objects.get(version__run=run, meeting=event.meetings[0])
    assert (row.slot, row.table, row.is_locked) == (event.slots[2], None, True)


def test_by_hand_each_meeting_goes_to_a_place_of_its_kind(event: Scheduled) -> None:
    with pytest.raises(placing.OtherWay):
        put(event, 0, 0, 0)
    with pytest.raises(placing.OtherWay):
        put(event, 1, 0, None)
    put(event, 0, 0, None)
    put(event, 1, 0, 0)
    with pytest.raises(placing.OtherWay):
        placing.swap(
            version=event.version,
            meeting=event.meetings[0].pk,
            other=event.meetings[1].pk,
            user=event.user,
            key=uuid.uuid4(),
            now=NOW,
        )
    assert where(event.version) == {
        event.meetings[0].pk: (event.slots[0].pk, None),
        event.meetings[1].pk: (event.slots[0].pk, event.tables[0].pk),
    }


def test_many_meet_online_at_one_time_and_none_makes_room() -> None:
    event = of([Way.ONLINE] * 4, is_published=True)
    put(event, 0, 0, None, is_live=True)
    put(event, 1, 0, None, is_live=True)
    assert set(where(event.version).values()) == {(event.slots[0].pk, None)}
    placing.swap(
        version=event.version,
        meeting=event.meetings[0].pk,
        other=event.meetings[1].pk,
        user=event.user,
        key=uuid.uuid4(),
        now=NOW,
        is_live=True,
    )
    assert len(where(event.version)) == 2


def test_an_online_meeting_may_be_whenever_both_are_free_though_tables_are_taken(
    event: Scheduled,
) -> None:
    for table in event.tables:
        table.is_closed = True
        table.save()
    plan = Plan(event.edition, event.version)
    found = [one.place for one in openings(plan, event.meetings[0].pk, after=NOW)]
    assert found == [(slot.pk, None) for slot in event.slots]
    assert not list(openings(plan, event.meetings[1].pk, after=NOW))


def test_what_a_draft_keeps_of_online_meetings_displaces_no_other(published: Scheduled) -> None:
    Registration.objects.update(takes_part=Way.ONLINE)
    draft = placing.start_draft(edition=published.edition, now=NOW)
    row = Placement.objects.filter(version=draft, meeting=published.meetings[1])
    row.update(kind="online", table=None, slot=published.slots[1])
    put(published, 0, 1, None, is_live=True)
    kept = placing.keep_agreed(version=draft, user=published.user, key=uuid.uuid4(), now=NOW)
    assert kept.not_kept == ()
    assert where(draft) == {
        meeting.pk: (published.slots[1].pk, None) for meeting in published.meetings
    }


def kept(event: Scheduled, draft: ScheduleVersion) -> tuple[int, ...]:
    """What could not be kept."""
    return placing.keep_agreed(version=draft, user=event.user, key=uuid.uuid4(), now=NOW).not_kept


def test_what_is_online_takes_no_table_from_what_makes_room() -> None:
    """In the draft C meets D at the table that A and B agreed on; others meet online then."""
    event = of([Way.ON_SITE] * 4, is_published=True)
    others = [RegistrationFactory(edition=event.edition, takes_part=Way.ONLINE) for _ in "ef"]
    placed(event.version, online := meeting_between(*others), event.slots[1], None)
    put(event, 0, 0, 0, is_live=True)
    put(event, 1, 0, 1, is_live=True)
    draft = placing.start_draft(edition=event.edition, now=NOW)
    put(event, 1, 1, 0, version=draft)
    put(event, 0, 1, 0, is_live=True)
    assert kept(event, draft) == ()
    assert where(draft) == {
        event.meetings[0].pk: (event.slots[1].pk, event.tables[0].pk),
        event.meetings[1].pk: (event.slots[1].pk, event.tables[1].pk),
        online.pk: (event.slots[1].pk, None),
    }


def test_what_was_agreed_is_kept_as_its_sides_meet_now() -> None:
    """The first goes online, the second on site, where the first table is agreed for the third."""
    ways = [Way.ON_SITE, Way.ON_SITE, Way.ONLINE, Way.ON_SITE]
    event = of(ways, pairs=[(0, 1), (2, 3), (1, 3)], is_published=True)
    delegates(event.registrations[1])
    delegates(event.registrations[3])
    draft = placing.start_draft(edition=event.edition, now=NOW)
    put(event, 0, 0, 0, is_live=True)
    put(event, 1, 1, None, is_live=True)
    put(event, 2, 1, 0, is_live=True)
    changed(event, 0, Way.ONLINE)
    changed(event, 2, Way.ON_SITE)
    assert kept(event, draft) == ()
    assert where(draft) == {
        event.meetings[0].pk: (event.slots[0].pk, None),
        event.meetings[1].pk: (event.slots[1].pk, event.tables[1].pk),
        event.meetings[2].pk: (event.slots[1].pk, event.tables[0].pk),
    }
    assert violations() == []


def test_what_makes_room_stays_at_its_time_online_where_a_side_went_online() -> None:
    event = of([Way.ON_SITE] * 4, is_published=True)
    put(event, 0, 0, 0, is_live=True)
    put(event, 1, 1, 0, is_live=True)
    draft = placing.start_draft(edition=event.edition, now=NOW)
    put(event, 1, 2, 0, version=draft)
    changed(event, 3, Way.ONLINE)
    put(event, 0, 2, 0, is_live=True)
    assert kept(event, draft) == ()
    assert where(draft) == {
        event.meetings[0].pk: (event.slots[2].pk, event.tables[0].pk),
        event.meetings[1].pk: (event.slots[2].pk, None),
    }


# A way that changes ------------------------------------------------------------------------------


def changed(event: Scheduled, position: int, way: str) -> None:
    one = event.registrations[position]
    change(registration=one, wishes=Wishes(takes_part=way), version=one.version, now=NOW)


@worker
def test_a_published_meeting_stays_until_it_is_re_planned_which_keeps_its_time() -> None:
    event = of([Way.ONLINE, Way.ON_SITE, Way.BOTH, Way.BOTH], is_published=True)
    put(event, 0, 0, None, is_live=True)
    put(event, 1, 1, 0, is_live=True)
    Meeting.objects.update(created_at=NOW - timedelta(days=1))
    changed(event, 0, Way.ON_SITE)
    changed(event, 3, Way.ONLINE)
    plan = Plan(event.edition, event.version)
    assert {row.meeting_id for row in plan.conflicts()} == {one.pk for one in event.meetings}
    said = replan_words.disturbed(plan.names, disturbances(plan, BEFORE))
    assert [one.split(" (")[0] for one in said] == [
        "Cluster A × Cluster B can be on site now, and it is online",
        "A side of Cluster C × Cluster D takes part online, and it is at a table",
    ]
    run = request_replan(
        edition=event.edition, user=event.user, limit_seconds=5, key=uuid.uuid4(), now=NOW
    )
    carry_out(run.pk, owner="worker")
    found = where(ScheduleVersion.objects.get(run=run))
    assert found.pop(event.meetings[1].pk) == (event.slots[1].pk, None)
    [(slot, table)] = found.values()
    assert slot == event.slots[0].pk
    assert table in {one.pk for one in event.tables}


def test_the_problem_of_a_re_plan_has_no_table_for_what_is_online(published: Scheduled) -> None:
    changed(published, 0, Way.ON_SITE)
    changed(published, 3, Way.ONLINE)
    problem = build_replan(published.edition, now=NOW).problem
    assert {one.id: one.online for one in problem.meetings} == {
        f"m{published.meetings[0].pk}": False,
        f"m{published.meetings[1].pk}": True,
    }
    assert [placed.table for placed in problem.published] == [None, None]


def test_a_cancelled_meeting_whose_side_went_online_is_not_taken_up_in_words(
    published: Scheduled,
) -> None:
    meeting = published.meetings[1]
    requests.cancel_published(meeting=meeting, by=published.user, now=NOW)
    changed(published, 3, Way.ONLINE)
    with pytest.raises(requests.WayChanged) as refusal:
        requests.take_up(meeting=meeting, now=NOW)
    assert "One of the two takes part online now" in str(REFUSALS[type(refusal.value)])
    meeting.refresh_from_db()
    assert meeting.is_cancelled


# Addresses ---------------------------------------------------------------------------------------


def meetings_in(file: bytes) -> list[Any]:
    entries: list[Any] = Calendar.from_ical(file).walk("VEVENT")
    return [entry for entry in entries if "Meeting" in entry["SUMMARY"]]


def secret_of(meeting: Meeting) -> str:
    return OnlineRoom.objects.get(meeting=meeting).secret


def test_each_online_meeting_has_an_address_of_its_own_that_moves_along() -> None:
    event = of([Way.ONLINE] * 4)
    put(event, 0, 0, None)
    put(event, 1, 1, None)
    first, second = map(secret_of, event.meetings)
    assert first != second
    assert min(len(first), len(second)) >= 32
    put(event, 0, 2, None)
    draft = placing.start_draft(edition=event.edition, now=NOW)
    assert draft == event.version
    found = addresses(event.edition, [meeting.pk for meeting in event.meetings])
    assert found == {
        event.meetings[0].pk: f"https://meet.example.org/room/{first}?lang=en",
        event.meetings[1].pk: f"https://meet.example.org/room/{second}?lang=en",
    }


def test_only_the_own_calendar_has_the_address(published: Scheduled) -> None:
    one = published.registrations[0]
    address = addresses(published.edition, [published.meetings[0].pk])[published.meetings[0].pk]
    own = agenda_file(one, NOW, with_addresses=True)
    [entry] = meetings_in(own)
    assert (entry["LOCATION"], entry["URL"]) == (address, address)
    others = agenda_file(one, NOW)
    [entry] = meetings_in(others)
    assert entry["LOCATION"] == "Online"
    public = edition_file(published.edition, NOW, description="", url="https://example.org/")
    secret = secret_of(published.meetings[0]).encode()
    assert secret not in others.replace(b"\r\n ", b"") + public.replace(b"\r\n ", b"")


def test_both_sides_are_told_of_another_address_and_of_a_table_in_its_place(
    published: Scheduled,
) -> None:
    assert differences(published.edition) == []
    other = "https://video.example.org/{secret}"
    Edition.objects.update(online_pattern=other)
    up_to_date(published.edition, NOW)
    assert [one.codes for one in differences(published.edition)] == [["meeting_address"]] * 2
    published.edition.refresh_from_db()
    assert tell_them(edition=published.edition, by=published.user, now=NOW).clusters == 2
    mail = mail_to("a@example.org", "event-changes")
    secret = secret_of(published.meetings[0])
    assert f"The address of this meeting: https://video.example.org/{secret}" in mail.body
    assert secret in mail.calendar.replace("\r\n ", "")
    changed(published, 0, Way.ON_SITE)
    put(published, 0, 0, 1, is_live=True)
    up_to_date(published.edition, NOW)
    assert [one.codes for one in differences(published.edition)] == [["meeting_way"]] * 2
    assert tell_them(edition=published.edition, by=published.user, now=NOW).clusters == 2
    body = mail_to("b@example.org", "event-changes", version=2).body
    assert "On site now and no longer online: Cluster A," in body
    assert secret not in body


def test_a_first_address_is_no_other_one_and_neither_is_none(published: Scheduled) -> None:
    steps = [
        ("", "meeting_address_lost", "The address that you know no longer holds", "no address any"),
        (PATTERN, "meeting_address_first", "It is known now where you meet online", "address now"),
    ]
    for number, (pattern, code, mailed, waits) in enumerate(steps, start=1):
        Edition.objects.update(online_pattern=pattern)
        published.edition.refresh_from_db()
        up_to_date(published.edition, NOW)
        assert [one.codes for one in differences(published.edition)] == [[code]] * 2
        assert waits in not_told(waiting(published.edition))
        tell_them(edition=published.edition, by=published.user, now=NOW)
        body = mail_to("a@example.org", "event-changes", version=number).body
        assert mailed in body
        assert ("The address of this meeting: https://meet" in body) is bool(pattern)


def test_a_meeting_that_is_online_again_is_told_in_a_sentence(published: Scheduled) -> None:
    rows = Registration.objects.filter(pk=published.registrations[0].pk)
    rows.update(state="withdrawn")
    tell_waiting(NOW + timedelta(days=1))
    body = mail_to("b@example.org", "agenda-changed").body
    assert "The online meeting of Cluster B with Cluster A on" in body
    rows.update(state="approved")
    tell_waiting(NOW + timedelta(days=2))
    body = mail_to("b@example.org", "agenda-changed", version=2).body
    assert "The online meeting of Cluster B with Cluster A takes place after all:" in body
    assert "The address of this meeting: https://meet.example.org/" in body


def test_the_preview_of_a_mail_has_no_address(published: Scheduled) -> None:
    Edition.objects.update(online_pattern="https://video.example.org/{secret}")
    up_to_date(published.edition, NOW)
    [draft] = drafts(published.edition, [published.registrations[0].pk], NOW)
    assert "At another address, online: Cluster B" in draft.body
    assert "The address of this meeting, which only its two sides see." in draft.body
    assert "video.example.org" not in draft.body


@worker
def test_the_agenda_that_is_mailed_has_the_address() -> None:
    event = of([Way.ONLINE, Way.ON_SITE, Way.BOTH, Way.BOTH])
    put(event, 0, 0, None)
    put(event, 1, 0, 0)
    event.version.refresh_from_db()
    publish(version=event.version, revision=event.version.revision, user=event.user, now=NOW)
    secret = secret_of(event.meetings[0])
    body = mail_to("a@example.org", "agenda").body
    assert f"Cluster B, online: https://meet.example.org/room/{secret}?lang=en" in body
    others = mail_to("c@example.org", "agenda")
    assert secret not in others.body + others.html + others.calendar


def test_without_a_pattern_a_meeting_is_online_all_the_same(published: Scheduled) -> None:
    Edition.objects.update(online_pattern="")
    up_to_date(published.edition, NOW)
    published.edition.refresh_from_db()
    assert addresses(published.edition, [published.meetings[0].pk]) == {}
    entry = AgendaEntry.objects.get(registration=published.registrations[0])
    assert entry.says["address"] == ""


def test_the_log_never_sees_what_makes_an_address(published: Scheduled) -> None:
    secret = secret_of(published.meetings[0])
    rows = LogEntry.objects.values_list("before", "after")
    assert LogEntry.objects.filter(table_name="matchmaking_placement").exists()
    assert secret not in str(list(rows))
