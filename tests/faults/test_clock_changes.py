"""The two nights when clocks change: meetings keep their length, and work goes on."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from accounts.models import User
from events.models import Edition
from matchmaking.models import Slot
from matchmaking.queries.grid import fingerprint, grid_plan
from matchmaking.services.grid import arrange
from matchmaking.services.publishing import publish
from matchmaking.slots import GridPlan, Period, WindowPlan
from notifications.models import OutboxMessage
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import ScheduleVersionFactory, meeting_between, placed
from tests.faults.conftest import violations
from tests.faults.site import Site
from tests.faults.test_workers import edition, ended, organiser, start
from tests.support.waiting import until

__all__ = ("edition", "organiser")
MADRID = ZoneInfo("Europe/Madrid")
NOW = datetime(2027, 1, 10, tzinfo=UTC)
# Meetings of half an hour between half past midnight and half past four.
NIGHTS = {date(2027, 3, 28): 6, date(2027, 10, 31): 10}
CHANGE_AT = 1  # o'clock in UTC, in all of Europe


@pytest.mark.django_db
@pytest.mark.parametrize("night", NIGHTS, ids=str)
def test_every_half_hour_of_the_night_is_one_meeting_and_calendars_tell_them_apart(
    night: date,
) -> None:
    edition = EditionFactory(starts_on=night, ends_on=night)
    hours = [datetime(night.year, night.month, night.day, hour, 30) for hour in (0, 4)]  # noqa: DTZ001
    begins, ends = (hour.replace(tzinfo=MADRID).astimezone(UTC) for hour in hours)
    window = WindowPlan(uuid4(), "Night", Period(begins, ends), 25, 5)
    seen = fingerprint(grid_plan(edition))
    arrange(edition=edition, plan=GridPlan((window,), ("",)), seen=seen, now=NOW, touches=0)
    slots = list(Slot.objects.order_by("period"))
    starts = [begins + timedelta(minutes=30 * number) for number in range(NIGHTS[night])]
    assert [slot.period.lower for slot in slots] == starts

    pair = [RegistrationFactory(edition=edition) for _ in range(2)]
    reader = MembershipFactory(organisation=pair[0].cluster).user
    version = ScheduleVersionFactory(edition=edition, number=1)
    for slot in slots:
        placed(version, meeting_between(*pair), slot, edition.tables.get())
    publish(version=version, revision=0, user=reader, now=NOW)
    calendar = OutboxMessage.objects.get(recipient=reader.email, kind="agenda").calendar
    events: list[Any] = Calendar.from_ical(calendar).walk("VEVENT")
    assert sorted(event["DTSTART"].dt.astimezone(UTC) for event in events) == starts
    assert violations() == []


@pytest.mark.drill
@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("night", NIGHTS, ids=str)
def test_runs_end_and_mails_leave_on_either_side_of_the_change(
    site: Site, organiser: User, edition: Edition, night: date
) -> None:
    change = datetime(night.year, night.month, night.day, CHANGE_AT, tzinfo=UTC)
    # By the clock on the wall, as far as any of our programs looks at it.
    site.environment["TZ"] = "Europe/Madrid"
    site.start_web()
    soon = change - timedelta(seconds=20)
    skew = int((soon - datetime.now(UTC)).total_seconds())
    site.start_worker(wait=False, skew=skew)
    site.start_mail_worker(wait=False, skew=skew)
    site.start_beat(skew=skew)
    runs = [ended(start(site, organiser, edition))]
    shift = timedelta(seconds=skew)
    until(lambda: datetime.now(UTC) + shift > change, "the change of the clocks")
    asked = start(site, organiser, edition)
    site.flush_broker()  # so that only beat can bring it
    runs.append(ended(asked))
    assert [(run.state, run.attempts) for run in runs] == [("done", 1)] * 2
    until(lambda: not OutboxMessage.objects.filter(state="queued").exists(), "the mails")
