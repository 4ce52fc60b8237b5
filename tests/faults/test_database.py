"""PostgreSQL that is restarted under load, or has no room left: nothing confirmed is lost.

Its processes are those that were started first, to the end: nobody starts one again by hand.
"""

import signal
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError, connection, transaction
from django.urls import reverse

from interface.outages import is_outage
from matchmaking.models import MeetingRequest
from notifications.models import OutboxMessage
from privacy.log.actors import acting_as
from tests.factories.clusters import ClusterFactory, MembershipFactory
from tests.factories.matchmaking import meeting_between, tables, window_with_slots
from tests.faults.asking import Load, clusters, managers
from tests.faults.servers import (
    Server,
    SmallDisk,
    forget_connections,
    own_postgres,
    postgres_on_a_small_disk,
)
from tests.faults.site import Site
from tests.faults.test_workers import ended, start
from tests.support.databases import address
from tests.support.waiting import until

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
# Its end as an operator asks for it, and one without a word to anybody.
ENDS = (signal.SIGINT, signal.SIGQUIT)


@pytest.fixture
def postgres(transactional_db: None) -> Iterator[Server]:
    with own_postgres() as server:
        yield server


@pytest.fixture
def restarted_site(postgres: Server, site: Site) -> Site:
    return site


@pytest.fixture
def disk(transactional_db: None, tmp_path: Path) -> Iterator[SmallDisk]:
    with postgres_on_a_small_disk(tmp_path) as disk:
        yield disk


@pytest.fixture
def narrow_site(disk: SmallDisk, site: Site) -> Site:
    return site


@pytest.mark.parametrize(
    "restarts", [pytest.param(2, id="short"), pytest.param(5, id="long", marks=pytest.mark.drill)]
)
def test_postgres_restarted_under_load_loses_nothing_that_was_confirmed(
    restarted_site: Site, postgres: Server, restarts: int
) -> None:
    site, people = restarted_site, clusters(40)
    edition = people[0].edition
    organiser = MembershipFactory(organisation=edition.owner).user
    window_with_slots(edition, slots=2)
    tables(edition, 2)
    meeting_between(*people[:2])
    web = site.start_web(workers=2)
    workers = [site.start_worker(wait=False), site.start_mail_worker(wait=False), site.start_beat()]
    asking = managers(site, people)[:8]
    run = start(site, organiser, edition)
    with Load(asking) as load:
        for number in range(restarts):
            load.go_on()
            postgres.stop(ENDS[number % 2])
            postgres.start()
            forget_connections()
        load.go_on()
    told = load.told
    assert told.others == []
    assert told.rows() == len(told.yes)
    assert sum(manager.visitor.refusals for manager in asking)
    assert ended(run).state == "done"
    queued = OutboxMessage.objects.filter(state="queued")
    until(lambda: not queued.exists(), "all mails to leave")
    assert all(process.runs for process in (web, *workers))


@pytest.mark.parametrize(
    "with_workers",
    [pytest.param(False, id="short"), pytest.param(True, id="long", marks=pytest.mark.drill)],
)
def test_a_full_disk_leaves_pages_readable_says_so_to_who_writes_and_is_over_when_it_is(
    narrow_site: Site, disk: SmallDisk, with_workers: bool
) -> None:
    site, people = narrow_site, clusters(60)
    site.start_web()
    if with_workers:
        site.start_worker(wait=False)
        site.start_mail_worker(wait=False)
        site.start_beat()
    first, *_ = managers(site, people)
    disk.fill()
    yes, key, number, refusal = [], uuid.uuid4(), 0, ""
    for number in range(len(first.partners)):
        key = uuid.uuid4()
        status, _, refusal = first.ask(number, key, once=True)
        if status == 503:
            break
        yes.append(key)
    assert "Try again in a moment" in refusal
    pages = [first.home, first.partners[0], "/", reverse("edition-list"), "/healthz"]
    assert [first.visitor.get_once(page)[0] for page in pages] == [200] * len(pages)
    disk.empty()
    assert first.ask(number, key)[0] == 302
    rows = MeetingRequest.objects.filter(idempotency_key__in=[*yes, key])
    assert rows.count() == len(yes) + 1 == MeetingRequest.objects.count()
    if with_workers:
        until(lambda: not OutboxMessage.objects.filter(state="queued").exists(), "the mails")


def test_a_session_that_ends_when_the_log_is_told_who_writes_is_an_outage() -> None:
    cluster = ClusterFactory()
    with transaction.atomic():
        cluster.refresh_from_db()
        with psycopg.connect(address()) as other:
            pid = connection.connection.info.backend_pid
            other.execute("SELECT pg_terminate_backend(%s, 60000)", [pid])
        with acting_as("task:drill"), pytest.raises(OperationalError) as lost:
            cluster.save()
    assert is_outage(lost.value)
    connection.close()
