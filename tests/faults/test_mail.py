"""Mail leaves once, through mail servers and workers that are away, silent, slow or dead.

Schedule runs do not wait for mail, nor mail for runs.
"""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from events.models import Edition
from notifications.models import MailServer as Known
from notifications.models import OutboxMessage
from notifications.services.failing import give_up
from tests.faults.site import Site
from tests.faults.test_workers import edition, ended, organiser, start, state
from tests.support.mail_server import MailServer, mail_server
from tests.support.waiting import PATIENCE, until

__all__ = ("edition", "organiser")
pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
NIGHT = timedelta(hours=9)


@pytest.fixture
def server(site: Site) -> Iterator[MailServer]:
    """A mail server that the site's processes know."""
    with mail_server() as server:
        site.environment |= {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(server.port)}
        yield server


def waiting(count: int) -> list[str]:
    """The recipients of so many mails that wait."""
    now = timezone.now()
    recipients = [f"m{number:03}@example.org" for number in range(count)]
    OutboxMessage.objects.bulk_create(
        OutboxMessage(
            kind="agenda",
            object_key="edition:1",
            recipient=recipient,
            language="en",
            subject="Your agenda",
            body="09:30 Water, table 1",
            html="<p>09:30 Water, table 1</p>",
            due_at=now,
        )
        for recipient in recipients
    )
    return recipients


def in_state(state: str) -> int:
    return OutboxMessage.objects.filter(state=state).count()


def all_sent(count: int) -> None:
    until(lambda: in_state("sent") == count, f"{count} mails to be sent")


def test_run_does_not_wait_for_mail_to_a_silent_server_nor_mail_for_a_run(
    site: Site, server: MailServer, organiser: User, edition: Edition
) -> None:
    server.manners.silent_at = "greeting"
    waiting(120)
    site.start_web()
    worker = site.start_worker(wait=False)
    site.start_mail_worker(wait=False)
    site.start_beat()
    until(lambda: server.connections, "a worker to meet the silence")
    until(lambda: worker.says("ready."), "the worker of runs")
    run = start(site, organiser, edition)
    assert ended(run).state == "done"
    assert in_state("sent") == 0

    # The other way round: the only worker of runs is busy with one that nothing ends soon.
    run = start(site, organiser, edition, seconds=60)
    until(lambda: state(run) == "running", "the worker to take the run")
    server.manners.silent_at = ""
    until(lambda: Known.objects.filter(failures__gt=0).exists(), "the silence to be noticed")
    Known.objects.update(next_try_at=timezone.now())
    all_sent(120)
    assert state(run) == "running"
    assert set(server.told().values()) == {1}


def test_mail_of_a_night_without_server_arrives_once_when_it_is_back(
    site: Site, server: MailServer
) -> None:
    port = server.port
    server.end()
    recipients = waiting(30)
    site.start_mail_worker(wait=False)
    site.start_beat()
    until(lambda: Known.objects.filter(failures__gt=0).exists(), "the absence to be noticed")
    assert in_state("queued") == 30
    now = timezone.now()
    OutboxMessage.objects.update(tried_since=now - NIGHT)
    Known.objects.update(away_since=now - NIGHT, failures=20, next_try_at=now)
    until(lambda: Known.objects.get().failures == 21, "another try")
    # It is asked less often by now.
    later = timezone.now() + timedelta(minutes=25)
    assert Known.objects.filter(next_try_at__gt=later).exists()
    with mail_server(port) as back:
        Known.objects.update(next_try_at=timezone.now())
        all_sent(30)
        assert back.told() == dict.fromkeys(recipients, 1)
    assert Known.objects.get().away_since is None


def test_only_the_refused_recipient_goes_without(site: Site, server: MailServer) -> None:
    recipients = waiting(10)
    server.manners.answers = {recipients[3]: "550 5.1.1 no such user"}
    site.start_mail_worker(wait=False)
    site.start_beat()
    all_sent(9)
    until(lambda: in_state("failed") == 1, "the refused mail to end")
    assert server.told() == dict.fromkeys([*recipients[:3], *recipients[4:]], 1)
    give_up(failed=OutboxMessage.objects.all())


def test_worker_killed_after_the_server_took_a_mail_doubles_that_one_and_loses_none(
    site: Site, server: MailServer
) -> None:
    recipients = waiting(20)
    has_come, may_go_on, calls = threading.Event(), threading.Event(), []
    went_on = []

    def tenth_waits() -> None:
        calls.append(1)
        if len(calls) == 10:
            has_come.set()
            went_on.append(may_go_on.wait(PATIENCE))

    server.manners.mail_comes = tenth_waits
    worker = site.start_mail_worker(wait=False)
    site.start_beat()
    until(has_come.is_set, "ten mails")
    worker.kill()
    may_go_on.set()
    until(lambda: len(server.taken) == 10, "the server to have taken the tenth")
    assert went_on == [True]
    site.start_mail_worker(wait=False)
    all_sent(20)
    told = server.told()
    assert set(told) == set(recipients)
    (doubled,) = [recipient for recipient, times in told.items() if times > 1]
    assert told[doubled] == 2
    copies = [taken.mail for taken in server.taken if taken.recipient == doubled]
    assert copies[0]["Message-ID"] == copies[1]["Message-ID"]


def test_two_beats_and_two_mail_workers_send_no_mail_twice(site: Site, server: MailServer) -> None:
    recipients = waiting(120)
    both = threading.Event()
    gate = threading.Barrier(2, action=both.set)

    def together() -> None:
        if not both.is_set():
            gate.wait(60)

    # The first mail of each waits for the other's.
    server.manners.mail_comes = together
    for _ in range(2):
        site.start_mail_worker(wait=False)
        site.start_beat()
    all_sent(120)
    assert both.is_set()
    assert server.told() == dict.fromkeys(recipients, 1)


@pytest.mark.drill
def test_slow_server_gets_every_mail_once_in_several_calls(site: Site, server: MailServer) -> None:
    recipients = waiting(45)
    pause = threading.Event()

    def takes_its_time() -> None:
        pause.wait(2)

    server.manners.mail_comes = takes_its_time
    site.start_mail_worker(wait=False)
    site.start_beat()
    all_sent(45)
    assert server.told() == dict.fromkeys(recipients, 1)
    assert server.connections >= 3
