"""Where to write about a hole: said while it is right, and not a day longer."""

from datetime import date

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

pytestmark = pytest.mark.django_db
WHERE = "/.well-known/security.txt"


@pytest.fixture(autouse=True)
def contact(settings: Settings) -> None:
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    settings.SECURITY_EXPIRES = date(2027, 11, 30)


@time_machine.travel("2027-11-30 23:59:00+00:00", tick=False)
def test_it_names_the_contact_until_its_last_day(client: Client) -> None:
    answer = client.get(WHERE)
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = answer.text.splitlines()
    assert lines[:2] == ["Contact: mailto:security@example.org", "Expires: 2027-11-30T23:59:59Z"]
    assert lines[3].endswith(WHERE)


@time_machine.travel("2027-12-01 00:00:00+00:00", tick=False)
def test_it_is_gone_when_its_day_is_over(client: Client) -> None:
    assert client.get(WHERE).status_code == 404


def test_it_is_not_there_where_nobody_is_named(client: Client, settings: Settings) -> None:
    settings.SECURITY_CONTACT = ""
    assert client.get(WHERE).status_code == 404
