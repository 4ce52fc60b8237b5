"""Valkey that hangs, goes and forgets: pages answer meanwhile, and afterwards all work is done.

Web, workers and beat are those that were started first, to the end.
"""

import signal
import time
import uuid
from collections.abc import Iterator

import pytest

from accounts.models import User
from events.models import Edition
from matchmaking.models import ScheduleRun, ScheduleVersion
from notifications.models import OutboxMessage
from tests.faults.asking import Manager, managers
from tests.faults.servers import Server, own_valkey
from tests.faults.site import Site, flush
from tests.faults.test_workers import edition, ended, organiser, start, state
from tests.support.measuring import NAME, Record, since
from tests.support.waiting import stays, until

__all__ = ("edition", "organiser")
pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def broker(site: Site) -> Iterator[Server]:
    """The site's own, stopped after the site."""
    with own_valkey() as server:
        site.broker = site.environment["REDIS_URL"] = server.address
        try:
            yield server
        finally:
            site.close()


def answers(manager: Manager, number: int) -> None:
    """A page is read, and an act is done."""
    assert manager.visitor.get(manager.home)[0] == 200
    assert manager.ask(number, uuid.uuid4())[0] == 302


@pytest.mark.parametrize(
    "seconds", [pytest.param(0, id="short"), pytest.param(30, id="long", marks=pytest.mark.drill)]
)
def test_what_is_asked_for_while_the_broker_hangs_is_away_or_forgets_is_done_afterwards(
    site: Site,
    broker: Server,
    organiser: User,
    seconds: int,
    record_property: Record,
) -> None:
    edition = Edition.objects.get()
    site.start_web()
    worker, mail = site.start_worker(wait=False), site.start_mail_worker(wait=False)
    beat = site.start_beat()
    until(lambda: worker.says("ready.") and mail.says("ready."), "the workers")
    people = edition.registrations.select_related("cluster", "edition").order_by("pk")
    manager, *_ = managers(site, list(people))

    under_way = start(site, organiser, edition, seconds=5)
    until(lambda: state(under_way) == "running", "the worker to take the run")
    broker.send(signal.SIGSTOP)
    ended(under_way)
    hanging = start(site, organiser, edition)
    answers(manager, 0)
    # Nobody can be told that the first run is done.
    stays(lambda: state(hanging) == "queued", seconds)
    broker.send(signal.SIGCONT)
    begun = time.monotonic()
    ended(hanging)
    record_property(NAME, f"a run while the broker hung: done after {since(begun)}")

    broker.stop(signal.SIGKILL)
    away = start(site, organiser, edition)
    answers(manager, 1)
    stays(lambda: state(away) == "queued", seconds)
    broker.start()
    begun = time.monotonic()
    ended(away)
    record_property(NAME, f"a run while the broker was away: done after {since(begun)}")

    forgotten = start(site, organiser, edition)
    answers(manager, 2)
    flush(site.broker)
    ended(forgotten)

    until(lambda: not OutboxMessage.objects.filter(state="queued").exists(), "the mails")
    assert set(ScheduleRun.objects.values_list("state", "attempts")) == {("done", 1)}
    assert ScheduleVersion.objects.count() == 4
    assert all(process.runs for process in (worker, mail, beat))
