"""A broker that accepts and never answers costs a page a second, once, and no act fails by it."""

import socket
import threading
import uuid
from collections.abc import Iterator

import pytest
import redis
from celery.utils.imports import symbol_by_name
from django.urls import reverse
from kombu import Message

from accounts.models import User
from clustermeet.acknowledging import Request
from clustermeet.celery import app
from matchmaking.models import ScheduleRun
from notifications import tasks
from tests.factories.clusters import MembershipFactory
from tests.factories.events import EditionFactory, RegistrationFactory
from tests.factories.matchmaking import meeting_between, tables, window_with_slots
from tests.faults.site import Site, Visitor


class SilentServer:
    """Takes every connection, and says nothing."""

    def __init__(self) -> None:
        self._door = socket.create_server(("127.0.0.1", 0))
        self.address = f"redis://127.0.0.1:{self._door.getsockname()[1]}/0"
        self.lines: list[socket.socket] = []
        self._thread = threading.Thread(target=self._take)
        self._thread.start()

    def _take(self) -> None:
        while True:
            line, _ = self._door.accept()
            if self._closing:
                line.close()
                return
            self.lines.append(line)

    _closing = False

    def close(self) -> None:
        self._closing = True
        socket.create_connection(self._door.getsockname()).close()
        self._thread.join()
        for line in [*self.lines, self._door]:
            line.close()


@pytest.fixture
def silent() -> Iterator[SilentServer]:
    server = SilentServer()
    yield server
    server.close()


def test_a_silent_broker_is_asked_once_for_a_second_and_then_left_alone(
    silent: SilentServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks.Broker, "rests_until", 0.0)
    monkeypatch.setattr(app.conf, "broker_url", silent.address)
    monkeypatch.setattr(app.conf, "broker_write_url", silent.address)
    for _ in range(20):
        tasks.wake(tasks.deliver)
    assert len(silent.lines) == 1
    assert sum(tasks.PUBLISHING[name] for name in ("socket_timeout", "socket_connect_timeout")) <= 2


class DeafChannel:
    """Takes no word that a task is done."""

    no_ack_consumers = None

    def basic_ack(self, _tag: str, **_options: object) -> None:
        raise redis.TimeoutError


def test_a_worker_whose_broker_does_not_hear_that_a_task_is_done_connects_anew() -> None:
    """Its loop hears of the error; noted and forgotten, the task would count as held for ever."""
    assert symbol_by_name(tasks.deliver.Request) is Request
    request = Request.__new__(Request)
    request.acknowledged = False
    request._on_ack = Message(channel=DeafChannel(), delivery_tag="1").ack_log_error
    with pytest.raises(redis.TimeoutError):
        request.acknowledge()
    assert not request.acknowledged


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_schedule_is_asked_for_while_the_broker_is_silent(site: Site, silent: SilentServer) -> None:
    edition = EditionFactory()
    organiser: User = MembershipFactory(organisation=edition.owner).user
    window_with_slots(edition, slots=2)
    tables(edition, 2)
    meeting_between(RegistrationFactory(edition=edition), RegistrationFactory(edition=edition))
    site.environment["REDIS_URL"] = silent.address
    site.start_web()
    visitor, address = Visitor(site, organiser), reverse("organise-runs", args=[edition.slug])
    for _ in range(3):
        key = uuid.uuid4()
        assert visitor.post(address, limit_seconds=2, idempotency_key=key)[0] in {302, 409}
        assert visitor.get(address)[0] == 200
    assert ScheduleRun.objects.get().state == "queued"
    assert len(silent.lines) == 1
