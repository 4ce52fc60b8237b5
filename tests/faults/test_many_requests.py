"""More requests at once than a process has connections to the database: all are answered."""

import http.client
from urllib.parse import urlsplit

import pytest

from tests.faults.site import Site, at_once
from tests.support.waiting import PATIENCE

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


def test_two_hundred_who_come_at_once_wait_for_their_turn(site: Site) -> None:
    site.start_web()
    host = urlsplit(site.address).netloc

    def status(number: int) -> int:
        line = http.client.HTTPConnection(host, timeout=PATIENCE)
        try:
            line.request("GET", "/editions/" if number % 2 else "/search/?q=energy")
            return line.getresponse().status
        finally:
            line.close()

    assert set(at_once(200, status)) == {200}
